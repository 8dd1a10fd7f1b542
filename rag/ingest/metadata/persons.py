"""Names of persons, out of what bylines and statements of authors say: "By Ada Quill in Paris and Jon Rusk, Verrin
Courier", "Quill, Ada", "Ada Quill, PhD", "J. van der Meer".

A wrong name is worse than none: what may be a place, an outlet, a role or a button's word is no person.
"""

# ruff: noqa: E501 - patterns are broken where their meaning allows it, not at a column.

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rag.ingest.metadata import labels
from rag.text.late_pattern import LatePattern
from rag.text.lines import squeezed

#: Where one part of an element ends and another begins, in words that were taken from it.
BREAK = "\ue002"
#: A name has no more words.
_MAX_WORDS = 6
_MAX_CHARS = 60

#: Parts of families' names that are written small.
_PARTICLES = frozenset({
    "de", "da", "do", "dos", "das", "del", "della", "delle", "dei", "di", "du", "des", "der", "den", "van", "von",
    "vom", "zu", "zur", "zum", "la", "las", "le", "les", "lo", "los", "al", "el", "bin", "ibn", "bint", "ten",
    "ter", "te", "'t", "t", "y", "e", "i", "af", "av", "und", "mac", "ben", "abu", "ould", "st",
})  # fmt: skip
_PREFIXED = LatePattern(r"(?:al|el|as|ad|ar|ash|at|ez|es|abd)-\w|(?:d|l|dell|dall|o|t|n)['’ʼ]\w", re.IGNORECASE)
_TITLES = LatePattern(
    r"(?:(?:dr|prof|professor|professorin|mr|mrs|ms|mme|mlle|herr|frau|doktor|dipl\.?-?\w+|mag|ing|med|phil|jur|rer|nat|dott|dott\.ssa|hc|h\.c)\.?\s+)+(?=\S)",
    re.IGNORECASE,
)
_DEGREES = LatePattern(
    r"(?:,\s*|\s+)(?:ph\.?\s?d\.?|d\.?phil\.?|m\.?d\.?|mba|m\.?sc\.?|b\.?sc\.?|m\.?a\.?|ll\.?[mb]\.?|j\.?d\.?|esq\.?|r\.?n\.?|cfa|cpa|"
    r"pharm\.?d\.?|d\.?v\.?m\.?|dr\.?|prof\.?|psy\.?d\.?|ed\.?d\.?|mph|facp)(?=\s*(?:,|;|$|\)))",
    re.IGNORECASE,
)
_GENERATION = LatePattern(r",\s+(?=(?:jr|sr|ii|iii|iv)\b)", re.IGNORECASE)
_ADDRESS = LatePattern(r"\S*@\S+|(?:https?://|www\.)\S+")
_CONJUNCTION = LatePattern(
    r"\s+(?:and|und|et|y|e|i|en|og|och|és|ja|ve|și|si|dan|with|mit|avec|con|і|й|та|и|και|و)\s+|\s*(?:&|＆)\s*|\s+\+\s+",
    re.IGNORECASE,
)
#: Between persons, or between a person and something else.
_STRONG = LatePattern(r"\s*[;|\ue002\n•·»›｜]\s*|\s+[-–—]+\s+|[–—]|\s*、\s*|\s+/+\s+|(?<=\w{3})/(?=\w)")
_BRACKETS = LatePattern(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_HAN_NAME = LatePattern(
    r"[\u3400-\u9fff々]{2,4}|[\u3400-\u9fff々]{1,3}[\s　][\u3400-\u9fff々]{1,3}|[\u3040-\u30ff\u3400-\u9fff々ー]{2,6}|[\u30a0-\u30ff]{1,8}[・＝][\u30a0-\u30ff・＝]{1,12}"
)
#: The commonest family names of China: where both of two words begin with one, they are two persons.
_HAN_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董袁潘于蒋蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔"
    "钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴武戴莫孔向汤湯"
)
_HANGUL_NAME = LatePattern(r"[\uac00-\ud7af]{2,4}")
_CJK = LatePattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ROLE = LatePattern(rf"(?i){labels.bounded(labels.ROLES)}")
_NO_NAME = LatePattern(rf"(?i)(?:{labels.NO_NAMES})")
_QUALIFIER = LatePattern(rf"(?i)(?:{labels.QUALIFIERS})")
_ROLE_WORD = LatePattern(rf"(?i)(?:{labels.ROLES})")
_PLACED = LatePattern(rf"(?i)(?:{labels.PLACED})")
_PLACE = LatePattern(rf"(?i)(?:{labels.PLACES})\.?")
_BY = LatePattern(
    rf"(?i)(?:{labels.OPENERS})\s*[:：]?\s+(?=\S)|(?:{labels.OPENERS}|{labels.MARKED_OPENERS})\s*[:：]\s*"
)


