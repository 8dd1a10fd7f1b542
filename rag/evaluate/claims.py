"""Claim sets for ``eval citations``, made from questions and their passages by a seeded program.

Every set holds true claims and false ones that differ from them by a swapped answer, number, date or name, or by a
negation put in or left out. The false ones are hard on purpose: what is swapped in mostly stands in the same passage.

``python -m rag.evaluate.claims rgb FILE OUT`` reads RGB's ``*_fact.jsonl`` (or the folder that holds one),
``python -m rag.evaluate.claims squad2 FOLDER OUT`` a folder with ``qa.jsonl`` and ``corpus.jsonl``. OUT is a folder;
``claims.jsonl`` is written into it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import EvaluationDataError
from rag.evaluate.answer_measures import wanted_of
from rag.evaluate.data import SEED, json_rows, read_documents, read_questions, text_field, texts_field
from rag.evaluate.measures import contains, normalised
from rag.evaluate.question_statements import statement_of
from rag.text.sentences import split_sentences
from rag.text.terms import is_function_word

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1\d{3}|20[0-2]\d)"
_DATE = rf"{_MONTH} \d{{1,2}}(?:, {_YEAR})?|\d{{1,2}} {_MONTH}(?: {_YEAR})?|{_MONTH} {_YEAR}"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("date", re.compile(rf"\b(?:{_DATE})\b")),
    ("year", re.compile(rf"(?<![\d,.$£€-])\b{_YEAR}\b(?![,.]?\d|%|s\b)")),
    ("number", re.compile(rf"(?<![\w$£€.,-]){_NUMBER}(?![\w-])(?! ?%|[.,]\d)")),
    (
        "name",
        re.compile(
            r"(?<![.!?:\"“(] )(?<!^)\b[A-Z][a-zà-ÿ]+(?:['’-][A-Z]?[a-z]+)?(?: (?:of |the |de |von )?[A-Z][a-zà-ÿ]+)*"
        ),
    ),
)
_CALENDAR = re.compile(
    rf"^(?:{_MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|The|In|It|He|She|This|By|A|An|However|I)\b"
)
_AUXILIARY = re.compile(r"\b(is|are|was|were|has been|have been|had been|can|could|will|would|did)\b(?! not\b|n't)")
_NOT = re.compile(
    r"\b(is|are|was|were|do|does|did|can|could|will|would|has|have|had) not (?!only\b|just\b)", re.IGNORECASE
)
_SHORTENED = re.compile(r" \([^()]*\)|, (?:which|who|where) [^,]+(?=,)|^(?:However|Moreover|Also|Thus|Therefore), ")
_LEAST_WORDS, _MOST_WORDS = 7, 45
# How many statements a claim of several has at most, and how many paragraphs a long text.
_PARTS, _LONG_PARAGRAPHS = 3, 12


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its sources, whether they support it, and how it was made."""

    claim: str
    sources: tuple[str, ...]
    supported: bool
    made: str

    def row(self) -> dict[str, Any]:
        """As a line of ``claims.jsonl``."""
        return {"claim": self.claim, "sources": list(self.sources), "supported": self.supported, "made": self.made}


def rgb_claims(path: Path) -> list[Claim]:
    """``QUERY: ANSWER`` and ``QUERY: FAKEANSWER``, both over the question's positive passages.

    The true one is left out where no spelling of the answer stands in the passages, the false one where RGB names no
    false answer. The false answer over RGB's ``positive_wrong`` passages is not used: it does stand there.
    """
    file = path if path.is_file() else next(iter(sorted(path.glob("*_fact.jsonl"))), None)
    if file is None:
        raise EvaluationDataError(f"{path} holds no file *_fact.jsonl: give RGB's file or the folder that holds it")
    claims: list[Claim] = []
    for line, row in json_rows(file):
        query, sources = text_field(row, "query", file, line), tuple(texts_field(row, "positive", file, line))
        spellings = wanted_of(row.get("answer") or "")
        together = "\n".join(sources)
        if all(contains(together, one) for one in spellings):
            answer = ", ".join(one[0] for one in spellings)
            claims.append(Claim(f"{query}: {answer}", sources, True, "answer"))
        if fake := row.get("fakeanswer"):
            fake = fake if isinstance(fake, str) else ", ".join(map(str, fake))
            claims.append(Claim(f"{query}: {fake}", sources, False, "false answer"))
    return claims


