"""Reading a backup, which may be damaged or made to harm: proved whole before anything of it is used.

Nothing is unpacked to a file, so a name within the zip leads nowhere. What is read is bounded: the size of a line, and
what all of it unpacks to. Vectors are plain numbers; nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeGuard, get_args

import numpy as np

from rag.backup.manifest import ARTICLES, FORMAT, MANIFEST, PASSAGES, VECTORS, Manifest, read_manifest, table_member
from rag.backup.pack_tables import ARTICLE_ROWS, BadRowError, Carried, Values, carried_tables, from_line
from rag.errors import BackupError, UsageError
from rag.ingest.limits import MB, Limits, in_megabytes
from rag.model import DateOrigin, Draft, State
from rag.reports import Progress
from rag.store.sqlite.tables import SCHEMA_VERSION, parse_date
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.indexing import ProgressCallback

#: Longer than any line of ours: an article of the largest text allowed, each of its characters escaped.
LONGEST_LINE = 256 * MB
#: What unpacks to less is not suspected of being a bomb, however well it was packed.
_HARMLESS = 100 * MB
_LARGEST_MANIFEST = 10 * MB
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_BATCH = 500
#: What may be as large as a text; other fields (a headline, an address) have some hundred bytes.
_LARGE = frozenset({"text", "captions", "pieces", "entries", "value", "stated"})
_LONGEST_FIELD = 1 * MB


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """An article of a backup: its row, and the draft that it comes to."""

    row: Values
    draft: Draft


@dataclass(frozen=True, slots=True)
class Backup:
    """An open backup that has been proved: see :func:`open_backup`."""

    name: str
    manifest: Manifest
    packed: zipfile.ZipFile
    limits: Limits

    def articles(self) -> Iterator[SavedArticle]:
        """Its articles, in the order in which they were added."""
        return self._lines(ARTICLES, saved_article)

    def tables(self) -> list[Carried]:
        """The tables that it has besides."""
        return [carried for carried in carried_tables() if table_member(carried.table.name) in self.manifest.members]

    def rows(self, carried: Carried) -> Iterator[Values]:
        """A table's rows, an article's together."""
        return self._lines(table_member(carried.table.name), lambda line: carried.values(_fields(line)))

    def vectors(self) -> Iterator[tuple[str, list[str], Vectors]]:
        """For each article, in the articles' order: its id, ids of passages, and their vectors, one in each row."""
        dimension = self.manifest.dimension or 1
        with self.packed.open(VECTORS) as numbers:
            for article, passages in self._lines(PASSAGES, _passages):
                size = 4 * dimension * len(passages)
                raw = _read_exactly(numbers, size)
                if len(raw) != size:
                    raise self._damaged(f"its {VECTORS} is too short")
                yield article, passages, np.frombuffer(raw, dtype="<f4").reshape(len(passages), dimension)
            if numbers.read(1):
                raise self._damaged(f"its {VECTORS} is too long")

    def prove(self, progress: ProgressCallback | None) -> None:
        """Read everything once: each member is as long as it should be, with the right checksum and rows that fit.

        Raises:
            BackupError: something is not as it should be.
        """
        self._prove_checksums()
        ids: set[str] = set()
        sources: set[str] = set()
        order: list[str] = []
        total = self.manifest.members[ARTICLES].rows
        for number, article in enumerate(self.articles(), start=1):
            order.append(article.row["id"])
            self._must_fit(article.row, f"the article {article.row['id']}")
            ids.add(article.row["id"])
            sources.add(article.row["source"])
            if len(ids) < number or len(sources) < number:
                raise self._damaged(f"its article {article.row['id']} is there twice")
            if progress and (number % _BATCH == 0 or number == total):
                progress(Progress("checking", number, total))
        for carried in self.tables():
            for row in self.rows(carried):
                self._must_fit(row, f"a line of {table_member(carried.table.name)}")
                if carried.by_key and carried.owner is not None and row[carried.owner.name] not in ids:
                    raise self._damaged(f"{table_member(carried.table.name)} names an article that it does not hold")
        if self.manifest.vectors is not None:
            expected = iter(order)
            for article_id, _, vectors in self.vectors():
                if article_id != next(expected, None):
                    raise self._damaged(f"its {PASSAGES} has other articles than its {ARTICLES}")
                if not np.isfinite(vectors).all():
                    raise self._damaged("a vector in it is not made of numbers")
            if next(expected, None) is not None:
                raise self._damaged(f"its {PASSAGES} lacks articles")

    def _must_fit(self, row: Values, what: str) -> None:
        """Refuse what no adding would have taken: a text, all captions together, or another field that is too large."""
        for name, value in row.items():
            most = self.limits.text_bytes
            if name not in _LARGE:
                most = min(most, _LONGEST_FIELD)
            if _size(value) > most:
                raise BackupError(
                    f"the backup {self.name} has a field {name} of more than {in_megabytes(most)} in {what}: raise "
                    "DATELINE_LIMIT_TEXT_MB if it is yours"
                )

    def _prove_checksums(self) -> None:
        for name, member in self.manifest.members.items():
            digest = hashlib.sha256()
            size = 0
            with self._open(name) as file:
                while chunk := file.read(MB):
                    digest.update(chunk)
                    size += len(chunk)
                    if size > member.bytes:
                        break
            if size != member.bytes or digest.hexdigest() != member.sha256:
                raise self._damaged(f"its {name} is not what its checksum says")

    def _lines(self, name: str, read: Callable[[bytes], Any]) -> Iterator[Any]:
        count = 0
        longest = min(LONGEST_LINE, 12 * self.limits.text_bytes + 16 * MB)
        with self._open(name) as file:
            while line := file.readline(longest + 1):
                count += 1
                if len(line) > longest:
                    raise self._damaged(f"line {count} of its {name} is longer than {in_megabytes(longest)}")
                try:
                    yield read(line)
                except BadRowError as error:
                    raise self._damaged(f"line {count} of its {name}: {error}") from error
        if count != self.manifest.members[name].rows:
            raise self._damaged(f"its {name} has {count} lines, not {self.manifest.members[name].rows}")

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        with _plain_errors(self.name), self.packed.open(name) as file:
            yield file

    def _damaged(self, what: str) -> BackupError:
        return damaged(self.name, what)


