"""Evidence: the sentences of the best passages that fit a question, by words, meaning, and the kind of answer asked.

A sentence's score is a weighted sum of ten figures, each in [0, 1]:

- coverage: how much of the question's words (weighed by rarity) the sentence says; one that names who holds the role
  that is asked says the role's words in its own way ("owns": "the owner, Norrland"; "dueño" in an English text);
- nearness: the cosine of the question and the sentence, between the embedding's "unrelated" and "answers";
- passage: the fused score of the passage it stands in;
- headline: how much more of the question the headline says, to which its article's sentences owe nearly as much as to
  themselves; and restated: how much of the headline the sentence repeats (counts against it: it tells the news, and
  what is asked about the news stands behind it);
- context: how much more the sentence before says (a sentence that goes on with "He added" owes its subject to it), and
  the rest of the passage;
- kind: whether it holds what the question asks for (:mod:`rag.answer.asked.kinds`);
- role: whether it names who holds the role that the question asks for (:mod:`rag.answer.asked.roles`), as far as
  its passage tells of what the role is of;
- agreement: how many other articles give the same figure, date or name (:mod:`rag.answer.verify.agreement`).

A sentence about another year than the question's, or that tells otherwise (:mod:`rag.answer.verify.told_otherwise`),
comes after all others.

Only the sentences that look best without their cosine are embedded, so that a question costs a fixed time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer.asked.acts import act_asked, tells_who
from rag.answer.asked.kinds import Asked, asked_for, fit, is_figure, other_year, specific_terms, specifics
from rag.answer.asked.roles import Role, names_holder, role_asked
from rag.answer.asked.statements import REPORTED, statement_asked, tells_statement
from rag.answer.verify.agreement import agreement
from rag.answer.verify.told_otherwise import tells_otherwise, told_as_no_fact
from rag.model import Article, Hit, Span
from rag.store.lexical.weighted_term import WeightedTerm
from rag.store.vectors.embedding import Vectors
from rag.text.attribution import points_at_person
from rag.text.parse import read_text
from rag.text.prompt_injection import reporting
from rag.text.sentences import behind_datelines, split_sentences
from rag.text.terms import is_function_word, likely_language, spelled_terms

# The weights lie on a plateau: `first` on squad2 is .80 to .81 and on wikinews-qa .87 to .88 for KIND from 0.15 to
# 0.45, CONTEXT from 0.4 to 0.5 and HEADLINE from 0.8 to 0.9. News ledes repeat every word of a question whose answer
# stands three sentences on ("The vessel is to cost 46 million"), which only kind, headline and context tell: on the
# sample corpus, .64 to .83. With one weight of .7 for headline and context together, and RESTATED 0: squad2 .798,
# wikinews-qa (which has no headlines) .871, corpus .793; with these .803, .882, .828.
# Each part alone, squad2 / wikinews-qa: coverage .732 / .851, nearness .715 / .797.
COVERAGE = 1.0
NEARNESS = 1.0
PASSAGE = 0.5
HEADLINE = 0.9
RESTATED = -0.1
#: Across languages headline and sentence before count alike, as both did when they had one weight (.7, by HEADLINE).
HEADLINE_ACROSS_LANGUAGES = 0.78
CONTEXT = 0.4
REST_OF_PASSAGE = 0.2
KIND = 0.3
# At 0.3 and 0.5 the role questions of squad2 (24) and wikinews-qa (29) keep their `first`; from 0.5 on a question that
# asks with a verb ("Who owns the ship?") may lose its answer, as what then comes first shares too few of its words.
ROLE = 0.3
#: Where a role is asked, a name beside which nothing tells that it holds the role is of the kind by as much at most.
UNTOLD_ROLE = 0.25
#: What a role is of may stand elsewhere in the article than in the passage with its holder, and then counts so much.
ELSEWHERE = 0.9
#: Where it is asked who did something, a name in a sentence without the verb is of the kind by as much at most. At 0.5
#: one of the sample corpus's 58 is no longer answered, which tells it by another verb.
WITHOUT_VERB = 0.75
#: And in one that has the verb and nobody who does it ("Rory Vance had been suspended").
WITHOUT_DOER = 0.5
# Little, to decide between sentences that come about as near: `first` by 0, 0.1, 0.3 is .793, .793, .776 on the sample
# corpus and .814, .814, .807 on squad2 (600 questions), where hardly two articles tell the same; of 50 questions over
# ten pages of the web each (rgb-fact) .56, .60, .60.
AGREEMENT = 0.1
_TOTAL = COVERAGE + NEARNESS + PASSAGE + KIND
#: What a score gains by words that a sentence says and its passage with it, by their share of the question.
SAID = (COVERAGE + PASSAGE) / _TOTAL
#: Sentences are taken from this many passages: at 3, 5, 8, 10 `first3` on squad2 is .912, .915, .917, .917.
PASSAGES = 8
#: So many sentences are embedded: at 5, 8, 10, 24 `first3` on squad2 is .917, .925, .927, .927.
EMBEDDED = 10
#: So many of them are of one article, where others speak of what is asked: say so much of the question with their
#: headline. Of 80 questions on the sample corpus one article has all ten places for 14, of 600 on squad2 for 2; what is
#: measured on both is the same with it.
OF_ONE_ARTICLE = 7
SPEAKS_OF_IT = 0.5
#: Two sentences that share this much of their terms say the same (a wire story printed twice).
SAME = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what its score is made of."""

    article: Article
    span: Span
    terms: frozenset[str]
    passage_terms: frozenset[str]
    coverage: float
    passage: float
    kind: float
    headline: float
    restated: float
    context: float
    rest: float
    role: float = 0.0
    #: Where the sentence says who holds the role that is asked: the question's words for that, and its article's words,
    #: to which the sentence owes what the role is of.
    role_terms: frozenset[str] = frozenset()
    nearness: float = 0.0
    #: How many other articles give the same figure, date or name.
    agreement: float = 0.0
    #: Whether it speaks of another year than the question, of what was done to another, or of the opposite: such
    #: sentences come last.
    of_another: bool = False
    #: The verb of what the question says happened, where it denies that, or tells it as planned or imagined: it may
    #: answer at most.
    no_fact: str | None = None
    #: Where the dateline before it begins, if there is one: it is weighed with that, as questions name places and days.
    read_from: int | None = None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.span.of(self.article.text)

    @property
    def weighed_text(self) -> str:
        """The sentence with the dateline before it."""
        return self.article.text[self.span.start if self.read_from is None else self.read_from : self.span.end]

    @property
    def score(self) -> float:
        """In [0, 1]."""
        total = (
            COVERAGE * self.coverage
            + NEARNESS * self.nearness
            + PASSAGE * self.passage
            + HEADLINE * self.headline
            + RESTATED * self.restated
            + CONTEXT * self.context
            + REST_OF_PASSAGE * self.rest
            + KIND * self.kind
            + ROLE * self.role
            + AGREEMENT * self.agreement
        )
        return max(0.0, min(1.0, total / _TOTAL))


