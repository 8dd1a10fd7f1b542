"""``dateline eval``: the numbers that a user can rerun on their own archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag import UsageError
from ui.cli import text as display
from ui.cli.options import ArchiveOption, CacheOption, JsonOption, LimitOption, must_be_folder, print_result
from ui.cli.progress import progress_bar

evaluation = typer.Typer(help="Measure how well Dateline does on your own questions.", no_args_is_help=True)


@evaluation.command("retrieval")
def eval_retrieval(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="corpus.jsonl, queries.jsonl, qrels/test.tsv.")],
    mode: Annotated[str, typer.Option("--mode", metavar="MODE", help="lexical, dense or hybrid.")] = "hybrid",
    limit: LimitOption = None,
    cache: CacheOption = True,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure whether the right article is found.

    By recall, MRR and nDCG over articles.
    """
    from rag import load_settings
    from rag.evaluate import evaluate_retrieval

    if mode not in ("lexical", "dense", "hybrid"):
        raise UsageError(f'there is no mode "{mode}": use lexical, dense or hybrid')
    settings = load_settings(archive=archive)
    must_be_folder(folder)
    with progress_bar() as progress:
        result = evaluate_retrieval(folder, settings, mode=mode, limit=limit, cache=cache, progress=progress)  # type: ignore[arg-type]
    print_result(as_json, result, display.figures(result))


@evaluation.command("quotes")
def eval_quotes(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="corpus.jsonl (or articles/) and qa.jsonl.")],
    limit: LimitOption = None,
    cache: CacheOption = True,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure whether the first quote answers the question.

    No language model is asked.
    """
    from rag import load_settings
    from rag.evaluate import evaluate_quotes

    settings = load_settings(archive=archive)
    must_be_folder(folder)
    with progress_bar() as progress:
        result = evaluate_quotes(folder, settings, limit=limit, cache=cache, progress=progress)
    print_result(as_json, result, display.figures(result))


@evaluation.command("citations")
def eval_citations(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="claims.jsonl: claim, sources, supported.")],
    verify: Annotated[str, typer.Option("--verify", metavar="HOW", help="rules, judge or auto.")] = "rules",
    limit: LimitOption = None,
    cache: CacheOption = True,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure whether true claims pass and false ones are caught.

    They are checked by the rules; with --verify judge by the model too. With auto the judge is asked where there is a
    model.
    """
    from rag import load_settings
    from rag.evaluate import evaluate_citations

    settings = load_settings(archive=archive, verify=verify)
    must_be_folder(folder)
    with progress_bar() as progress:
        result = evaluate_citations(folder, settings, limit=limit, cache=cache, progress=progress)
    print_result(as_json, result, display.figures(result))


@evaluation.command("summaries")
def eval_summaries(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="summaries.jsonl: text, summary.")],
    mode: Annotated[
        str, typer.Option("--mode", metavar="MODE", help="quotes (an extract), or written by the model.")
    ] = "quotes",
    share: Annotated[
        float, typer.Option("--share", min=0.01, max=1.0, metavar="SHARE", help="Of the article's words.")
    ] = 0.4,
    limit: LimitOption = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how much summaries hold of references, by ROUGE."""
    from rag import load_settings
    from rag.evaluate import evaluate_summaries

    if mode not in ("quotes", "written"):
        raise UsageError(f'there is no mode "{mode}": use quotes or written')
    settings = load_settings(archive=archive)
    with progress_bar() as progress:
        result = evaluate_summaries(file, settings, mode=mode, share=share, limit=limit, progress=progress)  # type: ignore[arg-type]
    print_result(as_json, result, display.figures(result))


@evaluation.command("answers")
def eval_answers(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="qa.jsonl with its corpus, or a *_fact.jsonl of RGB.")],
    verify: Annotated[
        str | None, typer.Option("--verify", metavar="HOW", help="rules, judge or auto; else as set.")
    ] = None,
    limit: LimitOption = None,
    cache: CacheOption = True,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure whether answers are right, cited and rightly refused."""
    from rag import load_settings
    from rag.evaluate import evaluate_answers

    settings = load_settings(archive=archive, verify=verify)
    must_be_folder(folder)
    with progress_bar() as progress:
        result = evaluate_answers(folder, settings, limit=limit, cache=cache, progress=progress)
    print_result(as_json, result, display.figures(result))


@evaluation.command("extraction")
def eval_extraction(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="html/ID.html.gz and ground-truth.json.")],
    form: Annotated[
        str, typer.Option("--as", metavar="FORM", help="html, or text: as copied out of a browser.")
    ] = "html",
    limit: LimitOption = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure whether a page gives its article and nothing else.

    By shingles of four words.
    """
    from rag import load_settings
    from rag.evaluate import evaluate_extraction

    if form not in ("html", "text"):
        raise UsageError(f'pages cannot be read as "{form}": use html or text')
    load_settings(archive=archive)  # a bad setting is wrong use here, too
    must_be_folder(folder)
    with progress_bar() as progress:
        result = evaluate_extraction(folder, form=form, limit=limit, progress=progress)  # type: ignore[arg-type]
    print_result(as_json, result, display.figures(result))
