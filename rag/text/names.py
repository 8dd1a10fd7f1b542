"""Whether two names mean the same: a surname after the full name, acronyms, peoples after their countries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.text.letters import same_letters
from rag.text.parse import Item, ParsedSentence, fold
from rag.text.wordlists import CLASSES, TITLES, listed

_LINKS = listed("of the de von van der den du di da la le el al and und et y für for")
# What a name may end with besides its stem: plurals, peoples and their languages, cases.
_ENDINGS = re.compile(
    r"(?:s|es|n|an|ian|ean|ish|ese|i|ic|er|ers|ns|ans|ians|en|in|inn|e|em|es"
    r"|ий|ии|й|и|ій|іи|а|у|ом|ові|ем|і|и|ою|ею|ого|ому|им|ої|ій|ів|ам|ами|ах|ський|ська|ське|ські|ської|ського)$"
)
# What is named after somebody or something and is another thing. Not what is only called so in full ("University").
_BODIES = listed(
    "foundation fund trust museum prize award awards medal cup scholarship act airport hospital stiftung preis фонд"
)
# So many parts of a name tell which one is meant, if another source has the full name.
_MOST_OF_IT = 2
# Each stretch can be read in one way only: "A-A-A-…" in an article would else be read in more ways than can be tried.
_SPELLED_OUT = re.compile(
    r"((?:[A-ZÀ-Þ](?:[\w'’]|-(?=\w)){0,60}+[\s-]++(?:(?:of|the|and|for|de|la|des|du|für|und)\s++)*+){1,8}+)"
    r"\(([A-Z][A-Za-z]{1,9})\)"
)


def essential(name: Sequence[str]) -> tuple[str, ...]:
    """The parts of a name without titles and particles; all where nothing else is left."""
    return tuple(part for part in name if part not in TITLES and part not in _LINKS) or tuple(name)


@lru_cache(maxsize=65536)
def same_part(one: str, other: str) -> bool:
    """Whether two folded words are forms of one name: "german" and "germany", "зеленського" and "зеленський"."""
    if same_letters(one, other):  # "joerg" and "jorg"
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or len(long) - len(short) > 4:
        return False
    shared = 0
    for a, b in zip(short, long, strict=False):
        if a != b:
            break
        shared += 1
    rest, tail = short[shared:], long[shared:]
    if shared < 4 or len(rest) > 3:
        return False
    return (not rest or bool(_ENDINGS.fullmatch(rest)) or rest in ("y", "a", "o", "ia")) and bool(
        _ENDINGS.fullmatch(tail) or (not rest and tail in ("y", "a"))
    )


@lru_cache(maxsize=256)
def acronyms(text: str) -> dict[str, tuple[str, ...]]:
    """Acronyms that ``text`` explains in brackets, folded, each with the parts of the full name."""
    found: dict[str, tuple[str, ...]] = {}
    for match in _SPELLED_OUT.finditer(text):
        words = re.findall(r"[\w'’]+", match.group(1))
        initials = [word for word in words if word[0].isupper()]
        letters = match.group(2).rstrip("s").upper()
        tail = initials[-len(letters) :]
        if len(letters) > 1 and [word[0].upper() for word in tail] == list(letters):
            found[fold(match.group(2))] = tuple(fold(word) for word in tail)
    return found


def find_name(
    name: Sequence[str],
    sentence: ParsedSentence,
    source: Sequence[ParsedSentence],
    explained: Mapping[str, tuple[str, ...]],
    elsewhere: Sequence[ParsedSentence] = (),
) -> list[int]:
    """Where a name stands in a sentence: the index of its last part, for each mention.

    Args:
        name: its folded parts.
        sentence: where to look.
        source: the whole source, where a first name may be given once for all.
        explained: acronyms that the sources explain.
        elsewhere: other sources, which may have the full name, too, where a sentence has most of it.
    """
    parts = essential(name)
    head = _head(name)
    if head and not any(same_part(head, fold(token.text)) for token in sentence.tokens if token.kind != "mark"):
        head_known = any(set(full) >= set(parts) for full in explained.values())
        if not head_known:
            return []
    for variant in _variants(parts, explained, sentence):
        found = _mentions(variant, sentence, source, elsewhere)
        if len(variant) == 1 and variant != parts:  # "us" is no "US"
            found = [
                index for index in found if len(explained.get(variant[0], ())) < 2 or _in_capitals(sentence, index)
            ]
        if found:
            return found
    if len(parts) > 1 and parts[-1] in CLASSES:
        return [i for i in _mentions(parts[:-1], sentence, source) if not _another(parts, sentence, i)]
    return []


def _head(name: Sequence[str]) -> str | None:
    """What a name of the form "X of Y" is chiefly: its last part before "of"."""
    for link in ("of", "de"):
        if link in name[1:]:
            before = name[: name.index(link, 1)]
            return essential(before)[-1]
    return None


def _variants(
    parts: tuple[str, ...], explained: Mapping[str, tuple[str, ...]], sentence: ParsedSentence
) -> list[tuple[str, ...]]:
    variants = [parts]
    if len(parts) == 1 and parts[0] in explained:
        variants.append(explained[parts[0]])
    for acronym, full in explained.items():
        if len(parts) > 1 and set(parts) <= set(full) and len(parts) >= len(full) - 1:
            variants.append((acronym,))
    if len(parts) >= 3:
        initials = "".join(part[0] for part in parts)
        if any(token.text == initials.upper() for token in sentence.tokens):
            variants.append((initials,))
    return variants


def _in_capitals(sentence: ParsedSentence, index: int) -> bool:
    return sentence.tokens[index].text.replace(".", "").removesuffix("s").isupper()


def _mentions(
    parts: tuple[str, ...],
    sentence: ParsedSentence,
    source: Sequence[ParsedSentence],
    elsewhere: Sequence[ParsedSentence] = (),
) -> list[int]:
    found: list[int] = []
    for index, token in enumerate(sentence.tokens):
        if token.kind == "mark" or not same_part(parts[-1], fold(token.text)):
            continue
        around = [fold(near.text) for near in sentence.tokens[max(0, index - 8) : index + 5] if near.kind != "mark"]
        missing = [part for part in parts[:-1] if not any(same_part(part, word) for word in around)]
        if _lends_its_name(parts, sentence, index):
            continue
        known = [*source, *elsewhere] if len(parts) - len(missing) >= _MOST_OF_IT else source
        if not missing or (not _another(parts, sentence, index) and _introduced(parts, missing, known)):
            found.append(index)
    return found


def _lends_its_name(parts: tuple[str, ...], sentence: ParsedSentence, index: int) -> bool:
    """Whether the mention only names another body: the Lego Foundation is not Lego, the Brook Prize not Brook."""
    following = sentence.tokens[index + 1] if index + 1 < len(sentence.tokens) else None
    return following is not None and fold(following.text) in _BODIES - set(parts) and following.text[0].isupper()


def _another(parts: tuple[str, ...], sentence: ParsedSentence, index: int) -> bool:
    """Whether the mention has parts of its own that the name lacks: Venus is not Serena Williams."""
    for item in sentence.items:
        if item.kind == "name" and item.first <= index <= item.last:
            return any(not any(same_part(part, own) for part in parts) for own in essential(item.name))
    return False


def _introduced(parts: tuple[str, ...], missing: Sequence[str], source: Sequence[ParsedSentence]) -> bool:
    """Whether the source has the full name elsewhere."""
    for sentence in source:
        for item in sentence.items:
            wanted = (parts[-1], *missing)
            if item.kind == "name" and all(any(same_part(part, own) for own in item.name) for part in wanted):
                return True
    return False


def spelled_out(one: Sequence[str], other: Sequence[str], explained: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether one name is the acronym of the other."""
    for short, long in ((one, other), (other, one)):
        parts = essential(long)
        for part in short:
            full = explained.get(part, ())
            shared = sum(any(same_part(one, other) for other in parts) for one in full)
            if shared and (len(full) > _MOST_OF_IT or shared == len(full)):
                return True
            if len(part) > 2 and part == "".join(word[0] for word in parts):
                return True
    return False


def alike(one: Item, other: Item) -> bool:
    """Whether two names share a part that is no title."""
    mine, theirs = essential(one.name), essential(other.name)
    return any(same_part(a, b) for a in mine for b in theirs)