def rank_sentences(
    question: str,
    words: Sequence[WeightedTerm],
    hits: Sequence[Hit],
    vector: Vectors,
    embed: Callable[[Sequence[str]], Vectors],
    cosine_range: tuple[float, float],
    settle: Callable[[Sequence[Candidate]], list[Candidate]] = list,
    only: Callable[[Candidate], bool] | None = None,
) -> list[Candidate]:
    """Rank the sentences of the best passages.

    Args:
        question: the question.
        words: its words, weighed by rarity in the archive.
        hits: passages, the best first.
        vector: the question's vector; shape ``(dimension,)``.
        embed: gives the vectors of sentences; shape ``(n, dimension)``.
        cosine_range: the embedding's cosine of unrelated texts, and of a question with its answer.
        settle: which sentences are looked at, of those that several articles print.
        only: which sentences count at all; all where None.

    Returns:
        The embedded sentences, the best first, each article's same words once.
    """
    asked, role = asked_for(question), role_asked(question)
    candidates: list[Candidate] = []
    seen: set[tuple[str, int]] = set()
    for hit in hits:
        for candidate in _sentences(question, words, hit, asked, role):
            key = (candidate.article.id, candidate.span.start)
            if key not in seen and (only is None or only(candidate)):
                seen.add(key)
                candidates.append(candidate)
    candidates = spread_over_articles(sorted(settle(candidates), key=lambda candidate: -candidate.score))[:EMBEDDED]
    if not candidates:
        return []
    low, high = cosine_range
    cosines = embed([candidate.weighed_text for candidate in candidates]) @ vector
    with_nearness = [
        replace(candidate, nearness=max(0.0, (float(cosine) - low) / (high - low)))
        for candidate, cosine in zip(candidates, cosines, strict=True)
    ]
    read = [(one.weighed_text, one.article.id, one.article.language) for one in with_nearness]
    with_nearness = [
        replace(one, agreement=share)
        for one, share in zip(with_nearness, agreement(question, asked, read), strict=True)
    ]
    return sorted(with_nearness, key=lambda candidate: (candidate.of_another, -candidate.score))