def squad_claims(folder: Path, seed: int = SEED) -> list[Claim]:
    """Answers and sentences of paragraphs, each beside a version in which something is swapped."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    texts = {document.id: document.text for document in read_documents(folder)}
    claims: list[Claim] = []
    for question in read_questions(folder):
        if not question.answerable or not question.answers or question.document not in texts:
            continue
        answer, text = question.answers[0], texts[question.document]
        claims.append(Claim(f"{question.text}: {answer}", (text,), True, "answer"))
        for made, pool in (
            ("answer of the paragraph", text),
            ("answer of another", texts[chance.choice(sorted(texts))]),
        ):
            other = _swapped_answer(answer, question.answers, question.text, pool, chance)
            if other and (made != "answer of another" or not contains(text, [other])):
                claims.append(Claim(f"{question.text}: {other}", (text,), False, made))
    makers: tuple[tuple[str, Callable[[str, str, random.Random], str | None]], ...] = (
        ("number", _kind_swapper("number")),
        ("date", _kind_swapper("date", "year")),
        ("name", _kind_swapper("name")),
        ("negation", _negated),
    )
    for text in texts.values():
        sentences = [_shortened(text[span.start : span.end]) for span in split_sentences(text, "en")]
        usable = [one for one in sentences if _LEAST_WORDS <= len(one.split()) <= _MOST_WORDS and one[-1:] == "."]
        chance.shuffle(usable)
        for (made, make), sentence in zip(makers, _fitting(makers, usable, text, chance), strict=True):
            if sentence is None:
                continue
            claims.append(Claim(sentence, (text,), True, f"sentence ({made})"))
            false = make(sentence, text, chance)
            if false and normalised(false) not in normalised(text):
                claims.append(Claim(false, (text,), False, f"sentence, {made} changed"))
    return claims + _statements(folder, texts, random.Random(seed))  # noqa: S311 - a sample, not a secret


def _statements(folder: Path, texts: Mapping[str, str], chance: random.Random) -> list[Claim]:
    """What questions and answers say as statements, one by one and several as one claim, over their paragraph and over
    a long text that holds it; each beside a version with another answer."""
    true: dict[str, list[Claim]] = {}
    false: dict[str, list[Claim]] = {}
    for question in read_questions(folder):
        document = question.document
        if not question.answerable or not question.answers or document is None or document not in texts:
            continue
        answer, text = question.answers[0], texts[document]
        if said := statement_of(question.text, answer):
            true.setdefault(document, []).append(Claim(said, (text,), True, "statement"))
        for made, pool in (("of the paragraph", text), ("of another", texts[chance.choice(sorted(texts))])):
            other = _swapped_answer(answer, question.answers, question.text, pool, chance)
            if said and other and (made == "of the paragraph" or not contains(text, [other])):
                stated = statement_of(question.text, other)
                if stated and normalised(stated) not in normalised(text):
                    claim = Claim(stated, (text,), False, f"statement, answer {made}")
                    false.setdefault(document, []).append(claim)
    claims = [claim for by_document in (true, false) for found in by_document.values() for claim in found]
    for document, of_document in true.items():
        long = _around(document, texts)
        if len(of_document) > 1:
            parts = chance.sample(of_document, min(len(of_document), _PARTS))
            together = " ".join(part.claim for part in parts)
            claims.append(Claim(together, (texts[document],), True, "statement, several"))
            claims.append(Claim(together, (long,), True, "statement, several, in a long text"))
            if wrong := false.get(document):
                one = chance.choice(wrong)
                others = [part.claim for part in parts[1:]]
                others.insert(chance.randrange(len(parts)), one.claim)
                claims.append(Claim(" ".join(others), (texts[document],), False, "statement, several, one changed"))
                claims.append(
                    Claim(" ".join(others), (long,), False, "statement, several, one changed, in a long text")
                )
    return claims


def _around(document: str, texts: Mapping[str, str]) -> str:
    """A paragraph among others of its article, as far as their names tell which those are."""
    article = document.rpartition("-")[0]
    near = [one for one in sorted(texts) if one.rpartition("-")[0] == article]
    place = near.index(document)
    first = max(0, min(place - _LONG_PARAGRAPHS // 2, len(near) - _LONG_PARAGRAPHS))
    return "\n\n".join(texts[one] for one in near[first : first + _LONG_PARAGRAPHS])


def _fitting(
    makers: Sequence[tuple[str, Callable[[str, str, random.Random], str | None]]],
    sentences: list[str],
    text: str,
    chance: random.Random,
) -> Iterator[str | None]:
    """For each maker a sentence that it can change, none used twice."""
    left = list(sentences)
    for _, make in makers:
        found = next((sentence for sentence in left if make(sentence, text, chance)), None)
        if found is not None:
            left.remove(found)
        yield found


def _shortened(sentence: str) -> str:
    """The sentence without its asides, as a writer would shorten it."""
    shorter = _SHORTENED.sub("", sentence)
    return shorter[:1].upper() + shorter[1:] if len(shorter.split()) >= _LEAST_WORDS else sentence


def _kind_of(answer: str) -> str | None:
    """The kind that the whole of an answer is of."""
    for kind, pattern in _KINDS:
        if kind == "name":
            return (
                "name"
                if re.fullmatch(r"(?:[Tt]he )?[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*", answer)
                else None
            )
        if pattern.fullmatch(answer.removeprefix("in ")):
            return kind
    return None


def _found(kind: str, text: str) -> list[tuple[int, str]]:
    """The places and words of a kind in ``text``; what belongs to an earlier kind is not of a later one."""
    taken: list[tuple[int, int]] = []
    for name, pattern in _KINDS:
        found = [
            (match.start(), match.group())
            for match in pattern.finditer(text)
            if not any(match.start() < end and start < match.end() for start, end in taken)
            and not (name == "name" and (_CALENDAR.match(match.group()) or is_function_word(match.group(), "en")))
        ]
        if name == kind:
            return found
        taken.extend((start, start + len(word)) for start, word in found)
    return []


def _swapped_answer(answer: str, answers: Sequence[str], question: str, pool: str, chance: random.Random) -> str | None:
    """Another thing of the answer's kind from ``pool`` that no acceptable answer holds."""
    kind = _kind_of(answer)
    if kind is None:
        return None
    words = {word for one in answers for word in normalised(one).split()}
    others = sorted({word for _, word in _found(kind, pool) if not set(normalised(word).split()) & words})
    return chance.choice(others) if others else None


