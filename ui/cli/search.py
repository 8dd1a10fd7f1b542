"""``dateline search`` and ``dateline coverage``: articles by words, meaning and operators, and why there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from rag import Filters, SearchCoverage, SearchPage, SearchSort, UsageError
from ui.cli.options import ArchiveOption, JsonOption, print_error, print_result, with_filters
from ui.cli.text import found as display
from ui.shared.search_csv import as_csv, months_as_csv
from ui.shared.wording import plural


@with_filters
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words, a question, or operators (docs/search.md).")],
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=1000, metavar="N", help="At most N of them.")] = 10,
    offset: Annotated[int, typer.Option("--offset", min=0, metavar="N", help="Pass over the first N articles.")] = 0,
    sort: Annotated[str | None, typer.Option("--sort", metavar="ORDER", help="By relevance, newest or oldest.")] = None,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count by outlet, month, author, section and language.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write all articles found into a table.")
    ] = None,
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    as_json: JsonOption = False,
) -> None:
    """Find articles by words and meaning, or by operators.

    With --json it prints passages, of which several may be of one article; with --facets, --sort or --offset the best
    passage of each article.
    """
    from rag import Archive, cut_question, schema

    if not cut_question(query)[0]:
        raise UsageError("the query is empty: say what to look for")
    order = _order(sort)
    by_article = bool(facets or sort or offset)
    with Archive.open(archive, read_only=True) as opened:
        if csv is not None:
            written = _write(csv, opened, query, filters, order)
            print_result(
                as_json, schema.WrittenOut.of(path=csv, articles=written), f"{csv}: {plural(written, 'article')}"
            )
            return
        if as_json and not by_article:
            hits = opened.search(query, limit=limit, filters=filters)
            _tell_cut(cut_question(query)[1])
            print_result(True, map(schema.HitOut.of, hits), "")
            return
        page = opened.search_page(query, filters=filters, sort=order, limit=limit, offset=offset, facets=facets)
    _tell_cut(None if page.operators else cut_question(query)[1])
    hits = [found.hit for found in page.hits]
    if not as_json:
        typer.echo(display.search_page(page))  # cleaned already: it marks words by what steers a terminal
    elif facets:
        print_result(True, schema.SearchOut.of(hits=hits, **_counted(page)), "")
    else:
        print_result(True, map(schema.HitOut.of, hits), "")


@with_filters
def coverage(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words, a question, or operators (docs/search.md).")],
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write the counts by month and outlet into a table, too."),
    ] = None,
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    as_json: JsonOption = False,
) -> None:
    """Show what the archive has on a query, by month and outlet.

    Where nothing answers it, a sentence says why: it was never collected, what was collected does not say it, it goes
    by another name, or it lies outside the days asked for. No language model is asked.
    """
    from rag import Archive, cut_question, schema

    with Archive.open(archive, read_only=True) as opened:
        found = opened.coverage_of(query, filters=filters)
    said = cut_question(query)[1]
    if said and len(found.query) < len(query.strip()):
        _tell_cut(said)
    if csv is not None:
        _write_months(csv, found)
    print_result(as_json, schema.SearchCoverageOut.of(found), display.coverage_text(found))


def _write_months(file: Path, found: SearchCoverage) -> None:
    try:
        file.write_text(months_as_csv(found.by_month), encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        raise _unwritable(file, error) from error
    print_error(f"{file}: {plural(len(found.by_month), 'row')}")


def _counted(page: SearchPage) -> dict[str, Any]:
    return {"total": page.total, "nearest": page.nearest, "facets": page.facets}


def _order(sort: str | None) -> Any:
    if sort is not None and sort not in get_args(SearchSort):
        raise UsageError(f'--sort "{sort}" is none of {", ".join(get_args(SearchSort))}')
    return sort or "relevance"


def _tell_cut(said: str | None) -> None:
    if said:
        print_error(f"dateline: {said}")


def _write(file: Path, opened: Any, query: str, filters: Filters, order: Any) -> int:
    """Write the table; returns how many articles it has."""
    count = 0

    def counted() -> Any:
        nonlocal count
        for found in opened.export_search(query, filters=filters, sort=order):
            count += 1
            yield found

    try:
        with file.open("w", encoding="utf-8", errors="replace", newline="") as target:
            target.writelines(as_csv(counted()))
    except OSError as error:
        raise _unwritable(file, error) from error
    return count


def _unwritable(file: Path, error: OSError) -> UsageError:
    return UsageError(f"{file} cannot be written ({error.strerror}): name another file")
