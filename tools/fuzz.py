"""Fuzz one reader with atheris, which finds its way by what is run: ``python tools/fuzz.py a.pdf --seconds 300``.

Needs ``pip install atheris`` (the extra ``fuzz``). It starts from the sound sources of ``tests/samples.py``; what
fails is left in the folder as ``crash-…`` and belongs into the tests once it is mended. ``--list`` names the readers.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Fuzz the reader that is named until the time is over or something fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", help="a source's name, as in --list; its suffix chooses the reader")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--list", action="store_true", help="name the readers")
    given = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    import atheris

    with atheris.instrument_imports(include=["rag.ingest", "email", "warcio", "zipfile", "csv"]):
        from samples import SAMPLES, check

        # Imported here, not when the first source is read, or they would not be watched.
        import rag.ingest.cleaning.html
        import rag.ingest.cleaning.markdown  # noqa: F401

    if given.list or given.name not in SAMPLES:
        print(*SAMPLES, sep="\n")
        raise SystemExit(0 if given.list else 2)
    name: str = given.name
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sound").write_bytes(SAMPLES[name])
        limits = ["-max_len=8192", "-timeout=20", "-rss_limit_mb=2048", f"-max_total_time={given.seconds}"]
        atheris.Setup([sys.argv[0], folder, *limits, "-print_final_stats=1"], lambda raw: check(raw, name))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
