"""Invented articles that share their words, so that queries drawn from one hold for others, too."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from rag.model import Draft, parse_moment

_WORDS = {
    "en": (
        "the ferry dam gates gate flood floods strike harbour weir COVID-19 don't Wałęsa naïve café Øre woman women "
        "same and or not near day mayor Joerg Jörg spoke of a river's 3.5% 9:30 m² ½ island_ferry ﬁre Skarne same "
        "U.S. rock'n'roll 2024 two to 15 on Straße façade note:x e-mail ἄνθρωπος λόγος Ⅳ 𝐃𝐀𝐌"
    ),
    "de": "die Fähre der Damm Tore Überschwemmung Straße STRASSE Bürgermeister Jörg und oder nicht sagte Größe am Fluß",
    "fr": "le bac l’eau été déjà où œuvre cœur garçon grève du port maire qu’il n’a pas dit Noël très",
    "pl": "Wałęsa łódź źle strajk port rzeka żółty miasto nie i lub dzień ęą",
    "uk": "паром йшов ёлка їжак ґрунт п’ятниця порт страйк і не або мер ріка ще её",
    "ja": "東京 の フェリー が 止まった 水門 ダム 、 京東 ストライキ 港 covid ガス か゛ 々",
    "zh": "水坝 的 渡轮 停 了 罢工 北京 港口 ， 京 市长 2024年 3月 AI芯片",
    "ko": "서울 의 페리 파업 댐 항구 , 시장 서 울",
    "th": "น้ำ เรือ ท่า ประตู ที่ เขื่อน",
    "ar": "الميناء إضراب مُحَمَّد ﷺ سد و العبارة",
}
_MARKS = (" ", " ", " ", " ", " ", " ", ", ", ". ", " – ", "-", "; ", "\n", '" ', " (", ") ", " *", "? ", "… ")
_BREAKS = ("\n\n", "\n\n", "\n \t\n", "\n\n\n", "\n", ".\n\n")
_OUTLETS = (
    "Harrow Bay Courier",
    "Courier",
    "Gazette de l’Estuaire",
    "Küstenbote",
    "東京新聞",
    "The Skarne Herald",
    "TNT-24",
    None,
)
_AUTHORS = (
    "Joan Petrie",
    "Jörg Müller",
    "Joerg Petrie",
    "Ana-María Núñez",
    "山田 太郎",
    "Lech Wałęsa",
    "O'Neill",
    "A. Petrie Joan",
)
_SECTIONS = ("Sport", "News > Local", "Économie", "スポーツ", None, None, "Sport & Culture")
_HOSTS = ("https://courier.example/news/", "http://example.org/news?id=", "https://www.example.org/", None)
_NIGHT = timezone(timedelta(hours=11))


#: Words longer than an index enters whole, and letters that folding, case and blanks do unexpected things to.
_LONG = "x" * 198
ODD_TEXTS = (
    f"{_LONG}ab {_LONG}abc",
    f"{_LONG}abcd {_LONG}abce {'x' * 400} {_LONG}{'y' * 150}z",
    "ŀarge ŉot ͺ ½x 1⁄2x \u0301alone foo\u0345bar ᾳ m²",
    "a_b __init__ snake_case \ue02f foo\ue080bar word\u200bzero\u00adsoft",
    "ＡＢＣ ｶﾀｶﾅ １２３ 𝐀𝐁𝐂 𝚨𝚺 ⅷ ⅧⅧ ①② Ǆ ǅ ǆ dz",
    "İstanbul ISTANBUL ıspanak ΟΔΟΣ οδός οδοσ straße STRASSE ẞ e\u0301te\u0301 été",
    "が か\u3099 カ゛ 葛\U000e0100城 葛城 々〆〇 \U00020000\U00020001 ᄒ\u1161\u11ab 한 ไทย กำ",
    "one\r\n\r\ntwo\n\u00a0\nthree\n\x0b\nfour\u2028five\n\u3000\nsix",
    '१२३ हिन्दी में שלום צה"ל עולם ﷺ 👍🏽 up',
)


def odd() -> list[tuple[str, Draft]]:
    """An article of each of the odd texts; half of them have it as their headline, too."""
    return [
        (f"odd-{number}", Draft(text[:60] if number % 2 else "", f"{text} {number}"))
        for number, text in enumerate(ODD_TEXTS)
    ]


def invented(seed: int, count: int) -> list[tuple[str, Draft]]:
    """Articles with the names of their sources: several languages, some without a headline, a date or an author."""
    chance = random.Random(seed)
    return [(f"invented-{number}", _article(chance, number)) for number in range(count)]


def samples(folder: Path) -> list[tuple[str, Draft]]:
    """The sample corpus's articles in Markdown, read here, as starting processes that read files takes seconds."""
    found = []
    for path in sorted(folder.rglob("*.md")):
        head, text = path.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        dated = fields.get("date", "")
        author = fields.get("author", "")
        draft = Draft(
            fields.get("title", ""),
            text,
            outlet=fields.get("outlet"),
            authors=(author,) if author else (),
            published=parse_moment(dated) if dated.startswith("20") else None,
            url=fields.get("url"),
            language=fields.get("language"),
        )
        found.append((path.name, draft))
    return found


def _article(chance: random.Random, number: int) -> Draft:
    language = chance.choice((*_WORDS, "en", "en", "en", "de", "fr"))
    host = chance.choice(_HOSTS)
    published: date | None = date(2023, 12, 20) + timedelta(days=chance.randrange(0, 420, 5))
    if number % 7 == 0:
        published = None
    elif number % 7 == 1:  # a day that is another one in Greenwich
        published = datetime(2024, chance.randint(1, 12), 1, 2, tzinfo=_NIGHT)
    return Draft(
        title="" if number % 9 == 0 else _prose(chance, language, chance.randint(1, 7)),
        text=chance.choice(_BREAKS[:4]).join(
            chance.choice(("", "", "  ")) + _prose(chance, language, chance.randint(3, 25))
            for _ in range(chance.randint(1, 5))
        ),
        outlet=chance.choice(_OUTLETS),
        authors=tuple(chance.sample(_AUTHORS, chance.choice((0, 0, 1, 1, 1, 2)))),
        published=published,
        url=f"{host}{chance.choice(('dam', 'ferry', 'the-ferry'))}-{number}" if host else None,
        language=language if number % 8 else None,
        section=chance.choice(_SECTIONS),
    )


def _prose(chance: random.Random, language: str, size: int) -> str:
    """Words in no order, with some of other languages among them."""
    text = ""
    for _ in range(size):
        among = _WORDS[language if chance.random() < 0.85 else chance.choice(tuple(_WORDS))].split()
        mark = "" if language in ("ja", "zh", "th") and chance.random() < 0.7 else chance.choice(_MARKS)
        text += chance.choice(among) + (mark if chance.random() < 0.95 else chance.choice(_BREAKS))
    return text.strip() or "."
