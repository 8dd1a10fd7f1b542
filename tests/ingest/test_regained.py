"""Nothing that belongs to an article is lost between its paragraphs, and nothing beside it comes in."""

# ruff: noqa: E501 - a page to a line is easier to compare.

from __future__ import annotations

import gc

import pytest

from rag.ingest.cleaning.html import read_html

BEFORE = [
    "The council of Osterby voted on Tuesday to buy the old salt works for two million crowns.",
    "The works have stood empty since their owner went bankrupt four years ago.",
    "A survey of the roof is to begin in the spring, said the mayor, Ada Merrow.",
]
AFTER = [
    "Engineers closed the road behind the works on Wednesday after they had found cracks in the wall.",
    "The province will pay a half of the cost, which the council puts at nine hundred thousand crowns.",
]
TITLE = "Osterby buys its salt works"


def text_of(
    between: str, *, wrap: str = "<article>{}</article>", lang: str = "en", after: list[str] = AFTER
) -> list[str]:
    body = "".join(f"<p>{part}</p>" for part in BEFORE) + between + "".join(f"<p>{part}</p>" for part in after)
    page = f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'><title>{TITLE}</title></head><body>"
    article = wrap.format(f"<h1>{TITLE}</h1>{body}")
    menu = "<nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav>"
    return read_html(
        f"{page}{menu}{article}<footer>© 2025 Osterby Post. All rights reserved.</footer></body></html>"
    ).text.split("\n\n")


SENTENCE = "The seller had asked for five million crowns two years ago, said the notary."
LINKED = "On Friday John Musk, 54, and his brother Sean, 30, denied before the court that they had set the fire."
KEPT = [
    # links as a whole, or nearly
    f"<p><a href='/1'>{LINKED}</a></p>", f"<p><a href='/1'><strong>{LINKED}</strong></a></p>", f"<p><b><a href='/1'>{LINKED}</a></b></p>",
    f"<div class='markup'><p><a href='/1'>{LINKED}</a></p></div>", f"<p><em><a href='/1'>{LINKED[:-1]}</a></em>.</p>",
    f"<p>On Friday <a href='/1'>{LINKED[10:-1]}</a>.</p>", f"<p><a href='/1'>{LINKED[:40]}</a><a href='/2'>{LINKED[40:]}</a></p>",
    # words without a paragraph
    f"<div>{SENTENCE}</div>", f"<section><div><span>{SENTENCE}</span></div></section>", SENTENCE, f"<span>{SENTENCE}</span>",
    f"<div><div><div>{SENTENCE}</div></div></div>", f"<font size='3'>{SENTENCE}</font>", f"<div><b>{SENTENCE}</b></div>",
    f"<div class='c-text'>{SENTENCE}</div>", f"<center>{SENTENCE}</center>", f"<section class='part-two'>{SENTENCE}</section>",
    f"<div>{SENTENCE[:30]}<i>{SENTENCE[30:50]}</i>{SENTENCE[50:]}</div>", f"<p class='share'>{SENTENCE}</p>", f"<p id='timeline'>{SENTENCE}</p>",
    f"<p class='social-text'>{SENTENCE}</p>", f"<details open><summary>Why</summary><div>{SENTENCE}</div></details>",
]  # fmt: skip


@pytest.mark.parametrize("between", KEPT)
@pytest.mark.parametrize(
    "wrap", ["<article>{}</article>", "{}", "<div class='content'><div>{}</div></div>", "<main>{}</main>"]
)
def test_a_sentence_between_paragraphs_stays_in_its_place(between: str, wrap: str) -> None:
    found = text_of(between, wrap=wrap)
    assert TITLE not in found
    words = [" ".join(part.split()) for part in found]
    own = LINKED if "denied before the court" in between else SENTENCE
    assert [part for part in words if part not in ("Why",)] == [*BEFORE, own, *AFTER]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("de", "Am Freitag bestritten die beiden Brüder vor dem Gericht in Nessen, das Feuer gelegt zu haben."),
        ("fr", "Vendredi, les deux frères ont nié devant le tribunal avoir mis le feu au vieux moulin."),
        ("es", "El viernes los dos hermanos negaron ante el tribunal haber prendido fuego al viejo molino."),
        ("ru", "В пятницу оба брата отрицали в суде, что подожгли старую мельницу у реки."),
        ("zh", "周五，两兄弟在法庭上否认他们放火烧毁了河边的旧磨坊。"),
        ("ja", "金曜日、二人の兄弟は法廷で、川辺の古い水車小屋に放火したことを否認した。"),
    ],
)
@pytest.mark.parametrize(
    "markup", ["<p><a href='/1'>{}</a></p>", "<div>{}</div>", "<section><span>{}</span></section>"]
)
def test_in_other_languages(lang: str, sentence: str, markup: str) -> None:
    assert text_of(markup.format(sentence), lang=lang) == [*BEFORE, sentence, *AFTER]


ITEMS = ["the roof will be mended first, for 400,000 crowns", "the weir comes second, in the autumn"]


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_items_that_are_links_stay(tag: str) -> None:
    items = "".join(f"<li><a href='/{i}'>{item}</a></li>" for i, item in enumerate(ITEMS))
    assert text_of(f"<{tag}>{items}</{tag}>") == [*BEFORE, *ITEMS, *AFTER]


