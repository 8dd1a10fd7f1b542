"""An index's terms by their first letter, kept for questions to come: among them is what a word was meant for."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.store.engine.catalog_database import PlainConnection
from rag.store.lexical import postings

#: So many terms are kept, some 100 bytes each.
_MOST = 300_000


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """The terms of the passages in one state of an archive."""

    _known: dict[str, dict[str, int]] = field(default_factory=dict)

    def beginning(self, db: PlainConnection, letter: str, lengths: tuple[int, int]) -> dict[str, int]:
        """The terms that begin with a letter, of these lengths, with how many passages have them.

        Args:
            db: a connection to a catalog with postings, in the state that this was made for.
            letter: one.
            lengths: from and to, in letters.
        """
        known = self._known.get(letter)
        if known is None:
            known = postings.terms_between(db, letter, chr(ord(letter) + 1))
            if len(known) + sum(map(len, tuple(self._known.values()))) > _MOST:
                self._known.clear()
            self._known[letter] = known
        shortest, longest = lengths
        return {term: count for term, count in known.items() if shortest <= len(term) <= longest}