def persons(words: str, *, stated: bool = False) -> tuple[tuple[str, ...], str]:
    """The persons that a byline's words name.

    Args:
        words: what stands behind "By", or all of an element that holds the author.
        stated: a machine-readable statement: a name of one word counts too.

    Returns:
        The persons in order, and what of the words is neither a name nor known to go with one (a role, a place, an
        outlet); empty where all is understood.
    """
    line = _GENERATION.sub(" ", unicodedata.normalize("NFC", words))
    line = _without_addresses(line)
    found: list[str] = []
    rest: list[str] = []
    for part in joined(_STRONG.split(line)):
        for item in _items(part):
            names, left = _people(item, first=not found, stated=stated)
            found.extend(names)
            rest.extend(left)
    return tuple(dict.fromkeys(found)), " ".join(rest)


def stated_persons(value: str, outlet: str | None = None, *, family_first: bool = False) -> tuple[str, ...]:
    """The persons of a statement for machines ("Ada Quill and Jon Rusk", "Quill, Ada; Rusk, Jon").

    Args:
        value: the statement, one line.
        outlet: the site's name, which is no person.
        family_first: statements of this kind put the family's name first ("Haldane, Piet"), as catalogues do.
    """
    line = unicodedata.normalize("NFC", value).strip()
    if opener := _BY.match(line):
        line = line[opener.end() :]
    line = _without_addresses(_DEGREES.sub("", _GENERATION.sub(" ", line)))
    found: list[str] = []
    for part in re.split(r"\s*[;|\ue002\n]\s*", line):
        turned = _turned(part, family_first=family_first)
        found.extend(turned or persons(part, stated=True)[0])
    if not found and (name := _odd_name(line)):
        found.append(name)
    return tuple(dict.fromkeys(name for name in found if not is_outlets(name, outlet)))


def is_outlets(name: str, outlet: str | None) -> bool:
    """Whether a name is the site's, or begins with it ("Tarnwire Feed")."""
    site = re.sub(r"^the", "", squeezed(re.sub(r"(?i)\.(?:com|net|org|co\.uk|info|[a-z]{2})$", "", outlet or "")))
    plain = re.sub(r"^the", "", squeezed(name))
    return len(site) >= 3 and (
        plain == site or (len(site) >= 5 and plain.startswith(site)) or plain == squeezed(outlet or "")
    )


def is_name(words: str) -> bool:
    """Whether ``words`` look like one person's whole name, and like nothing else."""
    found, rest = persons(words)
    return found == (words.strip(),) and not rest


def _without_addresses(line: str) -> str:
    """The line without addresses and what stands in brackets, unless nothing else is left."""
    line = _ADDRESS.sub(" ", line)
    bare = _BRACKETS.sub("\ue002", line)
    return bare if re.search(r"[^\W\d_]", bare) else re.sub(r"[()（）\[\]【】]", " ", line)


def joined(parts: Iterable[str]) -> list[str]:
    """Parts, with one-word names that stand beside each other made one ("Devin", "Colder")."""
    joined: list[str] = []
    for part in (part.strip(" ,\t") for part in parts):
        if not part:
            continue
        single = _is_single(part)
        if joined and single and _is_single(joined[-1]):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _is_single(part: str) -> bool:
    return " " not in part and part[:1].isupper() and not _CJK.search(part) and not _NO_NAME.fullmatch(part)


def _items(part: str) -> list[str]:
    """The items of a list ("A B, C D and E F"). A conjunction within a name parts nothing ("de la Cruz y Mendoza")."""
    items: list[str] = []
    for piece in re.split(r"\s*[,，]\s*", part):
        pieces = _CONJUNCTION.split(piece)
        if len(pieces) > 1 and all(_could_be_person(one) or not one for one in pieces):
            items.extend(pieces)
        else:
            items.append(re.sub(r"(?i)^(?:and|und|et|og|och|ve|і|та|и|with|mit|&)\s+", "", piece))
    return [item for item in items if item.strip()]


def _could_be_person(words: str) -> bool:
    """Whether what one side of a conjunction says stands for itself: a name of two words, or one in a script without
    capitals."""
    tokens = [token for token in words.split() if token not in _PARTICLES]
    if not tokens:
        return False
    if _CJK.search(words):
        return True
    return sum(not token[0].islower() for token in tokens) >= 2 or (len(tokens) >= 2 and words.islower())