@pytest.mark.parametrize(
    "heading",
    ["Read also", "Related stories", "More on this", "Lesen Sie auch", "Mehr zum Thema", "Lire aussi", "À lire également",
     "Lea también", "Te puede interesar", "Leggi anche", "Leia também", "Lees ook", "Czytaj także", "Läs också", "Les også", "Læs også",
     "Lue myös", "Čtěte také", "Читайте также", "Читайте також", "Διαβάστε επίσης", "相关阅读", "延伸閱讀", "関連記事", "관련 기사", "اقرأ أيضا"],
)  # fmt: skip
@pytest.mark.parametrize(
    "box",
    ["<h3>{0}</h3><ul><li><a href='/1'>{1}</a></li><li><a href='/2'>{2}</a></li></ul>",
     "<div><p><strong>{0}</strong></p><ul><li><a href='/1'>{1}</a></li><li><a href='/2'>{2}</a></li></ul></div>",
     "<p><b>{0}</b></p><p><a href='/1'>{1}</a></p><p><a href='/2'>{2}</a></p>",
     "<div class='box'><span>{0}</span><a href='/1'>{1}</a><a href='/2'>{2}</a></div>",
     "<p>{0}: <a href='/1'>{1}</a></p>"],
)  # fmt: skip
def test_read_also_stays_out(heading: str, box: str) -> None:
    between = box.format(
        heading.removesuffix(":"), "Fire crews called to barn near Ness", "Mayor denies the claims of his rival"
    )
    assert text_of(between) == [*BEFORE, *AFTER]


CARD = "Crews were called to a barn near Ness on Sunday night, and nobody was hurt there."
OUT = [
    f"<aside><p>{CARD}</p></aside>", f"<div class='related'><p>{CARD}</p></div>", f"<div class='newsletter-box'><p>{CARD}</p></div>",
    f"<div class='promo'><a href='/1'>Barn burns</a><p>{CARD}</p></div>", f"<div class='read-also'><a href='/1'>{CARD}</a></div>",
    f"<div><h4><a href='/1'>Fire crews called to barn near Ness</a></h4><div>{CARD}</div></div>",
    f"<div style='display:none'>{CARD}</div>", f"<div aria-hidden='true'>{CARD}</div>", f"<div hidden>{CARD}</div>",
    f"<form><div>{CARD}</div></form>", f"<div role='complementary'>{CARD}</div>", f"<div id='ad-slot-2'>{CARD}</div>",
    f"<div><div>Advertisement</div><div>{CARD}</div></div>", f"<noscript><div>{CARD}</div></noscript>",
    "<p><a href='/1'>Fire crews called to barn near Ness</a></p>", "<p><a href='/1'>Who set fire to the old barn near Ness, and why?</a></p>",
    f"<p>Read also: <a href='/1'>{CARD}</a></p>", f"<p><strong>Lire aussi :</strong> <a href='/1'>{CARD}</a></p>",
    "<ul class='share-bar'><li><a href='/f'>Share on Facebook</a></li><li><a href='/x'>Share on X</a></li></ul>",
    "<ul><li><a href='/f'>Facebook</a></li><li><a href='/x'>Twitter</a></li></ul>",
    "<ul><li><a href='/1'>27 Oddest Medical Case Reports</a></li><li><a href='/2'>Strangest Cases of the Year</a></li></ul>",
    "<ul><li><img src='a.png'><a href='/1'>Fire crews called to barn</a></li><li><img src='b.png'><a href='/2'>Mayor denies claims</a></li></ul>",
    "<div>Sign up for our newsletter and get the news of the valley every morning.</div>",
    "<div><p>Subscribe to our newsletter to have the stories of the week in your inbox.</p></div>",
    "<section class='author-box'><div>Ada Quill has written about the valley and its rivers for ten years.</div></section>",
]  # fmt: skip


@pytest.mark.parametrize("between", OUT)
def test_what_stands_beside_the_article_stays_out(between: str) -> None:
    assert text_of(between) == [*BEFORE, *AFTER]


def test_comments_and_cards_behind_the_article_stay_out() -> None:
    behind = (
        f"<div class='cards'><div><a href='/1'>Barn burns</a><div>{CARD}</div></div></div><h3>Comments</h3>"
        "<div><div>Hans wrote:</div><div>I think that the town should not have paid a single crown for it.</div></div>"
    )
    assert text_of("", wrap="<article>{}" + behind + "</article>") == [*BEFORE, *AFTER]
    assert text_of("", wrap="<article>{}</article>" + behind) == [*BEFORE, *AFTER]


def test_a_sentence_that_stands_twice_is_not_taken_twice() -> None:
    assert text_of(f"<div>{BEFORE[0]}</div>") == [*BEFORE, *AFTER]


def test_the_last_short_paragraph() -> None:
    between = f"<p class='social-text'>{SENTENCE}</p><p class='share'>Each side bears a half of the cost of it.</p>"
    found = text_of(between, after=["Applications are open until July 1."])
    assert found == [
        *BEFORE,
        SENTENCE,
        "Each side bears a half of the cost of it.",
        "Applications are open until July 1.",
    ]


