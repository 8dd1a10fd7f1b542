"""Where vectors are kept, as a setting says it: ``chroma``, a Chroma server's address, or ``milvus:`` and a place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from rag.errors import UsageError
from rag.settings.catalog_address import looks_like_address
from rag.settings.given_path import given_path

_MILVUS = "milvus:"
_CHROMA_PORT = 8000
_MILVUS_PORT = 19530


@dataclass(frozen=True, slots=True)
class VectorAddress:
    """Where vectors are kept.

    ``kind`` is the store; ``url`` the server's address with its port, no password in it, or None; ``path`` a folder of
    Milvus Lite, or None. With neither it is the embedded Chroma of the archive's folder.
    """

    kind: Literal["chroma", "milvus"]
    url: str | None = None
    path: Path | None = None

    @property
    def shown(self) -> str:
        """As users know it: there is no secret in it."""
        if self.url is not None:
            return f"{'Chroma' if self.kind == 'chroma' else 'Milvus'} at {self.url}"
        return f"Milvus Lite in {self.path}" if self.path is not None else "chroma"


def read_vector_address(value: str) -> VectorAddress:
    """Read the setting.

    Args:
        value: its text, without a password (:func:`without_secret`).

    Raises:
        ValueError: it is none of the three; the text says what it must be.
    """
    value = value.strip()
    if value.lower() == "chroma":
        return VectorAddress("chroma")
    is_milvus = value.lower().startswith(_MILVUS)
    place = _place(value)
    if is_milvus and "://" not in place:
        if not place or not place.isprintable():
            raise ValueError("milvus: needs a folder or an address after it, as in milvus:/srv/vectors.db")
        if looks_like_address(place):
            raise ValueError("milvus: has after it what is neither a folder nor an address that begins with http://")
        try:
            return VectorAddress("milvus", path=given_path(place).absolute())
        except UsageError as error:
            raise ValueError(str(error)) from error
    parts = _parts(place)
    if parts is None:
        raise ValueError(
            "it must be chroma, the address of a Chroma server that begins with http:// or https://, or milvus: with "
            "a folder or an address"
        )
    port = parts.port or (443 if parts.scheme == "https" else _MILVUS_PORT if is_milvus else _CHROMA_PORT)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return VectorAddress("milvus" if is_milvus else "chroma", url=f"{parts.scheme}://{host}:{port}")


def without_secret(value: str) -> tuple[str, str | None]:
    """An address without its user's name and password, and these: ``user:password``, or what stands alone there."""
    place = _place(value)
    parts = _parts(place)
    if parts is None or "@" not in parts.netloc:
        return value, None
    secret, _, host = parts.netloc.rpartition("@")
    prefix = _MILVUS if value.strip().lower().startswith(_MILVUS) else ""
    return prefix + urlunsplit(parts._replace(netloc=host)), unquote(secret).strip(":") or None


def _place(value: str) -> str:
    value = value.strip()
    if not value.lower().startswith(_MILVUS):
        return value
    value = value[len(_MILVUS) :]
    return f"http:{value}" if value.startswith("//") else value  # milvus://host:19530


def _parts(value: str) -> SplitResult | None:
    """An address in its parts; None where it is none."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    # What reads an address leaves out tabs and ends of lines within it: it would be another than the one shown.
    plain = value.isprintable() and " " not in value and parts.path in ("", "/") and not parts.query
    return parts if good and plain and not parts.fragment else None
