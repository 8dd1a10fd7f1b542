"""WordPress's word below what it gives its feeds, in its languages: "The post … appeared first on …."."""

# ruff: noqa: E501 - a language to a line reads better than lines broken at every stroke.

from __future__ import annotations

import re

from rag.ingest.cleaning.entities import unescaped
from rag.text.late_pattern import LatePattern

_A, _B = r".{1,300}?", r"[^,;:!?]{1,80}"
_SAID = (
    rf"the (?:post|article) {_A} (?:first appeared|appeared first|originally appeared) (?:on|in) {_B}",
    rf"(?:der|dieser) (?:beitrag|artikel) {_A} erschien (?:zuerst|als erstes) (?:auf|bei|in) {_B}",
    rf"(?:l['’]article|cet article) {_A} (?:est apparu (?:en premier|d['’]abord)|a été publié (?:en premier|d['’]abord)) (?:sur|dans) {_B}",
    rf"(?:la entrada|el cargo|el artículo|la publicación) {_A} (?:se publicó|apareció|aparece) (?:primero|por primera vez) en {_B}|l['’]entrada {_A} ha aparegut primer a {_B}",
    rf"(?:l['’]articolo|questo articolo) {_A} (?:proviene da|sembra essere il primo su|è apparso (?:per la prima volta|per primo) su) {_B}",
    rf"(?:o post|o artigo|o conteúdo|a publicação) {_A} (?:apareceu|aparece|foi publicado) primeiro (?:em|no|na) {_B}",
    rf"het (?:bericht|artikel) {_A} (?:verscheen (?:het )?eerst|is eerst verschenen) (?:op|in) {_B}",
    rf"(?:artykuł|wpis) {_A} pochodzi z serwisu {_B}|(?:příspěvek|článek) {_A} se (?:nejdříve|poprvé) objevil na {_B}|(?:príspevok|článok) {_A} (?:zobrazený najskôr|sa najskôr objavil na) {_B}",
    rf"inlägget {_A} (?:dök först upp|publicerades först) på {_B}|indlægget {_A} (?:blev (?:først )?udgivet(?: først)?|dukkede først op) (?:på|hos) {_B}|innlegget {_A} (?:dukket først opp|ble først publisert) på {_B}",
    rf"artikkeli {_A} julkaistiin ensimmäisen kerran {_B}|articolul {_A} apare (?:prima dată|mai întâi) (?:în|pe) {_B}|objava {_A} pojavila se prvi puta? na {_B}",
    rf"(?:сообщение|запись) {_A} (?:появил(?:ись|ось|ась) сначала|впервые появил(?:ась|ось)) {_B}|(?:допис|запис) {_A} (?:спершу |вперше )?з['’]явився (?:спочатку |спершу |вперше )?(?:на|в) {_B}",
    rf"το άρθρο {_A} (?:εμφανίστηκε|δημοσιεύτηκε) (?:πρώτα|για πρώτη φορά) (?:στο|στην|σε) {_B}",
    rf"artikel {_A} pertama kali tampil pada {_B}|הפוסט {_A} הופיע לראשונה ב-? ?{_B}|ظهرت المقالة {_A} أولاً على {_B}|投稿 ?{_A} ?は ?{_B} ?に最初に(?:表示|掲載)されました",
)  # fmt: skip
# Where the headline comes first, only a line of its own or a link tells where it begins.
_HEADLINE_FIRST = (
    rf"(?:a |az )?{_A} bejegyzés először {_B} jelent meg|{_A} yazısı ilk önce {_B} üzerinde ortaya çıktı|"
    rf"{_A} ?最先出现在 ?{_B}|{_A}這篇文章最早發佈於{_B}|{_A} 글이 {_B}에 처음 등장했습니다"
)
#: No such sentence is longer.
_MAX_CHARS = 600

_LED = LatePattern(rf"(?:{'|'.join(_SAID)})[.。!\s]*", re.IGNORECASE)
_ANY = LatePattern(rf"(?:{'|'.join(_SAID)}|{_HEADLINE_FIRST})[.。!\s]*", re.IGNORECASE)
_TAGS = LatePattern(r"<[^<>]{1,1000}>")
#: Only so much at the end is looked at.
_LAST_CHARS = 4_000
_LINE = LatePattern(r"<p\b|<div\b|<br|\n|\A", re.IGNORECASE)
_OPENING = LatePattern(r"\A(?:\s|<(?!a\b)[^<>]{1,300}>)*", re.IGNORECASE)
_SENTENCE = LatePattern(r"(?<=[.!?。…\]»”\"]) ")


def is_syndicated(line: str) -> bool:
    """Whether a line says no more than where its article appeared first."""
    return len(line) <= _MAX_CHARS and _ANY.fullmatch(line) is not None


def without_syndicated(content: str) -> str:
    """A feed's content as HTML without such a line at its end, be it a paragraph of its own or not."""
    content = content.rstrip()
    start = max(len(content) - _LAST_CHARS, 0)
    tail = content[start:]
    for beginnings in (_LINE, _SENTENCE):
        # From the last one on: what comes before it is the article's.
        for place in sorted((match.start() for match in beginnings.finditer(tail)), reverse=True):
            words = " ".join(unescaped(_TAGS.sub("", tail[place:])).split())
            if len(words) > _MAX_CHARS:
                break
            rest = _OPENING.sub("", tail[place:], count=1)
            said = _ANY if rest.startswith("<a") or (beginnings is _LINE and "<a" not in rest) else _LED
            if said.fullmatch(words):
                return content[: start + place].rstrip()
    return content
