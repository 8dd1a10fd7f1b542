"""An index's terms by their first letter, kept for questions to come: among them is what a word was meant for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rag.store.engine.catalog_database import PlainConnection
from rag.store.lexical import postings

#: So many terms are kept, some 100 bytes each.
_MOST = 300_000
#: And what so many words were meant for.
_MOST_MEANT = 2_000


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """The terms of the passages in one state of an archive."""

    _known: dict[str, dict[int, dict[str, int]]] = field(default_factory=dict)
    _meant: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def beginning(self, db: PlainConnection, letter: str, lengths: tuple[int, int]) -> dict[str, int]:
        """The terms that begin with a letter, of these lengths, with how many passages have them.

        Args:
            db: a connection to a catalog with postings, in the state that this was made for.
            letter: one.
            lengths: from and to, in letters.
        """
        found: dict[str, int] = {}
        for group in self.by_length(db, letter, lengths).values():
            found |= group
        return found

    def by_length(self, db: PlainConnection, letter: str, lengths: tuple[int, int]) -> dict[int, dict[str, int]]:
        """Like :meth:`beginning`, apart by their lengths."""
        known = self._known.get(letter)
        if known is None:
            known = {}
            for term, count in postings.terms_between(db, letter, chr(ord(letter) + 1)).items():
                known.setdefault(len(term), {})[term] = count
            if sum(map(_size, (known, *self._known.values()))) > _MOST:
                self._known.clear()
            self._known[letter] = known
        shortest, longest = lengths
        return {length: known[length] for length in range(shortest, longest + 1) if length in known}

    def once(self, word: str, look: Callable[[], list[tuple[str, int]]]) -> list[tuple[str, int]]:
        """What a word that stands nowhere was meant for: looked for once, as it is asked about several times (the same
        question is weighed for its answer and for what the archive has on it, and the next one repeats its words)."""
        meant = self._meant.get(word)
        if meant is None:
            meant = look()
            if len(self._meant) >= _MOST_MEANT:
                self._meant.clear()
            self._meant[word] = meant
        return meant


def _size(groups: dict[int, dict[str, int]]) -> int:
    return sum(map(len, groups.values()))
