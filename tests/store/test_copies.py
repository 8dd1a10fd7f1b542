"""Copies are found and grouped with their articles, and stay so whatever is changed and removed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import ToyEmbedder

from rag import Archive
from rag.model import Draft

Put = Callable[..., str]

NAMES = [
    "Ostrava",
    "Lindqvist",
    "Harbour",
    "Marten",
    "Kestrel",
    "Brana",
    "Velden",
    "Aurora",
    "Pelham",
    "Quist",
    "Rosen",
]


def story(seed: int, words: int = 240) -> str:
    """A text of its own for each seed, in paragraphs."""
    chance = random.Random(seed)
    told = [f"{chance.choice(NAMES).lower()}{chance.randrange(400)}" for _ in range(words)]
    return "\n\n".join(" ".join(told[at : at + 40]) + "." for at in range(0, words, 40))


def changed(text: str, share: float, seed: int) -> str:
    """A text with some words replaced."""
    chance = random.Random(seed)
    return "\n\n".join(
        " ".join(
            f"other{chance.randrange(10**6)}" if chance.random() < share else word for word in paragraph.split(" ")
        )
        for paragraph in text.split("\n\n")
    )


def groups(archive: Archive) -> set[frozenset[str]]:
    """The sources of each group's articles."""
    with sqlite3.connect(f"file:{archive.path}/catalog.sqlite?mode=ro", uri=True) as db:
        found: dict[int, set[str]] = {}
        for number, source in db.execute(
            "SELECT story, source FROM copies JOIN articles ON pk = article WHERE story IS NOT NULL"
        ):
            found.setdefault(number, set()).add(source)
    return {frozenset(members) for members in found.values()}


def sound(archive: Archive) -> None:
    """Every article has been compared, every key stands where it should, and no group has one member."""
    with sqlite3.connect(f"file:{archive.path}/catalog.sqlite?mode=ro", uri=True) as db:
        articles = {row[0] for row in db.execute("SELECT pk FROM articles")}
        assert {row[0] for row in db.execute("SELECT article FROM copies")} == articles
        kept = db.execute("SELECT coalesce(sum(length(packed) / 8), 0) FROM copies").fetchone()[0]
        assert db.execute("SELECT count(*) FROM copy_keys").fetchone()[0] == kept
    assert all(len(members) > 1 for members in groups(archive))


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text,
        lambda text: "PELHAM (Wire) - Additional reporting by our desk.\n\n" + text,
        lambda text: "\n\n".join(text.split("\n\n")[1:]),
        lambda text: "\n\n".join(text.split("\n\n")[:2]),
        lambda text: changed(text, 0.05, 1),
        lambda text: changed(text, 0.2, 1),
        lambda text: text.upper().replace(".", "!"),
    ],
    ids=["same", "agency line", "paragraph dropped", "cut short", "5 % changed", "20 % changed", "capitals"],
)
def test_an_edited_copy_is_found(archive: Archive, put: Put, edit: Callable[[str], str]) -> None:
    put("a.txt", story(1))
    put("b.txt", edit(story(1)))
    put("c.txt", story(2))
    assert groups(archive) == {frozenset({"a.txt", "b.txt"})}
    sound(archive)


def test_a_sequel_that_repeats_the_background_is_no_copy(archive: Archive, put: Put) -> None:
    background = story(1, 160)
    put("a.txt", story(2, 120) + "\n\n" + background)
    put("b.txt", story(3, 120) + "\n\n" + background)
    assert groups(archive) == set()


def test_a_round_up_that_holds_a_short_item_is_no_copy_of_it(archive: Archive, put: Put) -> None:
    put("item.txt", story(1, 40))
    put("roundup.txt", "\n\n".join(story(seed, 40) for seed in range(30)))
    assert groups(archive) == set()


def test_a_daily_report_with_other_figures_is_no_copy(archive: Archive, put: Put) -> None:
    def report(seed: int) -> str:
        chance = random.Random(seed)
        return " ".join(
            f"Shares of {name} closed at {chance.randrange(1000, 9999)} in {name} trade, of which by the day's end "
            f"{chance.randrange(1000, 9999)} were sold, brokers said."
            for name in NAMES
        )

    put("monday.txt", report(1))
    put("tuesday.txt", report(2))
    put("monday-again.txt", report(1))
    assert groups(archive) == {frozenset({"monday.txt", "monday-again.txt"})}


def test_chinese_copies_are_found_by_characters(archive: Archive, put: Put) -> None:
    chance = random.Random(3)
    text = "".join(chr(chance.randrange(0x4E00, 0x6000)) for _ in range(200))
    put("a.txt", text)
    put("b.txt", text[:150] + "。" + text[160:])
    put("c.txt", "".join(chr(chance.randrange(0x4E00, 0x6000)) for _ in range(200)))
    assert groups(archive) == {frozenset({"a.txt", "b.txt"})}


