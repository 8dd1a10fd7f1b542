from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.boilerplate import sort_lines
from rag.ingest.cleaning.line_classifier import Kind, classify_line
from rag.ingest.cleaning.line_wrapping import split_paragraphs
from rag.ingest.cleaning.plain_text import read_text, title_from
from rag.ingest.metadata.bylines import names_of
from rag.text.lines import normalise

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "000_f84cdc704a5fd3dc.txt"

PARAGRAPHS = [
    "Floods killed at least 12 people in northern Italy on Tuesday, officials said, after two days of rain.",
    '"Sign up for our newsletter of misery," joked the mayor of Bologna, who had not slept for two nights.',
    "Subscribe to the theory that it will pass, and you will drown before the week is out.",
    "Already a member of the fund, the region asked Brussels for help. Support for independent media fell.",
    "By using drones, the fire service changed its policy on searching roofs.",
    "To register for aid, families must fill in a form before the end of the month.",
    "Like many people on Facebook, she learned of the flood from a neighbour's video.",
    "Copyright law does not cover the pictures, a lawyer for the media company said on Monday.",
]
HEAD = [
    "Skip to content",
    "Home | News | World",
    "Subscribe",
    "Sign in",
    "Share",
    "Facebook",
    "Copy link",
    "4 min read",
]
TAIL = [
    "Related stories",
    "Italy's rivers: a short history",
    "Is the Po valley still safe to live in today?",
    "Topics",
    "Italy",
    "Floods",
    "Sign up to read more.",
    "Please check your inbox and click the link to complete signup, Thank You!",
    "Sorry, something went wrong. Please try again.",
    "Most read",
    "Dollar falls to record low",
    "© 2025 Example News. All rights reserved.",
    "Privacy Policy",
    "Latest",
]
MIDDLE = ["Advertisement", "Read more: Why Italy floods so often", "Get our morning briefing in your inbox"]


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content", "Share this article", "Share on Facebook", "ADVERTISEMENT", "5 min read", "3 hours ago",
        "Published 2 hours ago", "Sign up for our newsletter", "Get the latest news in your inbox every morning.",
        "We use cookies to improve your experience.", "Read more: Putin says no", "© Reuters 2025", "Most read",
        "By signing up you agree to our Terms of Service.", "You have reached your limit of free articles.",
        "Follow us on Telegram", "Something went wrong. Please try again later.", "Leave a comment", "12 Comments",
        "Zum Inhalt springen", "Lesen Sie auch: Was nun kommt", "Anzeige", "Das könnte Sie auch interessieren",
        "Alle Rechte vorbehalten.", "Aller au contenu principal", "Lire aussi : La crue du siècle", "Publicité",
        "Abonnez-vous à notre newsletter", "Tous droits réservés", "Ir al contenido", "Lea también: La crecida",
        "Suscríbete a nuestro boletín", "Todos los derechos reservados", "Lo más leído", "Перейти до вмісту",
        "Читайте також: Що далі", "Підписуйтесь на наш канал у Telegram", "Усі права захищені", "Останні новини",
    ],
)  # fmt: skip
def test_furniture_is_known_by_what_it_says(line: str) -> None:
    assert classify_line(line).kind in {Kind.BOILERPLATE, Kind.SECTION, Kind.COMMENTS}


@pytest.mark.parametrize(
    "line",
    [
        *PARAGRAPHS,
        "Bereits im Mai war ein Konto der Partei gesperrt worden, sagte ein Sprecher.",
        "Mit der neuen Datenschutz-Verordnung habe das nichts zu tun, hieß es.",
        "Jetzt will die Regierung das Gesetz in drei Städten testen.",
        "Déjà en 2019, la mairie avait ouvert un compte pour les victimes.",
        "En poursuivant sa politique de relance, le gouvernement espère convaincre.",
        "Sigue a la espera del fallo el expresidente, según su abogado de siempre.",
        "Використання касетних боєприпасів заборонено міжнародним правом, нагадали в ООН.",
    ],
)
def test_body_sentences_that_begin_like_furniture_are_prose(line: str) -> None:
    assert classify_line(line).kind is Kind.PROSE


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By John Smith", ("John Smith",)),
        ("By JOHN SMITH", ("John Smith",)),
        ("By John Smith and Jane Doe, BBC News", ("John Smith", "Jane Doe")),
        ("Von Anna Müller und Peter Schmidt", ("Anna Müller", "Peter Schmidt")),
        ("Par Jean de la Croix", ("Jean de la Croix",)),
        ("Автор: Іван Петренко", ("Іван Петренко",)),
        ("By Friday the troops had left.", ()),
        ("By Maria Zakharova’s account, the talks failed", ()),
        ("By land and sea", ()),
    ],
)
def test_bylines(line: str, names: tuple[str, ...]) -> None:
    assert names_of(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "Rescuers at work in Kyiv on Oct. 3 (Photo by NATO)",
        "A flooded street in Bologna on Tuesday. Photo: Marco Neri/AFP",
        "President X speaks in Paris, Tuesday, March 4, 2025. (AP Photo/John Doe)",
        "FILE PHOTO: A view of the Kremlin in Moscow",
        "Депутати у залі засідань. Фото: УНІАН",
    ],
)
def test_captions_are_known_by_their_credit(line: str) -> None:
    assert classify_line(line).kind is Kind.CAPTION