def damaged(name: str, what: str) -> BackupError:
    """The error for a backup that is not as it was written."""
    return BackupError(f"the backup {name} is damaged ({what}): take another copy of it")


@contextmanager
def open_backup(path: Path, limits: Limits, progress: ProgressCallback | None = None) -> Iterator[Backup]:
    """Open a backup and prove it whole.

    Args:
        path: the zip.
        limits: on what it may unpack to.
        progress: told of the articles checked.

    Raises:
        UsageError: there is no such file.
        BackupError: it is no backup, damaged, made by a newer version, or unpacks to too much.
    """
    try:
        if not path.is_file():
            raise UsageError(f"{path} {'is a folder' if path.is_dir() else 'does not exist'}: give a backup's file")
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BackupError(f"{path} is no backup, or was cut off ({error}): take another copy of it") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): check the file") from error
    with packed:
        # A changed place of its list: zipfile before Python 3.12 looks for the files ahead of the first byte.
        if any(info.header_offset < 0 for info in packed.infolist()):
            raise damaged(path.name, "its files lie outside of it")
        manifest = _manifest(packed, path)
        _must_be_bounded(packed, path, limits)
        backup = Backup(path.name, manifest, packed, limits)
        backup.prove(progress)
        yield backup


def _manifest(packed: zipfile.ZipFile, path: Path) -> Manifest:
    names = packed.namelist()
    if MANIFEST not in names:
        raise BackupError(f"{path} is no backup of Dateline: articles in a zip are added with dateline add")
    with _plain_errors(path.name), packed.open(MANIFEST) as file:
        raw = file.read(_LARGEST_MANIFEST + 1)
    if len(raw) > _LARGEST_MANIFEST:
        raise damaged(path.name, f"its {MANIFEST} is larger than any")
    _must_not_be_newer(raw, path.name)
    manifest = read_manifest(raw, path.name)
    wanted = {MANIFEST, *manifest.members}
    if sorted(names) != sorted(wanted) or ARTICLES not in wanted:
        raise damaged(path.name, "it has other files than it says")
    known = {MANIFEST, ARTICLES, PASSAGES, VECTORS, *(table_member(each.table.name) for each in carried_tables())}
    if unknown := sorted(wanted - known):
        raise BackupError(
            f"the backup {path.name} has something that this version does not know ({unknown[0][:80]!r}): update "
            "Dateline"
        )
    if (PASSAGES in wanted) != (VECTORS in wanted) or (VECTORS in wanted and manifest.dimension is None):
        raise damaged(path.name, "its vectors are not whole")
    return manifest


