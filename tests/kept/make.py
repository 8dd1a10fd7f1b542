"""Make an archive, a backup and a kept conversation as this version writes them, for :mod:`test_kept` to open later.

    .venv/bin/python tests/kept/make.py NAME

Writes ``NAME-archive.zip``, ``NAME-backup.zip`` and ``NAME-conversation.json`` beside this file. What lies here is
never made anew: it stands for what people have, so a version that changes a table, a member of backups or the record of
a conversation adds files of its own.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
# ruff: noqa: E402 - the tests' own modules are beside this folder
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "web"), str(HERE.parent.parent)]

from cli_runs import write_articles
from farm import Farm, answer
from markup import item, page, rss
from toy import ToyEmbedder

from rag import Archive, load_settings
from ui.page.answers.record import record_of

QUESTION = "When will the last ferry from Harrow Bay leave?"


def main(name: str) -> None:
    """Make the three files."""
    with tempfile.TemporaryDirectory() as temporary, Farm() as farm:
        folder = Path(temporary)
        articles = write_articles(folder / "articles")
        farm.pages["/feed"] = answer(rss(item("/a")), kind="application/rss+xml")
        farm.pages["/a"] = answer(page("Brennick"))
        settings = load_settings(archive=folder / "archive", fetch_allow="127.0.0.1", fetch_delay=0, llm="none")
        with Archive.open(folder / "archive", settings=settings, embedder=ToyEmbedder()) as archive:
            (articles / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
            archive.add([articles])
            ferry = articles / "ferry.txt"
            ferry.write_text(ferry.read_text().replace("21:40", "21:50"))
            archive.add([articles])
            by_title = {article.title: article.id for article in archive.articles()}
            archive.edit(by_title["Bridge over the Tesk to close"], outlet="The Skarne Ledger", authors=["Ada Quill"])
            archive.add([f"{farm.url}/feed"], follow=True)
            answered = archive.ask(QUESTION)
            record = record_of(answered, archive.coverage())
            archive.export(HERE / f"{name}-backup.zip")
        turn = {"question": QUESTION, "answer": record}
        kept = {"id": "0123456789abcdef" * 2, "title": QUESTION, "updated": 1_764_460_800_000, "turns": [turn]}
        (HERE / f"{name}-conversation.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
        with zipfile.ZipFile(HERE / f"{name}-archive.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for file in sorted((folder / "archive").rglob("*")):
                if file.is_file():
                    packed.write(file, file.relative_to(folder / "archive"))


if __name__ == "__main__":
    main(sys.argv[1])