def test_the_seed_article() -> None:
    if not SEED.exists():
        pytest.skip("the shared folder is not here")
    draft = read_text(SEED.read_text(encoding="utf-8"))
    assert draft.title == "New NATO head says Ukraine's right to self-defense 'does not end at the border'"
    assert draft.text.startswith("NATO's newly-appointed Secretary General") and draft.text.endswith("Putin stated.")
    assert len(draft.text.split("\n\n")) == 7
    for furniture in ["Skip to content", "Sign up", "check your inbox", "went wrong", "Latest", "(Photo by"]:
        assert furniture not in draft.text
    assert len(draft.captions) == 1 and draft.captions[0].endswith("(Photo by NATO)")
    assert draft.published is None and draft.language == "en"


@pytest.mark.parametrize("joint", ["\n", "\n\n", "\n\n\n", "\r\n"])
def test_a_whole_page(joint: str) -> None:
    headline = "Floods kill 12 in northern Italy as rivers burst banks"
    page = [
        "Skip to main content", "Tuesday, March 11, 2025", "Trending", "Dollar falls to record low as markets panic",
        "Sign in", headline, "By Anna Rossi and John Smith, Example News", "Published 4 March 2025, 10:15 GMT",
        "Updated 5 March 2025", "Share", "A flooded street in Bologna. Photo: Marco Neri/AFP", PARAGRAPHS[0],
        "What happens next", *MIDDLE, PARAGRAPHS[2], *TAIL,
    ]  # fmt: skip
    draft = read_text(joint.join(page))
    assert draft.title == headline
    assert draft.text == "\n\n".join([PARAGRAPHS[0], "What happens next", PARAGRAPHS[2]])
    assert draft.authors == ("Anna Rossi", "John Smith")
    assert draft.published is not None and draft.published.isoformat() == "2025-03-04T10:15:00+00:00"
    assert draft.outlet == "Example News"
    assert draft.captions == ("A flooded street in Bologna. Photo: Marco Neri/AFP",)


def test_readers_comments_end_the_article() -> None:
    page = [
        *PARAGRAPHS[:2],
        "Comments (2)",
        "JohnD",
        "3 hours ago",
        "I think the mayor is quite right about this.",
        "Reply",
    ]
    assert read_text("\n\n".join(page)).text == "\n\n".join(PARAGRAPHS[:2])


def test_a_site_clock_is_no_date() -> None:
    page = ["Tuesday, March 11, 2025", "Home", "News", "Floods kill 12 in northern Italy", *PARAGRAPHS]
    assert read_text("\n".join(page)).published is None


def test_a_whole_site_around_the_article() -> None:
    stories = [
        f"{who} {what} in Oslo" for who in ("Mayor", "Team", "Court") for what in ("wins", "halts", "opens case")
    ]
    teaser = "A short teaser of that other story, which ends like any sentence."
    around = [line for story in stories for line in (story, teaser, "Metro", "Read it later")]
    headline = "Floods kill 12 in northern Italy as rivers burst banks"
    page = [f"{headline} - Example News", "Skip to content", *around, headline, *PARAGRAPHS, "Metro", *around]
    draft = read_text("\n".join(page))
    assert (draft.title, draft.outlet) == (headline, "Example News")
    assert draft.text == "\n\n".join(PARAGRAPHS)