def _must_not_be_newer(raw: bytes, name: str) -> None:
    """Look at the two version numbers alone first: the rest of a newer manifest may have any form."""
    try:
        value = json.loads(raw)
        newest = value["format"] <= FORMAT and value["archive_format"] <= SCHEMA_VERSION
    except (ValueError, RecursionError, TypeError, KeyError):
        return  # said in more detail where the whole manifest is read
    if not newest:
        raise BackupError(f"the backup {name} was made by a newer Dateline: update Dateline to import it")


def _must_be_bounded(packed: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    """Refuse a bomb by what the zip says of itself; that it says the truth is proved while it is read."""
    infos = packed.infolist()
    size = path.stat().st_size
    unpacked = sum(info.file_size for info in infos)
    if any(
        info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos
    ):
        raise damaged(path.name, "it is encrypted, or packed in another way than ours")
    if sum(info.compress_size for info in infos) > size:
        raise damaged(path.name, "its files overlap")
    if unpacked > limits.expanded_bytes:
        raise BackupError(
            f"the backup {path.name} unpacks to more than {in_megabytes(limits.expanded_bytes)}: raise "
            "DATELINE_LIMIT_EXPANDED_MB if it is yours"
        )
    if unpacked > _HARMLESS and unpacked > limits.ratio * size:
        raise BackupError(
            f"the backup {path.name} unpacks to more than {limits.ratio} times its size: raise DATELINE_LIMIT_RATIO if "
            "it is yours"
        )


@contextmanager
def _plain_errors(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged(name, str(error) or "it was cut off") from error
    except RuntimeError as error:  # so zipfile calls an encrypted member
        raise damaged(name, "it is encrypted") from error


def _read_exactly(file: IO[bytes], size: int) -> bytes:
    parts: list[bytes] = []
    while size and (chunk := file.read(size)):
        parts.append(chunk)
        size -= len(chunk)
    return b"".join(parts)


def _fields(line: bytes) -> Values:
    value = from_line(line)
    if not isinstance(value, dict):
        raise BadRowError("it is not an object")
    return value


def _passages(line: bytes) -> tuple[str, list[str]]:
    value = _fields(line)
    article, passages = value.get("article"), value.get("passages")
    if not isinstance(article, str) or not _are_strings(passages):
        raise BadRowError("it does not name an article and its passages")
    return article, passages


def saved_article(line: bytes) -> SavedArticle:
    """Read an article's line.

    Raises:
        BadRowError: it is not an article that the archive could hold.
    """
    row = ARTICLE_ROWS.values(_fields(line))
    if not _ID.fullmatch(row["id"]):
        raise BadRowError("its id is none")
    if not _are_strings(row["authors"]) or not _are_strings(row["captions"]):
        raise BadRowError("its authors or captions are not texts")
    if row["state"] not in get_args(State) or row.get("published_from") not in (None, *get_args(DateOrigin)):
        raise BadRowError("its state, or where its date is from, is none of those there are")
    try:
        datetime.fromisoformat(row["added"])
        draft = Draft(
            title=row["title"],
            text=row["text"],
            outlet=row["outlet"],
            authors=tuple(row["authors"]),
            published=parse_date(row["published"]),
            url=row["url"],
            language=row["language"],
            captions=tuple(row["captions"]),
            updated=parse_date(row.get("updated")),
            section=row.get("section"),
            published_from=row.get("published_from"),
        )
    except ValueError as error:
        raise BadRowError(f"it is no article ({error})") from error
    return SavedArticle(row, draft)


def _size(value: object) -> int:
    """How many characters the texts in a value have: no more than the bytes that they were read from."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(key) + _size(each) for key, each in value.items())
    return sum(map(_size, value)) + len(value) if isinstance(value, list) else 0


def _are_strings(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
