"""Sentences out of a stream: text comes in pieces, whole sentences go out, the writer's [n] marks taken off."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.model import Sentence
from rag.text.sentences import split_sentences

# White space is looked at from its beginning alone, here and below: each sign of a long run would else be a start.
_MARKS = re.compile(r"(?:(?<!\s)\s+)?[\[【]\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】]")
# What is left behind a full stop where marks stood between commas.
_TRAILING = re.compile(r"([.!?…])[,;:\s]+$")
_ONLY_MARKS = re.compile(r"^[\s\[\]\d,;.()]*$")


def without_marks(text: str) -> str:
    """A sentence without the writer's [n] marks. They are hints at most: the verifier finds the support itself."""
    plain = re.sub(r"(?<!\s)\s+([.,;:!?])", r"\1", _MARKS.sub("", text)).strip()
    return _TRAILING.sub(r"\1", plain)


def with_marks(sentences: Iterable[Sentence]) -> str:
    """An answer's text: its sentences, each with the numbers of its citations behind it."""
    return " ".join(item.text + "".join(f" [{citation.n}]" for citation in item.citations) for item in sentences)


class SentenceStream:
    """Collects pieces of text and gives out each sentence once it is complete."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[str]:
        """Take the next piece; returns the sentences that it completes, without marks."""
        self._held += piece
        spans = split_sentences(self._held)
        # The last sentence may go on, and marks behind the full stop belong to the one before.
        if len(spans) < 2 or _ONLY_MARKS.match(spans[-1].of(self._held)):
            return []
        end = spans[-1].start
        done, self._held = self._held[:end], self._held[end:]
        return _sentences(done)

    def finish(self) -> list[str]:
        """The sentences that are left at the end of the text."""
        done, self._held = self._held, ""
        return _sentences(done)


def _sentences(text: str) -> list[str]:
    plain = without_marks(text)
    return [words for span in split_sentences(plain) if re.search(r"\w", words := span.of(plain))]
