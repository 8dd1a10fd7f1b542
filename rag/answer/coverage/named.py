"""Which names and figures a query has, and as what they stand in an archive: as written, in another form, or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, text

from rag.answer.asked.kinds import specifics
from rag.model import Article
from rag.reports import OtherName
from rag.store.archive_store import ArchiveStore
from rag.store.lexical.looked_for import words_written
from rag.store.search.selection import articles_of
from rag.text.query.syntax import Phrase
from rag.text.query.words import folded_words
from rag.text.terms import is_function_word, likely_language

#: So many names and figures of a query are looked up, each in some milliseconds.
_MOST_NAMES = 40
#: So many spellings of a name are told, and so many articles are read for them.
_MOST_SPELLINGS = 3
_READ = 50
_CAPITAL = r"[^\W\d_a-zß-ÿа-яёіїєґ]"
_WORD = re.compile(r"[^\W\d_][\w’'-]*+")
_LINK = r"(?:of|the|for|and|de|des|du|la|le|di|del|der|die|das|für|und|van|et|e|y)"
# Each stretch can be read in one way only, and words are bounded: "A-A-A-…" is else read to its end from each "A".
_RUN = re.compile(rf"\b{_CAPITAL}[\w’-]{{0,60}}+(?:\s++(?:{_LINK}\s++){{0,2}}+{_CAPITAL}[\w’-]{{0,60}}+)++")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LONGEST_ACRONYM = 8
_ACRONYM = re.compile(rf"[^\W\d_]{{2,{_LONGEST_ACRONYM}}}")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_YEAR = re.compile(r"1[5-9]\d{2}|20\d{2}")
#: The words of a name that an acronym may stand for: fewer are initials of a person.
_SPELLED_OUT = 3


@dataclass(frozen=True, slots=True)
class Named:
    """The names and figures of a query that stand nowhere in an archive as it writes them.

    ``absent`` stand there in no other form either; ``names`` are those of them that are no figures. ``others`` stand
    there as another name.
    """

    absent: tuple[str, ...]
    others: tuple[OtherName, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The absent ones that are no figures."""
        return tuple(name for name in self.absent if not name[0].isdigit())

    @property
    def in_latin_letters(self) -> tuple[str, ...]:
        """The absent names in Latin letters: one in others may stand there in a spelling that is not known for it."""
        return tuple(name for name in self.names if _LATIN.match(name))


def names_and_figures(query: str) -> list[str]:
    """The names and figures of a query: those of :func:`rag.answer.asked.kinds.specifics`, and two kinds more.

    The first word is a name where the query is no sentence, or another capitalised word follows; of a German query,
    whose nouns all have capitals, two capitalised words in a row are.
    """
    language = likely_language(query)
    found = [name for name in specifics(query) if name[0].isdigit() or _is_capitalised(name)]
    words = [match.group().strip("'’-") for match in _WORD.finditer(query)]
    capitalised = [_is_capitalised(word) and not is_function_word(word, language) for word in words]
    names: list[str] = []
    if language == "de":
        for place, (one, other) in enumerate(pairwise(words)):
            names += [one, other] if capitalised[place] and capitalised[place + 1] else []
    elif words and capitalised[0] and (capitalised[1:2] == [True] or not _asks(query)):
        names = words[:1]
    return list(dict.fromkeys([*names, *found]))[:_MOST_NAMES]


def name_runs(query: str) -> list[str]:
    """The names of several words, without the function words that they begin with."""
    language = likely_language(query)
    runs = []
    for match in _RUN.finditer(query):
        words = match.group().split()
        while words and is_function_word(words[0], language):
            del words[0]
        if len(words) > 1:
            runs.append(" ".join(words))
    return runs


def look_up(store: ArchiveStore, query: str, near: Sequence[Article]) -> Named:
    """Look up the names and figures of a query in the whole archive, as it is now.

    Args:
        store: the archive's.
        query: words or a question, without operators.
        near: the articles nearest to the query, in which an acronym may stand in full.
    """
    absent: list[str] = []
    others: dict[str, OtherName] = {}
    with store.catalog.database.read() as db:
        for name in names_and_figures(query):
            if _stands(db, name):
                continue
            words = store.lexical.weigh(name)
            if not words or all(word.passages and not word.alike for word in words):
                continue  # in another form: a plural, a case
            spelled: Iterable[str] = ()
            if all(word.passages for word in words):
                terms = frozenset[str]().union(*(word.alike for word in words))
                spelled = words_written(terms, near[:_READ]) or sorted(terms)
            elif _ACRONYM.fullmatch(name) and name.isupper():
                spelled = names_in_full(name, (said for each in near[:_READ] for said in (each.title, each.text)))
            if told := tuple(dict.fromkeys(spelled))[:_MOST_SPELLINGS]:
                others[name] = OtherName(name, told)
            else:
                absent.append(name)
        for run in name_runs(query)[:_MOST_NAMES]:
            parts = [word for word in run.split() if _is_capitalised(word)]
            if _SPELLED_OUT <= len(parts) <= _LONGEST_ACRONYM and not _stands(db, run):
                acronym = "".join(word[0] for word in parts)
                if _stands_exactly(db, acronym):
                    others[run] = OtherName(run, (acronym,))
                    absent = [name for name in absent if name not in parts]
    return Named(tuple(absent), tuple(others.values()))


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper()


def _asks(query: str) -> bool:
    return query.rstrip().endswith(("?", "？", "؟"))


def _stands(db: Connection, name: str) -> bool:
    """Whether a name or a figure stands somewhere as it is written; a year also where an article is of it."""
    forms = dict.fromkeys((name, _THOUSANDS.sub("", name)))
    if any(articles_of(db, Phrase(words)) for form in forms if (words := folded_words(form))):
        return True
    if not _YEAR.fullmatch(name):
        return False
    of_year = text("SELECT 1 FROM articles WHERE day BETWEEN :first AND :last LIMIT 1")
    year = int(name) * 10_000
    return db.execute(of_year, {"first": year, "last": year + 9_999}).scalar() is not None


def _stands_exactly(db: Connection, acronym: str) -> bool:
    """Whether an acronym stands somewhere in capitals: "who" is no organisation."""
    keys = articles_of(db, Phrase(folded_words(acronym)))[:_READ]
    marks = {f"key{number}": key for number, key in enumerate(keys)}
    if not marks:
        return False
    there = ", ".join(f":{name}" for name in marks)
    rows = db.execute(text(f"SELECT title, text FROM articles WHERE pk IN ({there})"), marks)  # noqa: S608 - marks
    whole = re.compile(rf"(?<!\w){re.escape(acronym)}(?!\w)")
    return any(whole.search(row.title) or whole.search(row.text) for row in rows)


def names_in_full(acronym: str, texts: Iterable[str]) -> list[str]:
    """The names in texts whose initials are an acronym's letters."""
    runs = (match.group() for said in texts for match in _RUN.finditer(said))
    return list(dict.fromkeys(name for run in runs if (name := _within(acronym, run))))


def _within(acronym: str, run: str) -> str | None:
    """The part of a run of capitalised words whose initials are the acronym's letters, if there is one."""
    words = run.split()
    capitals = [place for place, word in enumerate(words) if _is_capitalised(word)]
    initials = "".join(words[place][0] for place in capitals).upper()
    at = initials.find(acronym)
    if at < 0:
        return None
    return " ".join(words[capitals[at] : capitals[at + len(acronym) - 1] + 1])
