"""Paragraphs out of lines: hard-wrapped lines joined again, whether at one width, ragged, or indented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.text.lines import is_ended, is_item, normalise, unbroken

#: Lines that a person or a program wrapped are about this wide; longer lines are paragraphs.
_WRAP_WIDTHS = range(40, 121)
#: Share of a block's lines that must be full, and of full lines that must end within a sentence, before it
#: counts as wrapped: in wrapped prose nearly all are; one-line paragraphs and lists of headlines stay far
#: below.
_MIN_FULL = 0.6
_MIN_OPEN = 0.5
#: Share of lines after full ones that must not begin with a capital: headlines of one length all do.
_MIN_RUNNING_ON = 0.4
#: A shorter line is a name, a date, a label: it says nothing of wrapping.
_MIN_LINE = 20
#: A line of this share of the width is as good as full where lines are ragged.
_RAGGED = 0.6
#: A paragraph's first line is indented by so much.
_INDENT = 2

# What no headline, name or item ends with, so that the sentence goes on below it.
_GOES_ON = re.compile(
    r"(?:,|\b(?:a|an|the|of|at|by|to|in|on|and|or|for|that|than|with|from|into|is|was|were|has|had|der|die|das|den|dem|des|"
    r"und|oder|von|zu|mit|für|auf|im|am|ein|eine|einen|dass|le|la|les|de|du|des|et|ou|à|au|aux|un|une|que|el|los|las|del|"
    r"y|e|o|en|con|por|para|il|lo|di|da|che|per|и|в|на|с|по|і|та|у|з|до))$"
)
# Scripts that set no blanks between words: Chinese and Japanese, with their punctuation.
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff65]")
_BYLINE = re.compile(r"(?:by|von|par|por|di|av|door) [^\W\d_a-z]")


class _Block:
    """Lines without a blank one between them; ``whole`` where they are known to be one paragraph."""

    __slots__ = ("lines", "whole", "width")

    def __init__(self, lines: list[str], *, whole: bool = False) -> None:
        self.lines = lines
        self.whole = whole
        self.width = max((len(line) for line in lines if " " in line or _UNSPACED.match(line)), default=0)

    def breaks(self) -> list[tuple[str, str]]:
        """The breaks between lines of words."""
        if len(self.lines) < 2 or self.width not in _WRAP_WIDTHS:
            return []
        return [
            (last, line)
            for last, line in pairwise(self.lines)
            if len(last) >= _MIN_LINE and not is_item(line) and not is_item(last) and not _BYLINE.match(line)
        ]


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of ``text``, each on one line: of files with blank lines between them, with one line each, and
    of hard-wrapped ones."""
    blocks = list(_blocks(text))
    wrapped = [block for block in blocks if _is_wrapped(block)]
    every = [pair for block in blocks for pair in block.breaks()]
    if not wrapped and not _run_on(every):
        return [line for block in blocks for line in block.lines]
    width = max((block.width for block in wrapped), default=max(block.width for block in blocks if block.breaks()))
    # Where blank lines part the paragraphs, a sentence that ends at a line's end does not end one.
    parted = sum(bool(block.breaks()) for block in blocks) >= 2
    return [paragraph for block in blocks for paragraph in _joined(block, width, parted=parted)]


def _blocks(text: str) -> Iterator[_Block]:
    lines = normalise(text).split("\n")
    indents = [len(line) - len(line.lstrip()) for line in unbroken(text).expandtabs().split("\n")]
    start = 0
    for end in range(len(lines) + 1):
        if end < len(lines) and lines[end]:
            continue
        if end > start:
            yield from _by_indent(lines[start:end], indents[start:end])
        start = end + 1


def _by_indent(lines: list[str], indents: Sequence[int]) -> Iterator[_Block]:
    """A block, cut where a line is indented, if that is how its paragraphs begin."""
    low = min(indents)
    firsts = [index for index, indent in enumerate(indents) if indent >= low + _INDENT]
    following = [index for index, indent in enumerate(indents) if indent < low + _INDENT]
    running = sum(not is_ended(lines[index - 1]) for index in following)
    if (
        not firsts
        or firsts[0] != 0
        or not following
        or 2 * running < len(following)
        or len(firsts) > 1 + len(following) * 3
    ):
        yield _Block(lines)
        return
    for start, end in pairwise([*firsts, len(lines)]):
        yield _Block(lines[start:end], whole=end - start > 1)


def _run_on(breaks: Sequence[tuple[str, str]]) -> bool:
    """Whether lines go on in the next ones: not most end a sentence, and what follows is no beginning."""
    opened = [(last, line) for last, line in breaks if not is_ended(last)]
    running = sum(_begins_low(line) or _GOES_ON.search(last) is not None for last, line in opened)
    return running > 0 and len(opened) >= _MIN_OPEN * len(breaks) and running >= _MIN_RUNNING_ON * len(opened)


def _begins_low(line: str) -> bool:
    """Whether a line begins as no sentence or name does: with a small letter, or one of a script without large ones."""
    return line[:1].isalpha() and not line[:1].isupper()


def _is_wrapped(block: _Block) -> bool:
    """Whether a block of more than two lines shows by itself that it was wrapped at one width, or raggedly."""
    if len(block.lines) < 3 or block.width not in _WRAP_WIDTHS:
        return False
    breaks = list(pairwise(block.lines))
    full = [(last, line) for last, line in breaks if _is_full(last, line, block.width)]
    return bool(full) and len(full) >= _MIN_FULL * len(breaks) and _run_on(full)


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the next line's first word had no room in this one."""
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width


def _joined(block: _Block, width: int, *, parted: bool) -> list[str]:
    """The paragraphs of one block; ``width`` is the file's."""
    if block.width > width + 2 and not block.whole:
        return block.lines
    paragraphs = [[block.lines[0]]]
    for index, (last, line) in enumerate(pairwise(block.lines)):
        if is_item(line) or not (block.whole or _goes_on(last, line, width, first=index == 0, parted=parted)):
            paragraphs.append([line])
        else:
            # A hyphen at the line's end was the word's own, as programs that wrap do not add any.
            hyphened = re.search(r"\w-$", last) is not None and line[:1].isalpha()
            glue = "" if hyphened or (_UNSPACED.match(last[-1:]) and _UNSPACED.match(line)) else " "
            paragraphs[-1] += (glue, line)
    return ["".join(parts) for parts in paragraphs]


def _goes_on(last: str, line: str, width: int, *, first: bool, parted: bool) -> bool:
    """Whether ``line`` continues the paragraph of ``last``; ``first`` where that is the first line of its block, which
    may be a heading."""
    if _is_full(last, line, width):
        return True
    long = len(last) >= _RAGGED * width
    if is_ended(last):
        return parted and long
    if _BYLINE.match(line) and first:
        return False
    return _begins_low(line) or _GOES_ON.search(last) is not None or (long and not first)