# --- tables ---


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_lists_in_cells(tag: str) -> None:
    rows = (
        f"<tr><td>Monday</td><td><{tag}><li>10:00 to 20:00</li><li><b>women only</b></li></{tag}></td></tr>"
        f"<tr><td>Tuesday</td><td><{tag}><li>closed</li></{tag}></td></tr>"
    )
    found = text_of(f"<table>{rows}</table>")
    assert found == [*BEFORE, "| Monday | 10:00 to 20:00; women only |", "| Tuesday | closed |", *AFTER]


@pytest.mark.parametrize(
    "cell", ["{}", "<p>{}</p>", "<p><b>{}</b></p>", "<a href='/x'>{}</a>", "<div><span>{}</span></div>"]
)
def test_a_table_of_prices(cell: str) -> None:
    prices = [("Pool", "Adults"), ("Verrin", "6 crowns"), ("Upper Tarn", "7 crowns 50")]
    rows = "".join(f"<tr><td>{cell.format(name)}</td><td>{price}</td></tr>" for name, price in prices)
    found = text_of(f"<table>{rows}</table>")
    assert found == [*BEFORE, *(f"| {name} | {price} |" for name, price in prices), *AFTER]


# --- what a style sets as blocks ---


@pytest.mark.parametrize(
    ("style", "attributes"),
    [("", "style='display:block'"), ("", "style='color:red; display : flex'"), (".row{color:red;display:block}", "class='big row'"),
     ("span.row , .x { display:list-item }", "class='row'")],
)  # fmt: skip
def test_spans_that_are_blocks_are_not_glued(style: str, attributes: str) -> None:
    spans = "".join(f"<span {attributes}>{words}</span>" for words in ("Tuesday 5 March", "Verrin 12", "Osterfeld 9"))
    found = "\n".join(text_of(f"<style>{style}</style><p>{spans}</p>"))
    assert "Tuesday 5 March\nVerrin 12\nOsterfeld 9" in found
    plain = "<p>The <span style='color:red'>draw</span>s <b>end</b>ed, said the league on Monday in Verrin.</p>"
    assert "The draws ended, said the league on Monday in Verrin." in text_of(plain)


# --- short pages ---


@pytest.mark.parametrize(
    ("lang", "title", "paragraphs"),
    [
        ("en", "Ferry late", ["The ferry to Ness was two hours late on Monday.", "Nobody was hurt, the harbour office said."]),
        ("en", "Road closed", ["The road to Upper Tarn is closed until Friday because of a landslide."]),
        ("de", "Fähre verspätet", ["Die Fähre nach Ness kam am Montag zwei Stunden zu spät.", "Verletzt wurde niemand."]),
        ("fr", "Bac en retard", ["Le bac de Ness a eu deux heures de retard lundi.", "Personne n'a été blessé."]),
        ("zh", "渡轮晚点", ["开往内斯的渡轮周一晚点两小时。", "港务局说，无人受伤。", "下一班渡轮将于周二早上七点出发。"]),
        ("ja", "橋が通行止め", ["港の橋は水曜日からトラックの通行が禁止された。", "乗用車は通行できる。", "修理には二つの夏を要する見込みだ。"]),
        ("ko", "다리 통행 금지", ["기술자들은 수요일에 다리의 화물차 통행을 금지했다.", "두 개의 보에서 균열이 발견됐기 때문이다."]),
        ("ru", "Паром опоздал", ["Паром в Несс опоздал в понедельник на два часа.", "Никто не пострадал, сообщили в порту."]),
        ("he", "המעבורת איחרה", ["המעבורת איחרה ביום שני בשעתיים.", "איש לא נפגע, מסר משרד הנמל."]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", [
    "<nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav><article>{}</article><footer>© 2025 Ness Post. All rights reserved.</footer>",
    "<header><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sport</a></li></ul></header><main>{}</main><footer>© Ness Post</footer>",
    "<nav><a href='/'>首页</a><a href='/s'>体育</a></nav><div class='content'>{}</div><footer>版权所有</footer>",
])  # fmt: skip
def test_a_short_page(lang: str, title: str, paragraphs: list[str], frame: str) -> None:
    body = f"<h1>{title}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'><title>{title}</title></head><body>"
    draft = read_html(page + frame.format(body) + "</body></html>")
    assert (draft.title, draft.text.split("\n\n")) == (title, paragraphs)


def test_what_makes_a_card_does_not_hang_on_where_elements_lie_in_memory() -> None:
    """Elements that nobody held were told apart by their addresses, so that a card fell into two now and then."""
    card = next(between for between in OUT if "<h4>" in between)
    held: list[object] = []
    gc.collect()
    gc.freeze()  # so that each collection looks at what is new alone: there is much else in the process of the tests
    try:
        for size in range(40):
            held.append([object() for _ in range(size)])  # another place for what comes next
            gc.collect()
            assert text_of(card) == [*BEFORE, *AFTER]
    finally:
        gc.unfreeze()