def _kind_swapper(*kinds: str) -> Callable[[str, str, random.Random], str | None]:
    def swap(sentence: str, text: str, chance: random.Random) -> str | None:
        for kind in kinds:
            own = _found(kind, sentence)
            chance.shuffle(own)
            for start, word in own:
                parts = set(normalised(word).split())
                others = sorted(
                    {other for _, other in _found(kind, text) if not set(normalised(other).split()) & parts}
                )
                if others:
                    return sentence[:start] + chance.choice(others) + sentence[start + len(word) :]
        return None

    return swap


def _negated(sentence: str, text: str, chance: random.Random) -> str | None:
    """The sentence with its negation left out, or one put in."""
    del text
    if match := _NOT.search(sentence):
        return sentence[: match.end(1)] + " " + sentence[match.end() :]
    if re.search(r"\b(?:not|no|never|neither|nor|without)\b|n't", sentence):
        return None
    found = list(_AUXILIARY.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    first, _, rest = match.group().partition(" ")
    return sentence[: match.start()] + f"{first} not{' ' + rest if rest else ''}" + sentence[match.end() :]


def write_claims(claims: Sequence[Claim], out: Path) -> Path:
    """Write ``out/claims.jsonl``; returns its path."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "claims.jsonl"
    path.write_text("".join(json.dumps(claim.row(), ensure_ascii=False) + "\n" for claim in claims), encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: ``rgb|squad2 SOURCE OUT``."""
    parser = argparse.ArgumentParser(prog="python -m rag.evaluate.claims", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("kind", choices=("rgb", "squad2"))
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args(arguments)
    try:
        claims = rgb_claims(given.source) if given.kind == "rgb" else squad_claims(given.source)
    except EvaluationDataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    path = write_claims(claims, given.out)
    supported = sum(claim.supported for claim in claims)
    sys.stderr.write(f"{path}: {len(claims)} claims, {supported} supported\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
