"""How alike two texts are."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.shingles import BANDS, FEWEST, cut_up, keys_of, likeness

WORDS = [f"word{number}" for number in range(200)]
TEXT = " ".join(WORDS)
texts = st.lists(
    st.sampled_from(["ferry", "the", "pier", "7", "船", "が", "出", "ส", "é", "\n\n", "—"]), max_size=60
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "shingles"),
    [
        ("", set()),
        ("— … !", set()),
        ("The Ferry", {"the ferry"}),
        ("The FERRY sails, again.", {"the ferry sails", "ferry sails again"}),
        ("ＴＨＥ ferry's pier", {"the ferry s", "ferry s pier"}),
        ("船が出た。", {"船 が 出", "が 出 た"}),
        ("Die Fähre 7 船", {"die fähre 7", "fähre 7 船"}),
        ("เรือ", {"เ ร ื", "ร ื อ"}),
    ],
)
def test_shingles_are_runs_of_three_words_or_characters(text: str, shingles: set[str]) -> None:
    assert cut_up(text).shingles == shingles


def test_stretches_are_the_text_in_its_order() -> None:
    cut = cut_up(TEXT)
    assert [part for stretch in cut.stretches for part in stretch] == [
        " ".join(WORDS[at : at + 3]) for at in range(len(WORDS) - 2)
    ]
    assert {len(stretch) for stretch in cut.stretches} <= {19, 20, 21}


@pytest.mark.parametrize(
    ("one", "other", "contained", "spread"),
    [
        (TEXT, TEXT.upper() + "!", 1.0, 1.0),
        (TEXT, " ".join(WORDS[:100]), 1.0, 1.0),  # a short version
        (TEXT, " ".join(WORDS[:100] + [f"other{at}" for at in range(200)]), 0.49, 0.5),  # half of it in another story
        (TEXT, " ".join("x" if at % 8 == 7 else word for at, word in enumerate(WORDS)), 0.63, 1.0),  # all over
        (TEXT, "quite another text of no such words at all", 0.0, 0.0),
        (TEXT, "", 0.0, 0.0),
    ],
)
def test_likeness(one: str, other: str, contained: float, spread: float) -> None:
    like = likeness(cut_up(one), cut_up(other))
    assert like.contained == pytest.approx(contained, abs=0.01)
    assert like.spread == pytest.approx(spread, abs=0.05)


def test_figures_tell_two_days_of_one_report_apart() -> None:
    report = "The index closed at {} points after {} shares changed hands, {} rose and {} fell, oil cost {} dollars."
    today = cut_up(report.format(1801, 4411, 210, 95, 71))
    assert likeness(today, cut_up(report.format(1799, 5210, 101, 204, 69))).figures == 0.0
    assert likeness(today, today).figures == 1.0


def test_in_a_short_text_one_figure_tells() -> None:
    short = "The ferry of Velden sailed again on day {}, said the mayor, and nobody was late for it."
    assert likeness(cut_up(short.format(1)), cut_up(short.format(2))).figures == 0.0
    long = TEXT.replace("word", "item") + " in {}"
    assert likeness(cut_up(long.format(1)), cut_up(long.format(2))).figures == 1.0


@given(texts, texts)
def test_likeness_is_in_range_and_symmetrical_in_what_is_shared(one: str, other: str) -> None:
    like, back = likeness(cut_up(one), cut_up(other)), likeness(cut_up(other), cut_up(one))
    assert (like.shared, like.contained) == (back.shared, back.contained)
    assert all(0 <= value <= 1 for value in (like.shared, like.contained, like.spread, like.figures))
    assert like.shared <= like.contained


@given(texts)
def test_a_text_is_like_itself(text: str) -> None:
    cut = cut_up(text)
    like = likeness(cut, cut)
    assert (like.shared, like.contained, like.spread, like.figures) == ((1.0,) * 4 if cut.shingles else (0.0,) * 4)


def test_keys_of_a_known_text_never_change() -> None:
    """They are stored: a change of the hashing must raise ``SCHEME``."""
    keys = keys_of(cut_up(TEXT).shingles)
    assert len(set(keys)) == BANDS and all(-(2**63) <= key < 2**63 for key in keys)
    assert hashlib.sha256(json.dumps(keys).encode()).hexdigest()[:16] == "4db4184f3f34c836"


def test_a_text_too_short_to_compare_has_no_keys() -> None:
    assert keys_of(cut_up(" ".join(WORDS[: FEWEST + 1])).shingles) == []
    assert keys_of(cut_up(" ".join(WORDS[: FEWEST + 2])).shingles)
    assert keys_of(frozenset()) == []
