"""From a click on Ask to the first quote on the page: in chromium, on the sample archive, without a language model.

The page is a process of its own, as a user starts it. Prints milliseconds as JSON; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser.served import own_environment, served  # noqa: E402 - the tests' folder is no package

#: Clicks Ask and takes the time until a quote stands in the turn of this question, in milliseconds, and until it is
#: painted. The card of the turn before does not count: each question begins a new conversation.
_CLICK = """
() => new Promise((resolve) => {
  const begun = performance.now();
  const observer = new MutationObserver(() => {
    if (!document.querySelector('#dl-latest .dl-card .dl-quote')) return;
    observer.disconnect();
    const there = performance.now() - begun;
    requestAnimationFrame(() => setTimeout(() => resolve([there, performance.now() - begun]), 0));
  });
  observer.observe(document.querySelector('#dl-latest'), { childList: true, subtree: true });
  document.querySelector('#dl-question-box .submit-button').click();
})
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=30)
    options = parser.parse_args()
    lines = (ROOT / "corpus" / "qa.jsonl").read_text().splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    random.Random(1).shuffle(questions)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        command = [sys.executable, "-m", "ui.cli", "add", str(ROOT / "corpus"), "--archive", str(folder / "archive")]
        subprocess.run(command, cwd=folder, env=own_environment(llm="none"), capture_output=True, check=True)
        with served(folder / "archive", folder, llm="none") as url:
            times = measured(url, questions[: options.questions])
    there, painted = zip(*times, strict=True)
    result = {
        "questions": len(times),
        "cores": os.cpu_count(),
        "there_ms": spread(there),
        "painted_ms": spread(painted),
    }
    print(json.dumps(result, indent=2))


def measured(url: str, questions: list[str]) -> list[tuple[float, float]]:
    """Milliseconds until the first quote is in the page, and until it is painted, for each question."""
    from playwright.sync_api import sync_playwright

    times: list[tuple[float, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.wait_for_selector("#dl-welcome section")
        for question in questions:
            page.fill("#dl-question-box textarea", question)
            page.wait_for_timeout(300)
            took: list[Any] = page.evaluate(_CLICK)
            times.append((took[0], took[1]))
            page.wait_for_selector("#dl-latest [data-latest=done]")
            page.wait_for_timeout(1_500)  # what to go on with is looked up then, and is not part of this
            page.click("[data-begin]")
            page.wait_for_selector("#dl-latest .dl-turn", state="detached")
        browser.close()
    return times


def spread(values: tuple[float, ...]) -> dict[str, float]:
    """Median, 95th percentile (nearest rank), first and largest."""
    ordered = sorted(values)
    return {
        "p50": round(statistics.median(ordered)),
        "p95": round(ordered[math.ceil(0.95 * len(ordered)) - 1]),
        "first": round(values[0]),
        "max": round(ordered[-1]),
    }


if __name__ == "__main__":
    main()
