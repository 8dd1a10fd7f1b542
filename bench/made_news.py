"""News of any size for measuring retrieval: sentences of the sample articles, recombined, with words of their own.

Half of the longer words give way to made-up ones whose frequencies fall as words' do (Zipf), so that the index has rare
terms as well as frequent ones, and no article is another's copy. Everything follows from the seed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.model import Draft
from rag.text.sentences import split_sentences

Vectors = npt.NDArray[np.float32]

ROOT = Path(__file__).resolve().parent.parent
_WORD = re.compile(r"[^\W\d_]{4,}")
_TOKEN = re.compile(r"\w+")
_OUTLETS = ("Harrow Bay Courier", "Estuary Notes", "The Ledger", "Morgenblatt", "Quay Weekly")
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
_VOCABULARY = 50_000
#: Sentences of an article, from and below.
SENTENCES = (14, 40)
#: Of a short one, which is one passage.
SHORT = (1, 4)


class MadeNews:
    """Made-up articles, each the same for its number, the seed, and the range of their sentences."""

    def __init__(self, seed: int = 1, sentences: tuple[int, int] = SENTENCES) -> None:
        self._seed = seed
        self._length = sentences
        self._sentences: list[str] = []
        for path in sorted((ROOT / "corpus" / "articles").rglob("*.txt")):
            text = path.read_text(encoding="utf-8")
            for sentence in split_sentences(text, "en"):
                words = " ".join(text[sentence.start : sentence.end].split())
                if 40 <= len(words) <= 400:
                    self._sentences.append(words)
        chance = np.random.default_rng(seed)
        self._words = ["".join(chance.choice(_SYLLABLES, size=2 + number % 3)) for number in range(_VOCABULARY)]
        shares = 1 / np.arange(10, _VOCABULARY + 10)
        self._cumulated = np.cumsum(shares / shares.sum())

    def article(self, number: int) -> tuple[str, Draft]:
        """One article with the name of its source."""
        chance = np.random.default_rng((self._seed, number))
        count = int(chance.integers(*self._length))
        chosen = [self._sentences[at] for at in chance.integers(0, len(self._sentences), size=count)]
        text = self._changed("\n".join(chosen), chance).split("\n")
        paragraphs = [" ".join(text[at : at + 3]) for at in range(0, len(text), 3)]
        title = " ".join(text[int(chance.integers(0, count))].split()[:9])
        day = date(2006, 1, 1) + timedelta(days=int(chance.integers(0, 7_000)))
        outlet = _OUTLETS[int(chance.integers(0, len(_OUTLETS)))]
        draft = Draft(title, "\n\n".join(paragraphs), outlet=outlet, published=day, language="en")
        return f"made/{number}.txt", draft

    def articles(self, start: int = 0) -> Iterator[tuple[str, Draft]]:
        """Articles from a number on, without end."""
        while True:
            yield self.article(start)
            start += 1

    def questions(self, count: int, articles: int) -> list[str]:
        """Questions: half of them the sample's own, half from the words of one of the first ``articles``."""
        lines = (ROOT / "corpus" / "qa.jsonl").read_text(encoding="utf-8").splitlines()
        asked = [json.loads(line)["question"] for line in lines][: count // 2]
        chance = np.random.default_rng((self._seed, 7))
        while len(asked) < count:
            _, draft = self.article(int(chance.integers(0, articles)))
            words = draft.text.split("\n")[0].split()[:9]
            asked.append("What is known of " + " ".join(words).strip(".,") + "?")
        return asked

    def _changed(self, text: str, chance: np.random.Generator) -> str:
        matches = list(_WORD.finditer(text))
        ranks = np.searchsorted(self._cumulated, chance.random(len(matches))).tolist()
        change = (chance.random(len(matches)) < 0.5).tolist()
        parts: list[str] = []
        done = 0
        for match, rank, wanted in zip(matches, ranks, change, strict=True):
            if wanted:
                word = self._words[min(rank, _VOCABULARY - 1)]
                parts += [text[done : match.start()], word.capitalize() if match.group()[0].isupper() else word]
                done = match.end()
        return "".join([*parts, text[done:]])


class HashedEmbedder:
    """Vectors of 384 numbers from hashed words: quick, the same everywhere, kept by text once they are made.

    What was made is given again at once, so that a second question costs no embedding.
    """

    name = "bench/hashed-384"
    dimension = 384
    cosine_range = (0.0, 1.0)

    def __init__(self) -> None:
        self._directions: dict[str, Vectors] = {}
        self._kept: dict[str, Vectors] = {}

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts; shape ``(len(texts), 384)``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._bag(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question."""
        if text not in self._kept:
            self._kept[text] = self._bag(text)
        return self._kept[text]

    def _bag(self, text: str) -> Vectors:
        words = _TOKEN.findall(text.lower()) or [""]
        # Longer words say more: without weights all texts would lie together around their function words.
        total = np.sum([len(word) ** 2 * self._direction(word) for word in words], axis=0)
        return (total / (float(np.linalg.norm(total)) or 1.0)).astype(np.float32)

    def _direction(self, word: str) -> Vectors:
        known = self._directions.get(word)
        if known is None:
            seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
            known = np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
            self._directions[word] = known
        return known
