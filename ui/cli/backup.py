"""``dateline export`` and ``import``: an archive as one file, and back; ``dateline migrate``: to another place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag import Filters, UsageError
from ui.cli.options import ArchiveOption, JsonOption, print_error, print_result, with_filters_of_now
from ui.cli.progress import progress_bar
from ui.cli.text import results as display

if TYPE_CHECKING:
    from rag import Settings

#: The catalog's own vectors, compared one by one: for a catalog on a server.
_CATALOG = "catalog"
FileArgument = Annotated[Path, typer.Argument(metavar="FILE.zip", help="The backup.")]


@with_filters_of_now
def export(
    file: FileArgument,
    with_vectors: Annotated[
        bool, typer.Option("--with-vectors", help="With the vectors, so that importing embeds nothing again.")
    ] = False,
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    as_json: JsonOption = False,
) -> None:
    """Write a backup: the articles and all that belongs to them.

    It works while another process writes. Accounts, keys, the log of changes and conversations that the server keeps
    are in none: copy accounts.sqlite of the archive's folder.
    """
    from rag import Archive, schema

    with progress_bar() as progress, Archive.open(archive, read_only=True) as opened:
        report = opened.export(file, with_vectors=with_vectors, filters=filters, progress=progress)
    print_result(as_json, schema.ExportOut.of(report), display.exported(report))


def import_backup(
    file: FileArgument,
    follow: Annotated[
        bool, typer.Option("--follow", help="Also follow the addresses that the backup's archive followed.")
    ] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a backup, into a new archive or an existing one.

    Run it again if it was cut off.
    """
    from rag import schema
    from ui.shared.forwarding import open_to_write

    if not file.is_file():  # before an archive is made for it
        raise UsageError(f"{file} {'is a folder' if file.is_dir() else 'does not exist'}: give a backup's file")
    # What waits to be embedded waits until the vectors that the backup may have for it are in.
    with progress_bar() as progress, open_to_write(archive, resume=False) as opened:
        report = opened.import_backup(file, follow=follow, progress=progress)
    print_result(as_json, schema.ImportOut.of(report.articles, report), display.imported(report))
    if report.articles.failed:
        raise typer.Exit(1)


def migrate(
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PLACE", help="Where it goes: a folder, or postgresql://USER@HOST/DATABASE."),
    ] = None,
    vectors: Annotated[
        str | None,
        typer.Option(
            "--vectors",
            metavar="PLACE",
            help="What keeps the vectors there: chroma, a Chroma server's address, milvus:…, or catalog (its own).",
        ),
    ] = None,
    delete_old: Annotated[
        bool, typer.Option("--delete-old", help="Delete the old archive for good, once all was found to be the same.")
    ] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Move the archive, or its vectors, to another place.

    It goes to a folder or into PostgreSQL. All of it is moved, and compared: counts, hashes, every vector. Nothing is
    embedded again. The old archive stays, unless --delete-old is given. Run it again if it was cut off. Without --to
    only the vectors move.
    """
    from rag import Archive, load_settings, schema

    if to is None and vectors is None:
        raise UsageError("say where to: --to FOLDER or --to postgresql://USER@HOST/DATABASE, --vectors PLACE, or both")
    settings = load_settings(archive=archive)
    if to is None:
        _move_vectors(settings, str(vectors), as_json=as_json)
        return
    there = _place(settings, to, vectors)
    _must_be_apart(settings, there)
    # What waits is done by the move itself, once it is known that there is anything to move.
    with Archive.open(read_only=False, create=False, settings=settings) as source:
        with (
            progress_bar() as progress,
            Archive.open(read_only=False, settings=there, resume=False, moving=True) as target,
        ):
            report = source.move_to(target, progress=progress)
        print_result(as_json, schema.MoveOut.of(report), display.moved(report))
        if not report.ok:
            raise typer.Exit(1)
        if delete_old:
            source.delete(report.version)
            print_error(f"{report.source} is deleted.")
        else:
            print_error(f"{report.source} stays; --delete-old deletes it.")


def _place(settings: Settings, to: str, vectors: str | None) -> Settings:
    """The settings of the place that an archive goes to.

    Raises:
        UsageError: it is none.
    """
    from rag import load_settings

    if vectors is not None and vectors.strip().lower() == _CATALOG:
        vectors = "chroma"
    scheme, is_address, _ = to.strip().partition("://")
    if is_address:
        if scheme.lower() not in ("postgresql", "postgres"):
            named = f"{scheme}://" if scheme.isalnum() else "that"  # and not what may be a password
            raise UsageError(f"{named} is no place for an archive: give a folder or postgresql://…")
        there = load_settings(catalog=to, vectors=vectors or "chroma")
        return there.model_copy(update={"archive": settings.archive})
    return load_settings(archive=Path(to), vectors=vectors or "chroma")


def _must_be_apart(here: Settings, there: Settings) -> None:
    """See to it that neither place is in the other, as deleting the old archive would then delete the new one.

    Raises:
        UsageError: they are one, or one is in the other.
    """
    if here.catalog is not None or there.catalog is not None:
        return
    old, new = (settings.archive.expanduser().resolve() for settings in (here, there))
    if old == new:
        raise UsageError(f"the archive is at {old} already: give another folder")
    if old in new.parents or new in old.parents:
        raise UsageError(f"of {old} and {new} one lies in the other: give a folder that is apart from the archive's")


def _move_vectors(settings: Settings, vectors: str, *, as_json: bool) -> None:
    """Have another store keep the vectors of the archive."""
    from rag import Archive, load_settings, schema

    to_catalog = vectors.strip().lower() == _CATALOG or (
        settings.catalog is not None and vectors.strip().lower() == "chroma"
    )
    if to_catalog and settings.catalog is None:
        raise UsageError("an archive in a folder keeps its vectors in a store: give --vectors chroma")
    there = settings if to_catalog else load_settings(vectors=vectors)
    there = there.model_copy(update={"archive": settings.archive, "catalog": settings.catalog})
    with (
        progress_bar() as progress,
        Archive.open(read_only=False, create=False, settings=there, resume=False) as opened,
    ):
        opened.move_vectors(to_catalog=to_catalog, progress=progress)
    if to_catalog:
        there = there.model_copy(update={"vectors": "chroma"})
    with progress_bar() as progress, Archive.open(read_only=False, settings=there) as again:
        health, where = again.check(), again.place
    print_result(as_json, schema.HealthOut.of(health, archive=where), display.health(health, where))
    if not health.ok:
        raise typer.Exit(1)
    print_error("From now on set DATELINE_VECTORS accordingly, for all processes alike.")
