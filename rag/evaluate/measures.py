"""Measures: ranks, SQuAD's "contains", precision and recall, percentiles."""

from __future__ import annotations

import math
import re
import string
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence


def normalised(text: str) -> str:
    """SQuAD's normalisation: lower case, no punctuation, no articles, single blanks."""
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def contains(text: str, answers: Iterable[str]) -> bool:
    """Whether the words of any answer stand in ``text`` in their order, both normalised."""
    padded = f" {normalised(text)} "
    return any(f" {normalised(answer)} " in padded for answer in answers if normalised(answer))


def rank_measures(ranks: Sequence[Sequence[int]], relevant: Sequence[int]) -> dict[str, float]:
    """Measures over queries.

    Args:
        ranks: for each query, the ranks (from 1) of its relevant documents among the first ten.
        relevant: for each query, how many documents are relevant.

    Returns:
        ``recall@1``, ``@5``, ``@10``, ``mrr@10`` and ``ndcg@10``, each the mean over queries.
    """
    count = len(ranks) or 1

    def recall(depth: int) -> float:
        found = (sum(rank <= depth for rank in own) / total for own, total in zip(ranks, relevant, strict=True))
        return sum(found) / count

    def ndcg(own: Sequence[int], total: int) -> float:
        ideal = sum(1 / math.log2(1 + place) for place in range(1, min(total, 10) + 1))
        return sum(1 / math.log2(1 + rank) for rank in own) / ideal

    return {
        "recall@1": recall(1),
        "recall@5": recall(5),
        "recall@10": recall(10),
        "mrr@10": sum(1 / min(own) for own in ranks if own) / count,
        "ndcg@10": sum(ndcg(own, total) for own, total in zip(ranks, relevant, strict=True)) / count,
    }


def precision_recall(said: Sequence[bool], true: Sequence[bool]) -> tuple[float, float]:
    """Precision and recall of a yes/no judgement; 0 where there is nothing to divide by."""
    right = sum(one and other for one, other in zip(said, true, strict=True))
    return right / (sum(said) or 1), right / (sum(true) or 1)


def share(values: Iterable[float]) -> float:
    """The mean of values in [0, 1], such as yes and no, to four places; 0 for none."""
    known = list(values)
    return round(sum(known) / (len(known) or 1), 4)


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """The area under the ROC curve: how often a positive one has a higher score than another, ties counting half.

    None where all are of one kind.
    """
    high = [score for score, yes in zip(scores, positive, strict=True) if yes]
    low = sorted(score for score, yes in zip(scores, positive, strict=True) if not yes)
    if not high or not low:
        return None
    won = sum(bisect_left(low, score) + bisect_right(low, score) for score in high)
    return round(won / (2 * len(high) * len(low)), 4)


def calibration_error(probabilities: Sequence[float], true: Sequence[bool], bins: int = 5) -> float:
    """The expected calibration error: how far the mean probability of a bin lies from the share that is true of it.

    Bins of equal mass (Nguyen and O'Connor, 2015), each weighed by how many it holds.
    """
    ordered = sorted(zip(probabilities, true, strict=True))
    error = 0.0
    for number in range(bins):
        held = ordered[len(ordered) * number // bins : len(ordered) * (number + 1) // bins]
        error += abs(sum(probability - yes for probability, yes in held))
    return round(error / (len(ordered) or 1), 4)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile (``share`` in [0, 1]); 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