def test_a_chain_of_changes_does_not_lead_to_another_story(archive: Archive, put: Put) -> None:
    text, sources = story(1), []
    for step in range(12):
        sources.append(f"{step:02}.txt")
        put(sources[-1], text)
        text = changed(text, 0.2, 100 + step)
    for members in groups(archive):
        assert len(members) < 6  # a fifth of the words changed five times over leaves a third of them
    together = [members for members in groups(archive) if "00.txt" in members]
    assert together and "01.txt" in together[0] and "11.txt" not in together[0]
    sound(archive)


def test_a_group_s_rest_stays_grouped_when_one_goes(archive: Archive, put: Put) -> None:
    ids = [put(f"{name}.txt", changed(story(1), 0.05, seed)) for seed, name in enumerate("abcd")]
    archive.remove(ids[0])
    assert groups(archive) == {frozenset({"b.txt", "c.txt", "d.txt"})}
    archive.remove(ids[2])
    assert groups(archive) == {frozenset({"b.txt", "d.txt"})}
    archive.remove(ids[1])
    assert groups(archive) == set()
    sound(archive)


def test_two_halves_part_when_what_held_them_together_goes(archive: Archive, put: Put) -> None:
    paragraphs = story(1).split("\n\n")
    whole = put("whole.txt", "\n\n".join(paragraphs))
    put("head.txt", "\n\n".join(paragraphs[:3]))
    put("tail.txt", "\n\n".join(paragraphs[3:]))
    assert groups(archive) == {frozenset({"whole.txt", "head.txt", "tail.txt"})}
    archive.remove(whole)
    assert groups(archive) == set()


def test_two_groups_become_one_by_an_article_that_is_like_both(archive: Archive, put: Put) -> None:
    paragraphs = story(1, 400).split("\n\n")
    put("a.txt", "\n\n".join(paragraphs[:6]))
    put("b.txt", "\n\n".join(paragraphs[4:]))  # a third of it stands in the first
    put("c.txt", "\n\n".join(paragraphs[:6]))
    put("d.txt", "\n\n".join(paragraphs[4:]))
    assert groups(archive) == {frozenset({"a.txt", "c.txt"}), frozenset({"b.txt", "d.txt"})}
    put("e.txt", "\n\n".join(paragraphs))
    assert groups(archive) == {frozenset({"a.txt", "b.txt", "c.txt", "d.txt", "e.txt"})}
    sound(archive)


def test_an_update_leaves_a_group_and_comes_back(archive: Archive, put: Put) -> None:
    put("a.txt", story(1))
    put("b.txt", story(1))
    put("b.txt", story(2))
    assert groups(archive) == set()
    put("b.txt", changed(story(1), 0.1, 1))
    assert groups(archive) == {frozenset({"a.txt", "b.txt"})}
    sound(archive)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["put", "remove"]), st.integers(1, 3), st.booleans()),
        max_size=14,
    )
)
def test_whatever_is_done_the_tables_agree(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int, bool]]
) -> None:
    held: dict[str, int] = {}
    with Archive.open(tmp_path_factory.mktemp("copies") / "archive", embedder=ToyEmbedder()) as archive:
        for name, what, seed, edit in steps:
            if what == "put":
                text = changed(story(seed), 0.03, ord(name)) if edit else story(seed)
                archive.add_drafts([(name, Draft("", text))])
                held[name] = seed
            elif name in held:
                archive.remove([article.id for article in archive.articles() if article.source == name])
                del held[name]
        sound(archive)
        same = {seed: frozenset(name for name in held if held[name] == seed) for seed in held.values()}
        assert groups(archive) == {members for members in same.values() if len(members) > 1}


def test_an_archive_made_before_is_compared_by_its_next_writer(tmp_path: Path, embedder: ToyEmbedder) -> None:
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        archive.add_drafts([(f"{seed}{name}.txt", Draft("", story(seed))) for seed in (1, 2, 3) for name in "ab"])
        before = groups(archive)
        assert len(before) == 3
    with sqlite3.connect(tmp_path / "archive/catalog.sqlite") as db:
        db.execute("DROP TABLE copies")
        db.execute("DROP TABLE copy_keys")
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        assert groups(archive) == before
        sound(archive)


def test_keys_of_another_scheme_are_made_anew(tmp_path: Path, embedder: ToyEmbedder) -> None:
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        archive.add_drafts([("a.txt", Draft("", story(1))), ("b.txt", Draft("", story(1)))])
    with sqlite3.connect(tmp_path / "archive/catalog.sqlite") as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'copies_scheme'")
        db.execute("UPDATE copies SET packed = x'', story = NULL")
        db.execute("UPDATE copy_keys SET key = key + 1")
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        assert groups(archive) == {frozenset({"a.txt", "b.txt"})}
        sound(archive)