def spread_over_articles(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, of which those beyond an article's share stand behind those of others that speak of what is
    asked, among as many as are embedded."""
    counts: Counter[str] = Counter()
    ahead: list[Candidate] = []
    behind: list[Candidate] = []
    for candidate in candidates:
        counts[candidate.article.id] += 1
        of_it = candidate.coverage + candidate.headline >= SPEAKS_OF_IT
        within = counts[candidate.article.id] <= OF_ONE_ARTICLE
        (ahead if within and (of_it or len(ahead) + len(behind) < EMBEDDED) else behind).append(candidate)
    return ahead + behind


def without_repeats(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in order, leaving out those that say the same as an earlier one."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(says_the_same(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _sentences(
    question: str, words: Sequence[WeightedTerm], hit: Hit, asked: Asked | None, role: Role | None
) -> list[Candidate]:
    article, passage = hit.article, hit.passage
    title = _term_set(article.title, article.language)
    title_words = _content_terms(article.title, article.language)
    whole = _term_set(passage.text, article.language)
    act = None if role else act_asked(question)
    across = across_languages(question, article)
    names = specific_terms(question)
    whose = None if role else statement_asked(question)
    parsed = read_text(passage.text, article.language or likely_language(passage.text)) if whose else ()
    # What they said of Poland is in no article that has no word of what was asked beside whom and that they said.
    matter = [word for word in words if not word.terms & whose.terms] if whose and not across else []
    on_it = not matter or share_covered(matter, _article_terms(article.text, article.language) | title) > 0
    by_end = {one.end: number for number, one in enumerate(parsed)}
    of_it = _tells_of(question, words, whole | title, role, article) if role else 0.0
    found: list[Candidate] = []
    before: frozenset[str] = frozenset()
    spans = split_sentences(passage.text, article.language)
    begins = {span.end: span.start for span in spans}
    for span in reporting(passage.text, behind_datelines(passage.text, spans, opening=passage.start == 0)):
        read_from = begins.get(span.end, span.start)
        sentence = passage.text[read_from : span.end]
        if asks(sentence) and not (asked and asked.kind == "statement"):
            continue  # a question answers none
        spelled = _term_set(sentence, article.language)
        held = names_holder(role, sentence, question, article.language) if role else 0.0
        holds, role_terms, thing = of_it * held, frozenset[str](), frozenset[str]()
        if role and held:
            thing = _article_terms(article.text, article.language)
            holds = held * max(of_it, ELSEWHERE * _tells_of(question, words, thing, role, article))
        if role and holds:
            role_terms = _terms_of(role, words)
        kind = fit(asked, sentence, question, article.language) if asked else 0.5
        if role:
            kind = max(held, min(kind, UNTOLD_ROLE))
        elif act is not None and not across:
            told = tells_who(act, sentence, question, article.language)
            kind = 1.0 if told else min(kind, WITHOUT_VERB if told is None else WITHOUT_DOER)
        said = spelled | role_terms
        if whose is not None:
            told_by = tells_statement(whose, parsed, by_end[span.end]) if span.end in by_end else None
            kind = told_by or 0.0
            if not on_it:
                kind = min(kind, REPORTED)
            elif told_by == 1.0:
                said |= whose.terms  # "It is our main street," she said: of the mayor, and said
        if before & names and points_at_person(sentence):
            said |= before & names  # "The board suspended him" names whom the sentence before does
        coverage = share_covered(words, said)
        with_headline = share_covered(words, said | title | thing)
        context = share_covered(words, said | title | thing | before) - with_headline
        headline = with_headline - coverage
        restated = len(title_words & spelled) / len(title_words) if title_words else 0.0
        if across:  # next to no words can be shared: which of the two shares them tells nothing
            headline, context, restated = HEADLINE_ACROSS_LANGUAGES * (headline + context), 0.0, 0.0
        found.append(
            Candidate(
                article=article,
                span=Span(passage.start + span.start, passage.start + span.end),
                terms=spelled if read_from == span.start else _term_set(span.of(passage.text), article.language),
                passage_terms=whole,
                coverage=coverage,
                passage=hit.score,
                kind=kind,
                headline=headline,
                restated=restated,
                context=context,
                rest=share_covered(words, said | whole) - coverage,
                role=holds,
                role_terms=role_terms | thing if holds else role_terms,
                of_another=other_year(question, sentence, f"{article.title} {article.day or ''}")
                or tells_otherwise(question, sentence, article.language),
                no_fact=told_as_no_fact(question, sentence, article.language),
                read_from=passage.start + read_from,
            )
        )
        before = spelled
    return found


def asks(sentence: str) -> bool:
    """Whether a sentence is a question itself."""
    return sentence.rstrip().endswith(("?", "？", "؟"))


@lru_cache(maxsize=4096)  # sentences, passages and headlines are found again by the next questions
def _term_set(text: str, language: str | None) -> frozenset[str]:
    """All terms of a text."""
    return frozenset(spelled_terms(text, language))


@lru_cache(maxsize=64)
def _content_terms(title: str, language: str | None) -> frozenset[str]:
    """The terms of a headline without its function words."""
    return frozenset(term for term in spelled_terms(title, language) if not is_function_word(term, language))


@lru_cache(maxsize=64)
def _article_terms(text: str, language: str | None) -> frozenset[str]:
    """The terms of a whole article; several sentences are mostly of one."""
    return frozenset(spelled_terms(text, language))


def across_languages(question: str, article: Article) -> bool:
    """Whether an article is in another language than a question."""
    return likely_language(question) != (article.language or "en")


def _tells_of(
    question: str, words: Sequence[WeightedTerm], said: frozenset[str], role: Role, article: Article
) -> float:
    """How much a passage says of what a role is of, which a sentence that tells who holds it need not repeat.

    Across languages words that no article has say nothing either way ("танкера" for "tanker"), unless they are names.
    """
    others = [word for word in words if not role.is_said_by(word.word)]
    if not others:
        return 1.0
    if across_languages(question, article):
        names = {part for name in specifics(question) for part in name.split()}
        others = [word for word in others if word.passages or word.word in names]
    return share_covered(others, said)


def _terms_of(role: Role, words: Sequence[WeightedTerm]) -> frozenset[str]:
    """The terms of those of a question's words that say the role it asks for."""
    return frozenset(term for word in words if role.is_said_by(word.word) for term in word.terms)


def share_covered(words: Sequence[WeightedTerm], said: frozenset[str]) -> float:
    """How much of a question's words, weighed by rarity, stand among the terms ``said``; 0 for no words."""
    total = sum(word.weight for word in words)
    if not total:
        return 0.0
    return sum(word.weight for word in words if word.terms & said) / total


def says_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences share so many of their terms that they say the same."""
    union = one.terms | other.terms
    if any(is_figure(term) for term in one.terms ^ other.terms):
        return False  # another figure is another statement
    return bool(union) and len(one.terms & other.terms) / len(union) >= SAME
