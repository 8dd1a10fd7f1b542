"""What a backup's file says of itself: its format, what it was made from, and each member's size and checksum."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import BackupError
from rag.schema import FiltersOut

#: Raised by one when a backup of this version could not be read by the one before.
FORMAT = 1
MANIFEST = "manifest.json"
ARTICLES = "articles.jsonl"
#: For each article, in the same order, the ids of its passages that have a vector; then those vectors, one after
#: another: float32, little-endian, ``dimension`` of them each. An id follows from the words that were embedded.
PASSAGES = "passages.jsonl"
VECTORS = "vectors.f32"


def table_member(name: str) -> str:
    """The member that holds a table's rows."""
    return f"tables/{name}.jsonl"


class Member(BaseModel):
    """One file within a backup: its lines (or vectors), its bytes, and the SHA-256 of them."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """The first thing that is read of a backup. ``archive_format`` is that of the tables it was made from."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    program: str = Field(pattern="^dateline$")
    format: int = Field(ge=1)
    archive_format: int = Field(ge=1)
    made: str
    embedding: str | None
    dimension: int | None = Field(ge=1, le=100_000)
    filters: FiltersOut | None
    members: dict[str, Member]

    @property
    def vectors(self) -> Member | None:
        """The vectors' member, where the backup was made with them."""
        return self.members.get(VECTORS)


def read_manifest(raw: bytes, name: str) -> Manifest:
    """Read a manifest.

    Raises:
        BackupError: it is none, or that of a newer version.
    """
    try:
        return Manifest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise BackupError(
            f"{name} is no backup of Dateline, or a damaged one (its {MANIFEST}: {where}: {first['msg']}): take "
            "another copy of it"
        ) from error
