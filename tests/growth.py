"""How the time of a parser grows with what it is given, measured in a process that is killed where it takes too long.

Run as a script it is that process: it reads lines of JSON, each a parser's name in :data:`hostile_repeats.PARSERS` and
a text, and answers each with the seconds of processor time that the parser took for it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Seconds of processor time after which a parser is killed.
MOST = 20
#: What takes less than this is quick enough, however it grows: a pattern of quadratic time takes some seconds.
QUICK = 0.35
#: Twice the text may take so many times the time: 4 would be quadratic, 2 is linear, and a busy machine errs.
MOST_GROWTH = 3.2


class Stopwatch:
    """A process that times parsers; started anew where one had to be killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def seconds(self, parser: str, text: str) -> float | None:
        """The processor time that a parser takes for a text; None where it was killed."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([parser, text]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if line:
            return float(line)
        self.close()
        return None

    def growth(self, parser: str, family: Callable[[int], str], size: int) -> str | None:
        """What is wrong with the time that a parser takes for a text of the family of this size and twice of it; None
        where nothing is."""
        once = self.seconds(parser, family(size))
        if once is None:
            return f"took more than {MOST} s"
        if once < QUICK:
            return None
        for _ in range(3):
            twice = self.seconds(parser, family(2 * size))
            if twice is None:
                return f"took {once:.2f} s, and more than {MOST} s for twice of it"
            if twice < MOST_GROWTH * once:
                return None
            once = max(once, self.seconds(parser, family(size)) or 0.0)
        return f"took {once:.2f} s, and {twice:.2f} s for twice of it"

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def main() -> None:
    """Time parsers until there are no more orders."""
    import resource

    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]
    from hostile_repeats import PARSERS

    from rag.errors import DatelineError

    for line in sys.stdin:
        parser, text = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + MOST + 1
        # A pattern that does not come back holds the interpreter: only the system ends it.
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        work: Callable[[str], Any] = PARSERS[parser]
        begun = time.process_time()
        with suppress(DatelineError):
            work(text)
        print(time.process_time() - begun, flush=True)


if __name__ == "__main__":
    main()