def test_plain_text_comes_through_whole() -> None:
    assert read_text("\n\n".join(PARAGRAPHS)).text == "\n\n".join(PARAGRAPHS)
    draft = read_text(PARAGRAPHS[0])
    assert draft.text == PARAGRAPHS[0] and draft.title.endswith("…") and draft.text.startswith(draft.title[:-1])
    assert read_text("Roses are red\nViolets are blue\nSugar is sweet").text == "Violets are blue\n\nSugar is sweet"
    assert read_text("A single line").text == "A single line"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Die Brücke ist seit dem 7. Februar gesperrt. Autos dürfen fahren.",
            "Die Brücke ist seit dem 7. Februar gesperrt",
        ),
        ("The mill was sold by Mr. Quill on Friday. It is empty.", "The mill was sold by Mr. Quill on Friday"),
        ("开往内斯的渡轮周一晚点两小时。港务局说，无人受伤。", "开往内斯的渡轮周一晚点两小时"),
        ("Nobody was hurt! The ferry was late.", "Nobody was hurt!"),
    ],
)
def test_an_article_without_a_headline_is_called_by_its_whole_first_sentence(text: str, title: str) -> None:
    assert title_from(text) == title


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ida Weil | Tarn Evening Post | May 19, 2025", ("Ida Weil",)),
        ("May 19, 2025 · Ida Weil · Tarn Evening Post", ("Ida Weil",)),
        ("Ida Weil | May 19, 2025", ()),
        ("Jonte Weil | Tarn Evening Post | May 19, 2025", ()),
        ("Upper Tarn | Tarn Evening Post | May 19, 2025", ()),
        ("Climate Change | Tarn Evening Post | May 19, 2025", ()),
    ],
)
def test_an_author_beside_outlet_and_day_may_share_a_family_s_name(line: str, authors: tuple[str, ...]) -> None:
    fox = "A fox has killed fourteen sheep near Upper Tarn, and climate change is not to blame, the office said."
    draft = read_text(f"Fox kills fourteen sheep\n\n{line}\n\n{fox}\n\nThe farmer Jonte Weil wants higher fences.")
    assert draft.authors == authors and str(draft.published) == "2025-05-19"


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = (
        "Pool to close after uproar\n\n"
        "The council voted on Monday night to close the swimming\n"
        "pool for good, after a debate that lasted four hours and\n"
        "ended in uproar.\n\n"
        "Residents had collected 3,000 signatures for self-\n"
        "government in the district.\n\n"
        "Results:\n- For: 12\n- Against: 9\n"
    )
    draft = read_text(wrapped)
    assert draft.title == "Pool to close after uproar"
    assert draft.text.split("\n\n") == [
        "The council voted on Monday night to close the swimming pool for good, after a debate that lasted four"
        " hours and ended in uproar.",
        "Residents had collected 3,000 signatures for self-government in the district.",
        "Results:",
        "- For: 12",
        "- Against: 9",
    ]


def test_headlines_of_one_list_are_not_joined() -> None:
    lines = [
        "Putin says no to talks in Geneva next week",
        "Dollar falls",
        "Spain counts the cost of a third dry summer",
    ]
    assert split_paragraphs("\n".join(lines)) == lines


def test_odd_characters() -> None:
    assert normalise("a\u00a0b\u200bc\u00add\ufeff  e\r\nf\u2028g e\u0301") == "a bcd e\nf\ng é"
    assert normalise("می‌خواهم") == "می‌خواهم"
    assert normalise("“x” – «y»") == "“x” – «y»"


def test_nothing_but_furniture_is_rejected() -> None:
    with pytest.raises(RejectedSourceError, match="nothing but page furniture"):
        read_text("Skip to content\nShare\nAccept all cookies\n© 2025 Example")


bodies = st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=8, unique=True)
furniture = st.lists(st.sampled_from(HEAD), max_size=6), st.lists(st.sampled_from(TAIL), max_size=8, unique=True)


@settings(deadline=None)  # the machine may be busy
@given(*furniture, bodies, st.sampled_from(MIDDLE), st.integers(0, 8))
def test_body_paragraphs_survive_a_furniture_sandwich(
    head: list[str], tail: list[str], body: list[str], middle: str, place: int
) -> None:
    page = [*head, *body[:place], *([middle] if 0 < place < len(body) else []), *body[place:], *tail]
    assert read_text("\n\n".join(page)).text.startswith("\n\n".join(body))


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.sampled_from([*HEAD, *TAIL, *MIDDLE, *PARAGRAPHS]), min_size=1, max_size=20))
def test_cleaning_twice_changes_nothing(page: list[str]) -> None:
    body = [line for line in page if line in PARAGRAPHS]
    if not body:
        return
    once = read_text("\n\n".join([PARAGRAPHS[0], *page])).text
    assert read_text(once).text == once


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_read_or_rejected(text: str) -> None:
    try:
        draft = read_text(text)
    except RejectedSourceError:
        return
    assert draft.text == draft.text.strip() and draft.title


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.text(max_size=60), max_size=12))
def test_sorting_keeps_lines_as_they_are_and_in_order(lines: list[str]) -> None:
    kept = [line.text for line in sort_lines(lines).kept]
    rest = iter(lines)
    assert all(line in rest for line in kept)


