"""Writing a backup: one state of the archive, whoever writes to it meanwhile, streamed into a zip."""

from __future__ import annotations

import glob
import hashlib
import os
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Select, and_, func, select, text

from rag.backup.manifest import ARTICLES as ARTICLES_MEMBER
from rag.backup.manifest import FORMAT, MANIFEST, PASSAGES, VECTORS, Manifest, Member, table_member
from rag.backup.pack_tables import ARTICLE_ROWS, Carried, tables_there, to_line
from rag.errors import UsageError
from rag.model import Filters
from rag.reports import ExportReport, Progress
from rag.schema import FiltersOut
from rag.settings.given_path import given_path
from rag.store.engine.catalog_database import CatalogDatabase
from rag.store.search.selection import filter_sql
from rag.store.sqlite.file_modes import FILE_MODE
from rag.store.sqlite.tables import ARTICLES, HAS_VECTOR, META, article_columns
from rag.store.sqlite.tables import PASSAGES as PASSAGE_ROWS
from rag.store.vectors.indexing import ProgressCallback

#: Rows fetched at once, and articles between two reports of progress.
_BATCH = 500
#: A part of a backup that nobody has written to for so many seconds is a killed process's.
_ABANDONED = 3_600.0


@dataclass(frozen=True, slots=True)
class _Source:
    """What is written: one transaction's view of a database, and which articles of it."""

    db: Connection
    version: int
    filters: Filters

    def stream(self, query: Select[Any]) -> Iterator[Any]:
        return iter(self.db.execute(query, execution_options={"yield_per": _BATCH}).mappings())

    def chosen(self, query: Select[Any]) -> Select[Any]:
        """A query over ``articles``, of those that pass the filters."""
        clauses, values = filter_sql(self.db, self.filters)
        for clause in clauses:
            query = query.where(text(clause))
        return query.params(**values)

    def setting(self, key: str) -> str | None:
        value: str | None = self.db.execute(select(META.c.value).where(META.c.key == key)).scalar()
        return value


