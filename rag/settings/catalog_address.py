"""The address of a catalog on a server; and what is one by its look, where a folder is wanted.

What is wrong with an address is said without showing anything of it: a slip of one sign makes a part of its password
that of its host.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_EXAMPLE = "postgresql://USER:PASSWORD@HOST/DATABASE"
_SCHEMES = ("postgresql", "postgres")
#: ``scheme:/…``, ``user:password@host``, or libpq's own form. A drive's letter is no scheme.
_LIKE_AN_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+\s?:/|postgres(?:ql)?:|[^/]*:[^/]*@|.*\bpassword\s*=)", re.I)


def read_catalog_address(value: str) -> str:
    """Read an address; its scheme is ``postgresql`` then.

    Raises:
        ValueError: it is none; the text says what it must be, and holds nothing of it.
    """
    value = value.strip()
    parts = _parts(value)
    if parts is None or parts.scheme not in _SCHEMES or not parts.path.strip("/") or parts.fragment:
        raise ValueError(f"it must be an address such as {_EXAMPLE}, in whose password @ / ? # are %40 %2F %3F %23")
    if parts.netloc.count("@") > 1 or "/" in parts.path.strip("/"):
        raise ValueError("its user's name or password holds signs that end it: write @ / ? # as %40 %2F %3F %23")
    return f"postgresql{value[len(parts.scheme) :]}"


def _parts(value: str) -> SplitResult | None:
    """An address in its parts; None where it is none."""
    try:
        parts = urlsplit(value)
        good = value[len(parts.scheme) :].startswith("://") and value.isprintable() and " " not in value
        # A port that is none, and signs that end what reads it, are errors of their own only when they are looked at.
        return parts if good and parts.port != 0 and "%00" not in value else None
    except ValueError:
        return None


def looks_like_address(folder: str) -> bool:
    """Whether what is given for a folder was meant as an address: made as a folder it would show its password."""
    return _LIKE_AN_ADDRESS.match(folder) is not None
