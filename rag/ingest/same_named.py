"""Files of one name in different folders: what each is called, so that none takes the place of another's article.

A source is called by its path below the folder it was added from, with that folder's name, so that a folder may be
moved. Where another file goes by that name and is still there (``2023/news/a.txt`` beside ``2024/news/a.txt``), as
much more of the path is taken as tells them apart.
"""

from __future__ import annotations

import filecmp
from collections.abc import Sequence
from pathlib import Path, PurePath

from rag.ingest.sources import Source, longer_name
from rag.store.source_registry import Known, SourceRegistry


def tell_apart(
    sources: Sequence[Source], registry: SourceRegistry, taken: dict[str, PurePath]
) -> list[tuple[Source, Known | None]]:
    """The sources, in their order, by names that no other file has, each with what is known of it.

    Args:
        sources: files that are about to be read.
        registry: knows those that were read before.
        taken: the file of each name that was given in this run; those given now are put into it.
    """
    named: dict[int, tuple[Source, Known | None]] = {}
    waiting = dict(enumerate(sources))
    while waiting:
        now: dict[str, int] = {}
        for number, source in waiting.items():  # of several of one name the first comes first
            now.setdefault(source.name, number)
        known = registry.known([(name, str(waiting[number].path)) for name, number in now.items()])
        for name, number in now.items():
            source, was = waiting.pop(number), known.get(name)
            called = was.name if was is not None else name
            holder = taken.get(called) or (Path(was.origin) if was is not None and was.origin else None)
            longer = longer_name(source) if holder is not None and _are_two(holder, source.path) else None
            if longer is not None:
                waiting[number] = longer
            else:
                taken.setdefault(called, source.path)
                named[number] = (source, was)
    return [named[number] for number in range(len(sources))]


def _are_two(holder: PurePath, file: Path) -> bool:
    """Whether two files are there of different content; one that was moved or copied is as good as the same."""
    if holder == file:
        return False
    try:
        return not filecmp.cmp(holder, file, shallow=False)
    except OSError:  # not there any more, or not to be read
        return False