def export(
    database: CatalogDatabase,
    path: Path,
    *,
    filters: Filters,
    with_vectors: bool,
    progress: ProgressCallback | None,
) -> ExportReport:
    """Write a backup of an archive: beside its place first, so that there is never half a file.

    Args:
        database: the archive's; it may be one that another process writes to.
        path: the zip; a backup that is there is replaced.
        filters: only articles that pass, and what belongs to them; a filtered backup has nothing of the archive's own
            (such as followed feeds).
        with_vectors: so that an archive with the same embedding need not embed again.
        progress: told of the articles written.

    Raises:
        UsageError: the file cannot be written, or something other than a backup is in its place.
    """
    path = given_path(path).absolute()
    try:
        _must_be_ours(path)
        _clear_leftovers(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(beside, "xb", opener=_private) as file:
            with database.one_state() as db:
                report = _write(_Source(db, database.version, filters), file, path, with_vectors, progress)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _keep_name(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return report


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"the backup {path} cannot be written ({error.strerror}): check the place")


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner may read: a backup holds all that the archive holds."""
    return os.open(path, flags, FILE_MODE)


def _must_be_ours(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name the file that the backup is to be written to")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}: make it, or name another place for the backup")
    if not path.exists():
        return
    if not path.is_file():  # a device or a pipe, which the finished file would take the place of
        raise UsageError(f"{path} is no ordinary file: name the file that the backup is to be written to")
    if path.stat().st_size == 0:
        return
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as there:
        if MANIFEST in there.namelist():
            return
    raise UsageError(f"{path} is there and is not a backup: remove it, or give the backup another name")


def _clear_leftovers(path: Path) -> None:
    """Remove what exports to this place that were killed have left; one that goes on writes all the time."""
    for part in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _ABANDONED:
                part.unlink()


def _keep_name(folder: Path) -> None:
    """Make a rename last: a file's new name is the folder's business. Not every system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(
    source: _Source, file: IO[bytes], path: Path, with_vectors: bool, progress: ProgressCallback | None
) -> ExportReport:
    members: dict[str, Member] = {}
    dimension = source.setting("dimension")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:

        def member(name: str, lines: Iterable[bytes], *, compress: bool = True) -> None:
            members[name] = _write_member(packed, name, lines, compress=compress)

        member(ARTICLES_MEMBER, _article_lines(source, progress))
        for carried in tables_there(source.db):
            if not source.filters or carried.owner is not None:
                member(table_member(carried.table.name), _table_lines(source, carried))
        if with_vectors and dimension:
            member(PASSAGES, _passage_lines(source))
            vectors = source.stream(_vector_rows(source, PASSAGE_ROWS.c.vector))
            member(VECTORS, (row["vector"] for row in vectors), compress=False)
        manifest = Manifest(
            program="dateline",
            format=FORMAT,
            archive_format=source.version,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            embedding=source.setting("embedding"),
            dimension=int(dimension) if dimension else None,
            filters=FiltersOut.of(source.filters) if source.filters else None,
            members=members,
        )
        packed.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    written = members.get(VECTORS)
    return ExportReport(path, members[ARTICLES_MEMBER].rows, written.rows if written else 0, file.tell())


def _write_member(packed: zipfile.ZipFile, name: str, rows: Iterable[bytes], *, compress: bool) -> Member:
    digest = hashlib.sha256()
    size = count = 0
    info = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with packed.open(info, "w", force_zip64=True) as target:
        for row in rows:
            target.write(row)
            digest.update(row)
            size += len(row)
            count += 1
    return Member(rows=count, bytes=size, sha256=digest.hexdigest())


def _article_lines(source: _Source, progress: ProgressCallback | None) -> Iterator[bytes]:
    total = source.db.execute(source.chosen(select(func.count()).select_from(ARTICLES))).scalar_one()
    there = {column.name for column in article_columns(source.version)}
    columns = [column for column in ARTICLE_ROWS.columns if column.name in there]
    absent = {column.name: None for column in ARTICLE_ROWS.columns if column.name not in there}
    query = source.chosen(select(*columns).select_from(ARTICLES)).order_by(ARTICLES.c.pk)
    for number, row in enumerate(source.stream(query), start=1):
        yield to_line(ARTICLE_ROWS.line({**row, **absent}))
        if progress and (number % _BATCH == 0 or number == total):
            progress(Progress("exporting", number, total))


def _table_lines(source: _Source, carried: Carried) -> Iterator[bytes]:
    query = carried.rows()
    if source.filters:
        if not carried.by_key:
            query = query.join(ARTICLES, ARTICLES.c.id == carried.owner)
        query = source.chosen(query)
    for row in source.stream(query):
        yield to_line(carried.line(row))


def _vector_rows(source: _Source, column: Any) -> Select[Any]:
    query = select(column).select_from(PASSAGE_ROWS).join(ARTICLES, ARTICLES.c.pk == PASSAGE_ROWS.c.article)
    return source.chosen(query.where(HAS_VECTOR)).order_by(ARTICLES.c.pk, PASSAGE_ROWS.c.start)


def _passage_lines(source: _Source) -> Iterator[bytes]:
    """For each article, with or without vectors, the ids of its passages that have one."""
    query = (
        select(ARTICLES.c.id.label("article"), PASSAGE_ROWS.c.id.label("passage"))
        .select_from(ARTICLES)
        .outerjoin(PASSAGE_ROWS, and_(ARTICLES.c.pk == PASSAGE_ROWS.c.article, HAS_VECTOR))
    )
    rows = source.stream(source.chosen(query).order_by(ARTICLES.c.pk, PASSAGE_ROWS.c.start))
    for article, passages in groupby(rows, key=lambda row: row["article"]):
        ids = [row["passage"] for row in passages if row["passage"] is not None]
        yield to_line({"article": article, "passages": ids})