WRAPPED = (
    "The council of Verrin voted on Tuesday to buy the old paper mill for 3.2 million crowns, after two years of talks"
    " with the bank that has held it since 2019. The mill has stood empty since its owner went bankrupt.",
    '"We will not let it fall into the river," said councillor Ada Merrow after the vote. Work on the roof is to begin'
    " in the spring, if the province pays half of the cost.",
)


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
@pytest.mark.parametrize(("indent", "between"), [("", "\n\n"), ("   ", "\n\n"), ("   ", "\n")])
def test_wrapped_paragraphs_are_whole_at_any_width(width: int, indent: str, between: str) -> None:
    text = between.join(textwrap.fill(part, width, initial_indent=indent) for part in WRAPPED)
    draft = read_text(f"Town buys paper mill\n\nBy Ada Quill\n4 February 2025\n\n{text}\n")
    assert draft.text.split("\n\n") == list(WRAPPED)
    assert (draft.title, draft.authors) == ("Town buys paper mill", ("Ada Quill",))


@pytest.mark.parametrize(
    ("wrapped", "paragraphs"),
    [
        # Two lines to a paragraph.
        (
            "A ferry with 88 people on board ran aground off Cape Rill on\nSaturday evening in thick fog.\n\n"
            "The ship was pulled free on Sunday and taken to the yard at\nNess, where it will stay.",
            [
                "A ferry with 88 people on board ran aground off Cape Rill on Saturday evening in thick fog.",
                "The ship was pulled free on Sunday and taken to the yard at Ness, where it will stay.",
            ],
        ),
        # A script without capitals and without blanks between words.
        (
            "また、その他にも、\nもとの商品に付された商標を剥奪抹消した商品（もとの商標を消した商品）を販売する行為や、\n"
            "権利者の意思に基づくことなく、もとの商品を小分けにして販売するような行為は、\n商標権侵害と判断される場合があります。",
            [
                "また、その他にも、もとの商品に付された商標を剥奪抹消した商品（もとの商標を消した商品）を販売する行為や、"
                "権利者の意思に基づくことなく、もとの商品を小分けにして販売するような行為は、商標権侵害と判断される場合があります。"
            ],
        ),
        # Ragged, by hand.
        (
            "The mill was once owned by the brothers Quill and then by\nNorrland Shipping, which went bankrupt, and"
            " neighbours have complained of\nrats and thieves.\n\nThe vote was taken late, at\n11 in the evening, said"
            " the clerk of\nVerrin council.",
            [
                "The mill was once owned by the brothers Quill and then by Norrland Shipping, which went bankrupt, and"
                " neighbours have complained of rats and thieves.",
                "The vote was taken late, at 11 in the evening, said the clerk of Verrin council.",
            ],
        ),
    ],
)
def test_ragged_lines_are_joined(wrapped: str, paragraphs: list[str]) -> None:
    assert split_paragraphs(wrapped) == paragraphs


@pytest.mark.parametrize(
    "lines",
    [
        ["The harbour stays closed until Friday, the port said on Monday.", "Eleven ships are waiting in the bay."],
        ["By Ada Quill", "4 February 2025", "Verrin"],
        ["A headline of a usual length about the old paper mill", "by Ada Quill", "Photo: the mill"],
        ["- rats that came from the river and the cellars of it", "- thieves", "- and broken windows in all floors"],
        ["ferry timetable for the winter and the early spring of it", "Ness 6.15", "Cape Rill 7.05", "Hallow 8.20"],
    ],
)
def test_lines_of_their_own_stay(lines: list[str]) -> None:
    assert split_paragraphs("\n".join(lines)) == lines


@pytest.mark.parametrize(
    "line",
    [
        "Most read: 1. Sinkhole fears at the church 2. Market cross lights to be replaced 3. Lost tortoise found",
        "Meistgelesen: 1. Brücke gesperrt 2. Aale zurück im See 3. Straßenbahn kommt später",
        "Related stories 1) Ferry aground off the cape 2) Wolf kills fourteen sheep",
    ],
)
def test_a_list_of_other_stories_on_one_line(line: str) -> None:
    assert classify_line(line).kind is Kind.BOILERPLATE


def test_a_list_of_an_article_s_own_on_one_line_stays() -> None:
    assert classify_line("The council has two plans: 1. to sell the mill 2. to mend its roof.").kind is Kind.PROSE
