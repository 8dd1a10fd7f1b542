"""Write what an image needs besides deploy/requirements.lock for an engine: the pins of requirements.lock."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Each lock's engine, and what its client brings that is not in the image. pymilvus is without Milvus Lite.
_LOCKS = {
    "milvus.lock": ("a Milvus server", ("cachetools", "pymilvus")),
    "postgres.lock": ("PostgreSQL", ("psycopg", "psycopg-binary")),
}
_HEAD = "# Made by make lock: what the image needs besides for {}.\n-r requirements.lock\n"


def main() -> None:
    """Write deploy/milvus.lock and deploy/postgres.lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for file, (engine, packages) in _LOCKS.items():
        pins = [re.search(rf"^{name}==.*(?:\n    .*)*", lock, re.MULTILINE) for name in packages]
        text = _HEAD.format(engine) + "".join(f"{pin[0]}\n" for pin in pins if pin)
        (ROOT / "deploy" / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