def _people(item: str, *, first: bool, stated: bool) -> tuple[list[str], list[str]]:
    """The name at an item's beginning (in Chinese several may stand in a row), and the words that nothing explains."""
    if _CJK.search(item):
        return _cjk_people(_DEGREES.sub("", item.strip(" .,:：\t　")))
    name, rest = _person(item, first=first, stated=stated)
    return [name] if name else [], rest


def _person(item: str, *, first: bool, stated: bool) -> tuple[str | None, list[str]]:
    item = _DEGREES.sub("", item.strip(" ,:：\t　"))
    if title := _TITLES.match(item):
        item = item[title.end() :]
    if not re.search(r"(?:\b[^\W\d_]|\b[js]r)\.$", item, re.IGNORECASE):
        item = item.rstrip(" .,")
    tokens = item.split()
    head = 0
    while head < len(tokens) and (_QUALIFIER.fullmatch(tokens[head]) or _ROLE_WORD.fullmatch(tokens[head])):
        head += 1
    led = head and any(_ROLE_WORD.fullmatch(token) for token in tokens[:head])
    if stated and len(tokens) == 2 and head < 2 and _is_olga(tokens):
        return " ".join(tokens), []
    tokens = tokens[head:] if led else tokens
    end = _name_end(tokens)
    name, tail = tokens[:end], tokens[end:]
    capitals = [word for word in name if word not in _PARTICLES]
    if len(capitals) < 2 and not (stated and first and len(tokens) == 1 and capitals and _is_lone(capitals[0])):
        return None, ([] if _explained(item, tokens, first=first) else item.split())
    if not first and (_PLACE.fullmatch(name[0]) or any(_NO_NAME.fullmatch(word.strip(".")) for word in tail)):
        return None, []
    if (
        len(" ".join(name)) > _MAX_CHARS
        or re.search(r"['’]s$", name[-1])
        or (tail and _NO_NAME.fullmatch(tail[0].strip(".:")) and _is_outlet(tail))
    ):
        return None, [] if _explained(item, tokens, first=first) else item.split()
    unknown = [] if not tail or _goes_on(tail) else tail
    return _cased(name), unknown


def _is_outlet(tail: Sequence[str]) -> bool:
    """Whether what follows makes an outlet of a name ("Tarn Evening Post"), and is no button's word or role."""
    return re.fullmatch(
        r"(?i)(?:news(?:papers?)?|press|times|post|courier|gazette|herald|tribune|journal|chronicle|observer|telegraph|guardian|"
        r"independent|bulletin|daily|weekly|magazine|review|agency|wire|newswire|feed|rss|bureau|desk|team|newsroom|media|network|"
        r"broadcasting|radio|tv|channel|online|digital|website|collective|group|company|corporation|ltd|inc|gmbh|llc|plc|university|college|"
        r"institute?|council|ministry|department|government|association|foundation|society|committee|commission|federation|union|zeitung|"
        r"tageblatt|tagblatt|nachrichten|anzeiger|kurier|rundschau|presse|verlag|redaktion|blog|podcast|newsletter|services?|staff|office)",
        tail[0].strip(".:,"),
    ) is not None  # fmt: skip


def _name_end(tokens: Sequence[str]) -> int:
    """How many tokens from the first on are a name's."""
    end = 0
    for index, token in enumerate(tokens[: _MAX_WORDS + 1]):
        if token[:1].isdigit():  # a month's name before a day is none of the person's
            return end - 1 if end == index else end
        if _NO_NAME.fullmatch(token.strip(".:,")) or _ROLE_WORD.fullmatch(token) or not _is_part(token):
            break
        if _QUALIFIER.fullmatch(token) and any(_ROLE_WORD.fullmatch(other) for other in tokens[index + 1 : index + 4]):
            break
        if token not in _PARTICLES:
            end = index + 1
    return end


def _is_part(token: str) -> bool:
    """Whether a token may be part of a name by its letters."""
    if token.casefold() in _PARTICLES:
        return True
    if not re.fullmatch(r"[^\W\d_][^\W\d_'’ʼ‘.\-‐‑·]*(?:['’ʼ‘.\-‐‑·]+[^\W\d_]+)*\.?", token):
        return False
    return not token[0].islower() or _PREFIXED.match(token) is not None


def _is_lone(token: str) -> bool:
    """Whether one word may be an author: no account's name, no role."""
    return not token.islower() and not _ROLE_WORD.fullmatch(token) and not _QUALIFIER.fullmatch(token)


def _is_olga(tokens: Sequence[str]) -> bool:
    """Whether a stated name of two words ends in a word for a role by chance ("Olga Reporter")."""
    given, family = tokens
    return (
        given.istitle() and family.istitle() and family.casefold() in ("reporter", "writer", "editor", "fellow", "autor", "critic", "author")
        and not _QUALIFIER.fullmatch(given) and not _NO_NAME.fullmatch(given) and not _PLACE.fullmatch(given)
    )  # fmt: skip


