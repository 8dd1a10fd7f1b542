"""Names with letters that a keyboard may lack: found in either spelling, in every field, in old archives too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import Archive, Filters
from rag.answer.verify.check import verify
from rag.store.lexical import reindexing
from rag.text.letters import other_spellings, plain, same_letters, spelled_out
from rag.text.terms import question_words, spelled_terms, term_before_format_4

Put = Callable[..., str]

# How a name is printed, and how it is typed.
SPELLINGS = [
    ("Łukasz Wałęsa", "lukasz walesa"),
    ("Lukasz Walesa", "Łukasz Wałęsa"),
    ("Işıl Yıldız", "Isil Yildiz"),
    ("İnci Gülşen", "Inci Guelsen"),
    ("Øystein Bråten", "Oystein Braten"),
    ("Øystein Bråten", "Oeystein Braaten"),
    ("Oystein Braten", "Øystein Bråten"),
    ("Oeystein Braaten", "Øystein Bråten"),
    ("Søren Ærø", "Soren Aeroe"),
    ("Aake Aagaard", "Åke Ågård"),
    ("Đorđe Đukić", "Djordje Djukic"),
    ("Đorđe Đukić", "Dorde Dukic"),
    ("Djordje Djukic", "Đorđe Đukić"),
    ("Þóra Guðmundsdóttir", "Thora Gudmundsdottir"),
    ("Thora Gudmundsdottir", "Þóra Guðmundsdóttir"),
    ("Jörg Weiß", "Joerg Weiss"),
    ("Jörg Weiß", "Jorg Weiss"),
    ("JÖRG WEISS", "Joerg Weiß"),
    ("Joerg Weiss", "Jörg Weiß"),
    ("Joerg Weiss", "Jorg Weiß"),
    ("Jorg Weiss", "Joerg Weiss"),
    ("Bjo\u0308rn Mu\u0308ller", "Bjoern Mueller"),
    ("Пётр Королёв", "Петр Королев"),
    ("Петр Королев", "Пётр Королёв"),
    ("Пётр Королёв", "Petr Korolev"),
    ("Heydər Əliyev", "Heydar Aliyev"),
    ("Phạm Đồng", "Pham Dong"),
]


@pytest.mark.slow
def test_each_word_of_a_name_is_found(archive: Archive, put: Put) -> None:
    other = put("other", "The poet Po Haas has a blue boat, and the duel was due.", language="en")
    wanted = {}
    for number, (printed, _) in enumerate(SPELLINGS):
        for language in ("en", "de", "pl", "da", None):
            text = f"Somebody said that {printed} had sold mill {number}."
            wanted.setdefault(number, set()).add(put(f"{number} {language}", text, language=language))
    for number, (printed, typed) in enumerate(SPELLINGS):
        for word in typed.split():
            found = {hit.article.id for hit in archive.search(word.title(), limit=200, mode="lexical")}
            # Two spellings of plain letters find each other where one of them stands nowhere: not so here.
            if not (word.isascii() and printed.isascii()):
                assert wanted[number] <= found, (printed, word)
            assert other not in found


@pytest.mark.parametrize(("printed", "typed"), [("Joerg", "Jorg"), ("Jorg", "Joerg"), ("Aagaard", "Agard")])
def test_two_plain_letters_for_one_are_tried(archive: Archive, put: Put, printed: str, typed: str) -> None:
    wanted = put("wanted", f"Somebody said that {printed} had sold the mill.")
    assert {hit.article.id for hit in archive.search(typed, mode="lexical")} == {wanted}


@pytest.mark.slow
def test_a_name_is_found_in_headlines_and_lists(archive: Archive, put: Put) -> None:
    put("other", "Nothing.", "Nothing")
    for number, (printed, _) in enumerate(SPELLINGS[:-3]):
        put(f"titled {number}", "The mill was sold.", f"{printed} sells")
        put(f"written {number}", "The mill burns.", "Fire", authors=(printed,))
        put(f"published {number}", f"Mill {number} stands.", "Peace", outlet=printed)
    for number, (printed, typed) in enumerate(SPELLINGS[:24]):
        page = archive.page_of_articles(typed, limit=200)
        assert {f"titled {number}", f"written {number}", f"published {number}"} <= {
            archive.article(row.id).source for row in page.rows
        }, (printed, typed)
        mine = Filters(outlets=(typed.upper(),))
        assert f"published {number}" in {article.source for article in archive.articles(mine)}, (printed, typed)
        hits = archive.search(f"mill {number}", limit=60, filters=mine, mode="dense")  # Chroma's filter
        assert f"published {number}" in {hit.article.source for hit in hits}
        assert all(hit.article.outlet for hit in hits)


def test_two_letters_are_one_only_where_they_may_be(archive: Archive, put: Put) -> None:
    put("there", "Poe and Haas stand here, a poet and a blue boat.")
    other = put("other", "The river Po has a pot and a blu-ray.")
    for typed in ("Poe", "Haas", "poet", "blue"):
        assert other not in {hit.article.id for hit in archive.search(typed, mode="lexical")}


def test_a_quote_keeps_its_place(archive: Archive, put: Put) -> None:
    for printed, typed in (SPELLINGS[0], SPELLINGS[2], SPELLINGS[5], SPELLINGS[11], SPELLINGS[16]):
        put(printed, f"Ærlig talt. {printed} sold the old mill to the council of Velden. İt rained.", "Mill sold")
        answer = archive.ask(f"Was it {typed.title()} who sold the old mill to the council of Velden?")
        assert answer.answered
        citation = answer.sentences[0].citations[0]
        assert printed in citation.quote
        assert archive.article(citation.article.id).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(("printed", "typed"), SPELLINGS[:18])
def test_the_checks_take_both_spellings_for_one_name(printed: str, typed: str) -> None:
    printed, typed = printed.split()[-1], typed.split()[-1]
    source = f"The miller {printed} sold the mill on Monday."
    assert verify(f"{typed.title()} sold the mill.", [source]).verified
    assert not verify("Anna Beck sold the mill.", [source]).verified


@pytest.mark.parametrize("word", ["Straße", "cafés", "Ωμέγα", "서울", "東", "šťastný", "naïve"])
def test_a_word_finds_itself(word: str) -> None:
    for language in (None, "de", "fr", "el", "ko", "cs"):
        [asked] = question_words(word, [language])
        assert set(spelled_terms(word, language)) & set(asked.terms)


def test_letters() -> None:
    assert (plain("Łódź"), spelled_out("Łódź")) == ("lodz", "lodz")
    assert (plain("Grüße"), spelled_out("Grüße")) == ("grusse", "gruesse")
    assert "jorg" in other_spellings("joerg")
    assert "soeren" in other_spellings("soren")
    assert other_spellings("poe") == []
    assert same_letters("jorg", "joerg")
    assert not same_letters("has", "haas")


# -- archives of formats 1 to 3 -------------------------------------------------------------------------------------


def _made_before(path: Path) -> None:
    """Give an archive the words that formats before 4 had."""

    def old(words: str) -> str:
        return " ".join(term_before_format_4(word.strip("."), "en") for word in words.split())

    with sqlite3.connect(path / "catalog.sqlite") as db:
        for pk, title, words in db.execute("SELECT pk, title, text FROM articles").fetchall():
            db.execute("UPDATE lexical_articles SET title = ?, body = ? WHERE rowid = ?", (old(title), old(words), pk))
            db.execute("UPDATE lexical SET title = ?, body = ? WHERE rowid = ?", (old(title), old(words), pk))
        db.execute("UPDATE articles SET folded = lower(title)")
        db.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
        db.execute("DROP TABLE postings")
        db.execute("DROP TABLE posting_sizes")
        db.execute("DELETE FROM meta WHERE key LIKE 'postings_changes%'")
    db.close()


def _found(archive: Archive, words: str) -> int:
    return len({hit.article.id for hit in archive.search(words, mode="lexical")})


@pytest.fixture
def before(archive: Archive, put: Put) -> Path:
    for number in range(5):
        put(str(number), f"Wałęsa sold mill {number}.", f"Łódź {number}")
    archive.close()
    _made_before(archive.path)
    return archive.path


def test_an_older_archive_can_be_read(before: Path) -> None:
    with Archive.open(before, embedder=ToyEmbedder(), read_only=True) as reader:
        assert _found(reader, "Wałęsa") == 5
        assert reader.page_of_articles("lodz").total == 5
        assert reader.check().problems == ()


def test_its_next_writer_brings_its_words_up_to_date(before: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "_BATCH", 2)
    seen = []

    def cut_off(progress: object) -> None:
        seen.append(progress)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Archive.open(before, embedder=ToyEmbedder(), progress=cut_off)
    assert len(seen) == 1
    with Archive.open(before, embedder=ToyEmbedder(), resume=False) as halfway:
        assert (_found(halfway, "Wałęsa"), _found(halfway, "Walesa")) == (5, 2)
        assert halfway.page_of_articles("lodz").total == 5
    with Archive.open(before, embedder=ToyEmbedder(), progress=seen.append) as again:
        assert [(step.done, step.total) for step in seen[1:] if step.step == "indexing"] == [(2, 3), (3, 3)]  # type: ignore[attr-defined]
        assert _found(again, "Walesa") == 5
        assert again.check().problems == ()
