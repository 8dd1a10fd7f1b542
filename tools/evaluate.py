"""Measure quality on a folder of evaluation data: ``make eval EVAL=FOLDER``.

FOLDER is one set, or holds several, each in a folder of its own; which commands fit a set is told by its files (see
``dateline eval --help``). The local model is fetched first where the settings want it and it is missing; with
DATELINE_LLM=none only what needs no model is measured. Each result is a JSON file; the exit code is 1 if any failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATELINE = [sys.executable, "-m", "ui.cli"]


def main() -> None:
    """Fetch the model, run what fits, say where the results are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="evaluation data")
    parser.add_argument("--limit", type=int, help="only so many questions of each set")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "eval", help="where results go")
    given = parser.parse_args()
    folder = Path(given.folder).resolve()
    if not given.folder or not folder.is_dir():
        sys.exit("Say where the evaluation data is: make eval EVAL=/path/to/a/folder (see docs/benchmarks.md)")
    given.out.mkdir(parents=True, exist_ok=True)
    runs = [run for place in (folder, *sorted(folder.iterdir())) if place.is_dir() for run in runs_of(place, given.out)]
    if not runs:
        sys.exit(
            f"{folder} holds no evaluation data: no qa.jsonl, qrels, claims.jsonl, summaries.jsonl, dates.jsonl"
            " or *_fact.jsonl"
        )
    written = fetch_model()
    failed = 0
    for name, command, needs_model in runs:
        if needs_model and not written:
            continue
        if given.limit:
            command = [*command, "--limit", str(given.limit)]
        print(f"{name} ...", flush=True)
        result = given.out / f"{name}.json"
        with result.open("wb") as file:
            code = subprocess.run(
                [*DATELINE, "eval", *command, "--json"], stdout=file, cwd=ROOT, check=False
            ).returncode
        if code:
            failed += 1
            result.unlink()
        else:
            print(f"  {result.read_text('utf-8').strip()[:300]}")
    print(f"The results are in {given.out}" + (f"; {failed} of the commands failed." if failed else "."))
    sys.exit(1 if failed else 0)


def runs_of(place: Path, out: Path) -> list[tuple[str, list[str], bool]]:
    """The commands that fit a folder: a name, the arguments, and whether a model is needed."""
    runs: list[tuple[str, list[str], bool]] = []

    def add(kind: str, *arguments: str, name: str = "", needs_model: bool = False) -> None:
        runs.append((f"{place.name}-{name or kind}", [kind, *arguments], needs_model))

    if (place / "qrels").is_dir():
        add("retrieval", str(place))
    if (place / "qa.jsonl").is_file():
        add("quotes", str(place))
        add("answers", str(place), needs_model=True)
    if (place / "claims.jsonl").is_file():
        add("citations", str(place))
    if (place / "dates.jsonl").is_file():
        add("dates", str(place))
    if list(place.glob("*_fact.jsonl")):
        add("answers", str(place), needs_model=True)
        claims = out / f"{place.name}-claims"
        make = [sys.executable, "-m", "rag.evaluate.claims", "rgb", str(place), str(claims)]
        subprocess.run(make, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        add("citations", str(claims))
    if (place / "summaries.jsonl").is_file():
        file = str(place / "summaries.jsonl")
        add("summaries", file)
        add("summaries", file, "--mode", "written", name="summaries-written", needs_model=True)
    return runs


def fetch_model() -> bool:
    """Whether a model writes; the local one is pulled first where it is the one, and is missing."""
    sys.path.insert(0, str(ROOT))
    from rag import load_settings
    from rag.llm.chat_factory import remote_endpoint
    from rag.llm.local.weights import find_model

    settings = load_settings()
    if settings.llm == "none":
        print("DATELINE_LLM=none: only what needs no model is measured.")
        return False
    if remote_endpoint(settings) is None and find_model(settings) is None:
        subprocess.run([*DATELINE, "models", "pull"], check=True, cwd=ROOT)
    return True


if __name__ == "__main__":
    main()
