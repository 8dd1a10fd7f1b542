"""Whatever reads what strangers send, or users and models write, takes time that grows no faster than it.

``make growth`` does the same with longer texts, which takes many minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from growth import Stopwatch
from hostile_repeats import FILES, PARSERS, REPEATS

pytestmark = pytest.mark.slow

#: Characters of each text: a cubic or worse pattern takes seconds for these, a quadratic one for those of ``make
#: growth`` (40,000).
SIZE = int(os.environ.get("GROWTH_SIZE", "2000"))


@pytest.fixture(scope="module")
def stopwatch() -> Iterator[Stopwatch]:
    running = Stopwatch()
    yield running
    running.close()


@pytest.mark.parametrize("parser", PARSERS)
def test_time_grows_no_faster_than_what_is_repeated(stopwatch: Stopwatch, parser: str) -> None:
    # Files take longer to read than pieces, and what they hold is read as pieces, too: every fifth repeat is enough.
    repeats = REPEATS[:: 5 if parser in FILES and SIZE < 10_000 else 1]
    faults = {
        piece: fault
        for piece in repeats
        if (fault := stopwatch.growth(parser, lambda size, piece=piece: piece * (size // len(piece)), SIZE))  # type: ignore[misc]
    }
    assert not faults


@pytest.mark.parametrize(
    ("parser", "piece"),
    [
        ("source", "1 "),
        ("source", "1 May "),
        ("source", "A "),
        ("fit", "1"),
        ("marks", " "),
        ("orders", "'a"),
        ("title", " "),
        ("text's middle", "…"),
        ("text's middle", "«"),
        ("proquest's outlet", " "),
        ("dates", "first week of May to "),
        ("dates", "1-"),
        ("head's value", "["),
        ("head's value", ">"),
        ("answer's part", " ("),
    ],
)
def test_time_grows_no_faster_than_long_texts(stopwatch: Stopwatch, parser: str, piece: str) -> None:
    """What was quadratic or cubic once."""
    assert stopwatch.growth(parser, lambda size: piece * (size // len(piece)), 20_000) is None


@pytest.mark.parametrize(("parser", "piece"), [("source", "A-"), ("fit", "million ")])
def test_a_hundred_characters_take_no_time(stopwatch: Stopwatch, parser: str, piece: str) -> None:
    """What took hours once for a line that any article may have."""
    assert stopwatch.growth(parser, lambda size: piece * (size // len(piece)), 240) is None


def test_lists_that_name_each_other_are_read_once(stopwatch: Stopwatch) -> None:
    """Aliases of YAML: a kilobyte names a hundred million authors."""

    def bomb(size: int) -> str:
        lists = (f"b{n}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(size))
        return f"x\na: &a0 [Lena Varga]\n{''.join(lists)}authors: *a{size}"

    assert stopwatch.growth("markdown's fields", bomb, 8) is None
