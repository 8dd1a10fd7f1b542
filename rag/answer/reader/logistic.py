"""From what is known of a sentence to how likely it answers: a logistic model, fitted, kept as a readable file.

``calibration.json`` is written by ``tools/fit_reader.py``, which says on what the coefficients were fitted and what
they give on sets that were left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

#: Which coefficients: of the evidence alone, and where the article is in another language than the question; with the
#: word of the model that they were fitted with, or of another one; that across languages; and that with its word about
#: the paragraph around the sentence.
CalibrationName = Literal["evidence", "across", "judge", "unmeasured_judge", "judge_across", "judge_and_passage"]
_FILE = "calibration.json"
#: A model is never surer than this.
_LEAST = 0.02
#: What may answer at most is so much less likely than an answer.
_BELOW = 0.01


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model over named figures, and from which probability on a sentence is shown as what.

    Attributes:
        weights: by figure, for the figure less its mean, in units of its standard deviation.
        means: by figure.
        deviations: by figure.
        intercept: the logit where every figure is its mean.
        answered: the least probability of an answer.
        possible: the least probability of a possible one.
    """

    weights: Mapping[str, float]
    means: Mapping[str, float]
    deviations: Mapping[str, float]
    intercept: float
    answered: float
    possible: float

    @property
    def no_answer(self) -> float:
        """The probability of what may answer at most, however likely it looks."""
        return self.answered - _BELOW

    def probability(self, figures: Mapping[str, float]) -> float:
        """The probability, in [0, 1], that a sentence with these figures answers."""
        return probability_of(
            self.intercept
            + sum(
                weight * (figures[name] - self.means[name]) / self.deviations[name]
                for name, weight in self.weights.items()
            )
        )


@cache
def calibration(name: CalibrationName) -> Calibration:
    """The coefficients of a name."""
    known = json.loads(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))
    return Calibration(**known["models"][name])


def yes_figure(probability: float) -> float:
    """A model's probability of yes as a figure: its logit, within what a model's rounding lets pass."""
    return logit(probability, _LEAST)


def logit(probability: float, least: float) -> float:
    """The logarithm of a probability's odds; one that is nearer to 0 or 1 counts as ``least`` from it."""
    probability = min(max(probability, least), 1 - least)
    return math.log(probability / (1 - probability))


def probability_of(logit: float) -> float:
    """The probability of a logit, in [0, 1]."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
