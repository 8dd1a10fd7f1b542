"""Copies in an answer: each sentence is cited from the earliest copy that has it, and copies count once.

What a citation says of its article's versions is added here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rag.answer.evidence import Candidate, says_the_same
from rag.answer.quote_status import changed_since, find_sentence
from rag.model import Answer, Article, Citation, Copy, Evidence, Hit, Sentence, Version
from rag.store.duplicates.duplicate_groups import DuplicateGroup

#: So many of the earlier copies are looked at for a sentence.
_LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class Copies:
    """What an answer needs to know of copies.

    ``stories`` are those of the articles found, by the article's id; ``article`` looks one up, None where it has gone,
    and ``versions`` what articles said before. ``as_of`` is the day on which all of this is looked at.
    """

    stories: Mapping[str, DuplicateGroup] = field(default_factory=dict)
    article: Callable[[str], Article | None] = lambda _: None
    versions: Callable[[Iterable[str]], Mapping[str, Sequence[Version]]] = lambda _: {}
    as_of: date | None = None

    @property
    def numbers(self) -> dict[str, int]:
        """The story of each article that has copies, as a number."""
        return {copy.article_id: story.number for story in self.stories.values() for copy in story.copies}

    def once(self, hits: Sequence[Hit], count: int) -> list[Hit]:
        """The first hits, until there are ``count`` not counting further copies of a story that was there before.

        Copies stay, as one may have a sentence that the others lack.
        """
        chosen: list[Hit] = []
        first: dict[int, str] = {}
        counted = 0
        for hit in hits:
            story = self.stories.get(hit.article.id)
            if story is None or first.setdefault(story.number, hit.article.id) == hit.article.id:
                if counted == count:
                    break
                counted += 1
            chosen.append(hit)
        return chosen

    def settled(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The sentences, each in the earliest copy that has it, those that a later copy has edited left out."""
        if not self.stories:
            return list(candidates)
        known: dict[str, Article | None] = {}
        places: dict[tuple[str, int], Candidate] = {}
        for candidate in candidates:
            moved = self._earliest(candidate, known)
            places.setdefault((moved.article.id, moved.span.start), moved)
        kept: list[Candidate] = []
        for candidate in places.values():
            story = self.stories.get(candidate.article.id)
            if story is None or not any(
                self.stories.get(other.article.id) is story
                and story.passing.index(other.article.id) < story.passing.index(candidate.article.id)
                and says_the_same(candidate, other)
                for other in places.values()
            ):
                kept.append(candidate)
        return kept

    def _earliest(self, candidate: Candidate, known: dict[str, Article | None]) -> Candidate:
        story = self.stories.get(candidate.article.id)
        for article_id in story.passing[:_LOOKED_AT] if story else ():
            if article_id == candidate.article.id:
                break
            if article_id not in known:
                known[article_id] = self.article(article_id)
            article = known[article_id]
            if article is not None and (span := find_sentence(article.text, candidate.text)) is not None:
                return replace(candidate, article=article, span=span, read_from=None)
        return candidate

    def sentence(self, sentence: Sentence) -> Sentence:
        """A sentence of the answer whose citations name the copies and the version of their articles."""
        return replace(sentence, citations=tuple(self._citation(one) for one in sentence.citations))

    def _citation(self, citation: Citation) -> Citation:
        article = citation.article
        every = self.versions([article.id]).get(article.id, ())
        before = [version for version in every if article.version is None or version.number < article.version]
        return replace(
            citation,
            also_in=self.others(article),
            version=article.version or (len(before) + 1 if before else None),
            changed_since=changed_since(before, citation.quote),
            first_read=article.first_read_after(self.as_of),
        )

    def evidence(self, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Evidence that names the copies of its articles, and when these were first read."""
        return tuple(
            replace(one, also_in=self.others(one.article), first_read=one.article.first_read_after(self.as_of))
            for one in evidence
        )

    def answer(self, answer: Answer) -> Answer:
        """An answer with its copies named and counted once."""
        answer = replace(
            answer,
            sentences=tuple(self.sentence(one) for one in answer.sentences),
            evidence=self.evidence(answer.evidence),
        )
        cited = {one.article.id: one.article for sentence in answer.sentences for one in sentence.citations}
        count = independent_outlets(cited.values(), self.numbers)
        merged = any(article_id in self.stories for article_id in cited)
        said = answer.notice, _notice(count) if merged else None, read_later(answer, self.as_of)
        notice = " ".join(filter(None, said)) or None
        return replace(answer, independent_outlets=count, notice=notice)

    def others(self, article: Article) -> tuple[Copy, ...]:
        """The copies of an article."""
        story = self.stories.get(article.id)
        return story.others(article.id) if story else ()


def independent_outlets(articles: Iterable[Article], stories: Mapping[str, int]) -> int:
    """From how many outlets these articles come, where copies of one story, and all of one outlet, count as one."""
    sources: dict[object, str] = {}
    for article in articles:
        sources.setdefault(stories.get(article.id, article.id), article.outlet or f"\0{article.id}")
    return len({outlet.casefold() for outlet in sources.values()})


def as_read(answer: Answer, day: date | None) -> Answer:
    """A summary as of a day: which versions of its articles it cites, and when these were first read."""
    if day is None:
        return answer

    def cited(one: Citation) -> Citation:
        return replace(one, version=one.article.version, first_read=one.article.first_read_after(day))

    return replace(
        answer,
        sentences=tuple(replace(each, citations=tuple(map(cited, each.citations))) for each in answer.sentences),
        evidence=tuple(replace(one, first_read=one.article.first_read_after(day)) for one in answer.evidence),
        notice=" ".join(filter(None, (answer.notice, read_later(answer, day)))) or None,
    )


def read_later(answer: Answer, day: date | None) -> str | None:
    """The sentence that says that what an answer shows was first read after a day, or None."""
    quotes = [one for sentence in answer.sentences for one in sentence.citations] or answer.evidence
    if day is None or not any(quote.article.first_read_after(day) for quote in quotes):
        return None
    return f"What is quoted was first read after {day.isoformat()}, and may have said something else on that day."


def _notice(count: int) -> str:
    outlets = "1 independent outlet" if count == 1 else f"{count} independent outlets"
    return f"From {outlets}: copies of one story are counted once."