def _goes_on(tail: Sequence[str]) -> bool:
    """Whether what follows a name is a role, a place or subject, an outlet, or a button's word."""
    words = [word.strip(".,:") for word in tail]
    if _ROLE.search(" ".join(words)) or _NO_NAME.fullmatch(words[0]):
        return len(words) <= 8
    return bool(_PLACED.fullmatch(words[0])) and len(words) in range(2, 7) and words[-1][:1].isupper()


def _explained(item: str, tokens: Sequence[str], *, first: bool) -> bool:
    """Whether an item that names nobody is a role, an outlet or a place."""
    if not tokens or _ROLE.search(item) or any(_NO_NAME.fullmatch(token.strip(".:")) for token in tokens):
        return len(item.split()) <= 8
    return not first and len(tokens) <= 4 and all(_is_part(token) for token in tokens)


def _cjk_people(item: str) -> tuple[list[str], list[str]]:
    """Names in Chinese, Japanese or Korean script, without the word for a role before or behind them."""
    name = re.sub(rf"^(?:{labels.CJK_OPENERS})\s*[:：/｜|=＝・]?\s*", "", item)
    name = re.sub(rf"\s*(?:{labels.CJK_CLOSERS})$", "", name).strip(" 　/／:：=＝")
    pieces = name.split()
    if len(pieces) > 1 and all(2 <= len(piece) <= 4 and piece[0] in _HAN_FAMILIES for piece in pieces):
        return pieces, []
    if _HAN_NAME.fullmatch(name) or _HANGUL_NAME.fullmatch(name):
        return [name], []
    return [], [item]


def _turned(part: str, *, family_first: bool) -> tuple[str, ...]:
    """Persons whose family's name stands first: "Quill, Ada", "van der Meer, Jan", "Quill, A., Rusk, J."; empty where
    the part is no such list."""
    found: list[str] = []
    for piece in re.split(r"\s+(?:and|und|et|&)\s+", part):
        parts = [one.strip() for one in re.split(r"\s*,\s*", piece) if one.strip()]
        if len(parts) < 2 or len(parts) % 2:
            return ()
        for family, given in zip(parts[::2], parts[1::2], strict=True):
            if not _is_turned(family, given, family_first=family_first, lone=len(parts) == 2):
                return ()
            found.append(_cased([*given.split(), *family.split()]))
    return tuple(found)


def _is_turned(family: str, given: str, *, family_first: bool, lone: bool) -> bool:
    one, other = family.split(), given.split()
    if len(one) > 4 or len(other) > 3 or not all(_is_part(word) for word in (*one, *other)):
        return False
    if any(_NO_NAME.fullmatch(word) or _ROLE_WORD.fullmatch(word) for word in (*one, *other)):
        return False
    capitals = [word for word in one if word.casefold() not in _PARTICLES]
    initials = all(
        (re.fullmatch(r"(?:[^\W\d_]\.?-?){1,3}", word) and word.isupper()) or re.fullmatch(r"[^\W\d_]\.", word)
        for word in other
    )
    if family_first:
        return initials or (lone and (len(capitals) == 1 or len(other) == 1))
    # "Ada Quill, Verrin" is a person in a town; "Quill, Ada" and "van der Meer, Jan" can only be turned.
    if not lone:
        return initials
    return len(capitals) == 1 and (
        len(other) == 1 or (len(one) == 1 and (initials or re.fullmatch(r"[^\W\d_]\.?", other[-1]) is not None))
    )


def _odd_name(line: str) -> str | None:
    """A stated name that has no name's form, as persons state them ("ada quill", "Regan")."""
    name = line.strip(" ,.")
    words = name.split()
    if (
        not 2 <= len(words) <= 3
        or not name.islower()
        or any(_NO_NAME.fullmatch(w) or _ROLE_WORD.fullmatch(w) for w in words)
    ):
        return None
    return name.title() if all(re.fullmatch(r"[^\W\d_]+", word) for word in words) else None


def _cased(words: Sequence[str]) -> str:
    """A name, with capitals only where names have them."""
    name = " ".join(words).strip(" ,")
    if not name.isupper() or len(words) < 2:
        return name
    return " ".join(
        word.lower() if index and word.casefold() in _PARTICLES and len(word) > 1 else _titled(word)
        for index, word in enumerate(words)
    )


def _titled(word: str) -> str:
    if re.fullmatch(r"(?:[^\W\d_]\.)+|[^\W\d_]\.?|II|III|IV", word):
        return word
    return re.sub(r"[^\W\d_]+", lambda part: part[0][0] + part[0][1:].lower(), word)
