"""Some five hundred invented claims: plain rewritings of a source, and such as say something else with its words.

They were written by somebody who tried to get false ones past the rules, who had not made these. The rules of
``rag.answer.verify.otherwise`` were then made with them in sight, so the floor says that nothing is lost again.
"""

from __future__ import annotations

from pathlib import Path

from rag.answer.verify.check import verify

_PAIRS = Path(__file__).with_name("claims_by_kind.tsv")


def test_what_says_something_else_is_refused_and_what_says_the_same_is_not() -> None:
    wrong: dict[str, list[str]] = {"true": [], "false": []}
    for line in _PAIRS.read_text(encoding="utf-8").splitlines():
        truth, claim, source = line.split("\t")
        if verify(claim, [source]).verified != (truth == "true"):
            wrong[truth].append(f"{claim} | {source}")
    assert len(wrong["false"]) <= 92, wrong["false"]  # of 325; 207 before
    assert len(wrong["true"]) <= 17, wrong["true"]  # of 171; 17 before
