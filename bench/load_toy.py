"""``dateline serve`` over an archive with the tests' toy vectors, for ``bench/load.py --toy``: arguments are its.

The toy embeds in next to no time, so that an archive of 100,000 passages is made in minutes, and what is measured of an
answer is all but its embedding.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from toy import ToyEmbedder

import rag.archive
from ui.cli.main import main

if __name__ == "__main__":
    rag.archive.choose_embedder = lambda settings: ToyEmbedder()
    main(["serve", *sys.argv[1:]])
