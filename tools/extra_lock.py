"""Write what an image needs besides deploy/requirements.lock for a Milvus server: the pins of requirements.lock."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: pymilvus without Milvus Lite; what else it needs is in the image.
_PACKAGES = ("cachetools", "pymilvus")
_HEAD = "# Made by make lock: what the image needs besides for a Milvus server.\n-r requirements.lock\n"


def main() -> None:
    """Write deploy/milvus.lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [re.search(rf"^{name}==.*(?:\n    .*)*", lock, re.MULTILINE) for name in _PACKAGES]
    text = _HEAD + "".join(f"{pin[0]}\n" for pin in pins if pin)
    (ROOT / "deploy" / "milvus.lock").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
