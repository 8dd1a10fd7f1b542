"""What the verifier says of a claim."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Support:
    """Whole sentences of a source that support a claim: characters ``[start, end)`` of ``sources[source]``."""

    source: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.source < 0 or not 0 <= self.start < self.end:
            raise ValueError(f"not a place in a source: {self.source}, [{self.start}, {self.end})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim stands in its sources.

    Attributes:
        verified: every fact of the claim was found, said of the same things.
        support: where; at least one place exactly when verified.
        reason: one plain sentence for the reader when not verified, else None.
        score: in [0, 1]; it grows with the support, so a threshold on it trades caught against accepted claims.
        borderline: the score lies close to the threshold, so a second judge is worth its time.
        nearest: where a refused claim would have its support, if a second judge found that it has; empty where the
            sources contradict it or come nowhere near it.
    """

    verified: bool
    support: tuple[Support, ...]
    reason: str | None
    score: float
    borderline: bool
    nearest: tuple[Support, ...] = ()

    def __post_init__(self) -> None:
        if self.verified != bool(self.support) or self.verified != (self.reason is None):
            raise ValueError("a verified claim has support and no reason, another has a reason and no support")
        if self.nearest and self.verified:
            raise ValueError("only a refused claim has a nearest place")
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"not a score: {self.score}")
