"""A word of a question that stands nowhere and may be a slip is looked for as what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive
from rag.model import Draft
from rag.store.lexical import kept_terms, postings
from rag.store.lexical.slips import is_slip

TEXT = (
    "The government made a statement on Saturday about casualties, which disappeared from the combinatorial report. "
    "Saola were seen at the pavilion in Tanrode. The macro economy, a pivot, medals and a revolution were told of. "
    "Élodie saw them, wrote the reporter x_2."
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One article with the words that are meant."""
    with Archive.open(tmp_path_factory.mktemp("slips") / "archive", embedder=ToyEmbedder()) as opened:
        opened.add_drafts([("one", Draft("Report", TEXT, language="en"))])
        yield opened


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("statment", "statement"),
        ("goverment", "government"),
        ("casulties", "casualties"),
        ("soala", "saola"),
        ("dissapeared", "disappeared"),
        ("comninatorial", "combinatorial"),
        ("pavillion", "pavilion"),
        ("adress", "address"),
        ("damms", "dams"),
    ],
)
def test_slips(written: str, meant: str) -> None:
    assert is_slip(written, meant)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("pilot", "pivot"),
        ("metals", "medals"),
        ("resolution", "revolution"),
        ("purge", "pure"),
        ("facet", "face"),
        ("smith", "smit"),
        ("scope", "score"),
        ("slain", "spain"),
        ("disclosing", "discussing"),
        ("angle", "angel" + "s"),
        ("same", "same"),
        ("racers", "race"),
    ],
)
def test_other_words(written: str, other: str) -> None:
    assert not is_slip(written, other)


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Who made a statment?", "statement"),
        ("What did the goverment do?", "govern"),
        ("Which casulties were told of?", "casualti"),
        ("When did the soala come?", "saola"),
        ("Who was in Tannrode?", "tanrod"),
        ("Did Elodei see them?", "elodi"),
        ("the dissapeared report", "disappear"),
    ],
)
def test_what_was_meant_is_found(archive: Archive, question: str, term: str) -> None:
    words = archive._store.lexical.weigh(question)
    assert [word.alike for word in words if word.alike] == [frozenset({term})]
    assert [hit.article.source for hit in archive.search(question, mode="lexical")] == ["one"]


@pytest.mark.parametrize(
    "question",
    [
        "What did Macron do?",
        "Who is the pilot?",
        "Which metals?",
        "the resolution",
        "Who is Staatsmen?",
        "tol",
    ],
)
def test_what_means_something_else_is_not(archive: Archive, question: str) -> None:
    assert not any(word.alike for word in archive._store.lexical.weigh(question))


def test_it_is_said(archive: Archive) -> None:
    said = "Searched for “statement”, as “statment” stands nowhere in the archive."
    assert archive.search_page("the statment").notice == said
    assert (archive.quote("Who made a statment?").notice or "").startswith(said)
    assert archive.search_page("the statement").notice is None
    both = archive.search_page("statment casulties").notice
    assert both == "Searched for “statement”, “casualties”, as “statment”, “casulties” stand nowhere in the archive."


def test_terms_are_read_once_for_each_state_of_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is added or removed later is known at once."""
    read: list[str] = []
    known = postings.terms_between

    def counted(db: Any, first: str, after: str) -> dict[str, int]:
        read.append(first)
        return known(db, first, after)

    monkeypatch.setattr(postings, "terms_between", counted)
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder()) as archive:

        def meant(word: str) -> list[frozenset[str]]:
            return [one.alike for one in archive._store.lexical.weigh(f"Who saw the {word}?") if one.alike]

        archive.add_drafts([("one", Draft("Report", TEXT, language="en"))])
        assert meant("statment") == [frozenset({"statement"})]
        assert (meant("soala"), meant("soala")) == ([frozenset({"saola"})],) * 2
        assert read == ["s"]
        added = archive.add_drafts([("two", Draft("Report", "Sandpipers were seen.", language="en"))]).added
        assert meant("sandpippers") == [frozenset({"sandpip"})]
        archive.remove(added)
        assert meant("sandpippers") == []
        assert read == ["s"] * 3


def test_kept_terms_have_a_bound(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_terms, "_MOST", 12)
    kept = kept_terms.KeptTerms()
    with archive._store.lexical._reading() as (db, _):
        for letter in "smcdrpstgm":
            assert kept.beginning(db, letter, (1, 99)) == postings.terms_between(db, letter, chr(ord(letter) + 1))
            assert sum(map(len, kept._known.values())) <= 12
        assert set(map(len, kept.beginning(db, "s", (5, 6)))) == {5}
