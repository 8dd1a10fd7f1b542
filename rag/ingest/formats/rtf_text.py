"""The paragraphs of a Rich Text Format document, by the specification (version 1.9.1), in one pass over its tokens."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from rag.errors import RejectedSourceError

# Each alternative is bounded or consumes what it looked at, so the whole takes time in proportion to the text.
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])|"
    rb"(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
#: Groups whose words are not the document's. Unknown ones say so themselves (``\*``).
_APART = frozenset(
    b"annotation atnauthor atndate atnid atnref author buptim category colortbl comment company creatim datafield do "
    b"doccomm docvar falt fldinst filetbl footer footerf footerl footerr ftncn ftnsep ftnsepc generator header headerf "
    b"headerl headerr info keywords latentstyles listtable listoverridetable listtext manager object objdata operator "
    b"panose pict pntext pntxta pntxtb printim private result revtbl revtim rsidtbl rxe shppict stylesheet subject tc "
    b"template themedata title txe userprops xe xmlnstbl aftncn aftnsep aftnsepc bkmkstart bkmkend".split()
)
_NOTES = frozenset((b"footnote", b"endnote"))
_BREAKS = frozenset((b"par", b"sect", b"page", b"row", b"line", b"softline", b"column"))
_SIGNS = {
    b"tab": "\t", b"cell": "\t", b"nestcell": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"emspace": " ",
    b"enspace": " ", b"qmspace": " ", b"bullet": "\u2022", b"lquote": "\u2018", b"rquote": "\u2019",
    b"ldblquote": "\u201c", b"rdblquote": "\u201d",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}
#: Windows' character sets by a font's number for it.
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437",
}  # fmt: skip
_MAX_DEPTH = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    apart: bool = False
    hidden: bool = False
    note: bool = False
    fonts: bool = False
    font: int = -1
    skip: int = 1


def rtf_paragraphs(raw: bytes) -> tuple[list[str], list[str]]:
    """The paragraphs of a document and its notes, in order; a table's row is one, its cells parted by tabs.

    Raises:
        RejectedSourceError: its groups are nested too deeply.
    """
    reader = _Reader()
    reader.run(raw)
    return _lines(reader.body), _lines(reader.notes)


def _lines(pieces: list[str]) -> list[str]:
    # Halves of a character that was written as two come together; a lone half is no character.
    text = "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return [line.strip(" \t|") for line in text.split("\n")]


class _Reader:
    """One pass: words go to the body or to the notes."""

    def __init__(self) -> None:
        self.body: list[str] = []
        self.notes: list[str] = []
        self._state = _State()
        self._around: list[_State] = []
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._defined = -1
        self._bytes = bytearray()
        self._to_skip = 0

    def run(self, raw: bytes) -> None:
        """Read all of it."""
        place, end = 0, len(raw)
        while place < end:
            match = _TOKEN.match(raw, place)
            if match is None:  # a stroke at the very end
                break
            place = match.end()
            if match["word"] == b"bin" and match["number"]:
                place += max(int(match["number"]), 0)
                continue
            self._token(match)
            if match["brace"] == b"}" and not self._around:
                break  # what stands behind the document is no part of it
        self._flush()

    def _token(self, match: re.Match[bytes]) -> None:
        if match["hex"] is not None:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._bytes.append(int(match["hex"], 16))
        elif match["text"] is not None:
            text = match["text"]
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            self._bytes += text[skipped:]
        elif match["brace"] is not None:
            self._flush()
            self._to_skip = 0
            self._group(match["brace"] == b"{")
        elif match["symbol"] is not None:
            self._flush()
            self._to_skip = 0
            if match["symbol"] == b"*":
                self._state = replace(self._state, apart=True)
            else:
                self._write(_SYMBOLS.get(match["symbol"], ""))
        elif match["word"] is not None:
            self._flush()
            number = int(match["number"]) if match["number"] else None
            self._word(match["word"], number)

    def _group(self, opens: bool) -> None:
        if opens:
            if len(self._around) >= _MAX_DEPTH:
                raise RejectedSourceError("an RTF document whose groups are nested too deeply")
            self._around.append(self._state)
        elif self._around:
            if self._state.note and not self._around[-1].note:
                self.notes.append("\n")
            self._state = self._around.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word in _NOTES:
            self._state = replace(state, note=True, apart=False)
        elif word in _APART:
            self._state = replace(state, apart=True)
        elif word == b"fonttbl":
            self._state = replace(state, apart=True, fonts=True)
        elif word in _BREAKS:
            self._write("\n")
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        elif word == b"u" and number is not None:
            self._write(chr(number % 0x10000))
            self._to_skip = state.skip
        elif word == b"uc":
            self._state = replace(state, skip=min(max(number or 0, 0), 100))
        elif word in (b"v", b"deleted"):
            self._state = replace(state, hidden=number != 0)
        elif word == b"plain":
            self._state = replace(state, hidden=False)
        elif word == b"f":
            self._defined = number or 0
            self._state = replace(state, font=number or 0)
        elif word == b"fcharset" and state.fonts:
            self._fonts[self._defined] = _CHARSETS.get(number or 0, self._codec)
        elif word in (b"ansicpg", b"mac"):
            self._codec = _known(f"cp{number}") if word == b"ansicpg" else "mac_roman"

    def _flush(self) -> None:
        """Write the bytes that stand together, in the encoding of their font."""
        if self._bytes:
            raw, self._bytes = bytes(self._bytes), bytearray()
            if not self._state.apart:
                self._write(raw.decode(self._fonts.get(self._state.font, self._codec), "replace"))

    def _write(self, text: str) -> None:
        if not self._state.apart and not self._state.hidden:
            (self.notes if self._state.note else self.body).append(text)


def _known(codec: str) -> str:
    try:
        return codecs.lookup("utf-8" if codec == "cp65001" else codec).name
    except LookupError:
        return "cp1252"
