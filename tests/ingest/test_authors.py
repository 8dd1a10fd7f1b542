"""Who wrote a page's article: what it states in linked data and meta elements, and what it shows."""

from __future__ import annotations

import json

import pytest

from rag.ingest.read import read_article
from rag.model import Draft

TITLE = "Town buys the old paper mill"
BODY = (
    "<p>The council of Verrin voted on Tuesday to buy the old paper mill for 3.2 million crowns.</p>"
    "<p>The mill has stood empty since its owner went bankrupt, and neighbours have complained of rats.</p>"
    "<p>Work on the roof is to begin in the spring, if the province pays half of the cost.</p>"
)
STAMP = '<meta property="article:published_time" content="2025-02-04">'


def page(below: str = "", head: str = STAMP, behind: str = "", body: str = BODY) -> Draft:
    html = f"<html lang='en'><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{below}{body}"
    return read_article(f"{html}</article>{behind}</body></html>".encode(), "a.html")


def linked(author: object, **more: object) -> str:
    article = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2025-02-04", "author": author, **more}
    return f"<script type='application/ld+json'>{json.dumps(article)}</script>"


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<p>By Lloyd Clarkson</p>", ["Lloyd Clarkson"]),
        ("<p>By <a href='/s/12'>Lloyd Clarkson</a></p>", ["Lloyd Clarkson"]),
        ("<p class='meta'>by Hanna Thiem | July 21, 2021</p>", ["Hanna Thiem"]),
        ("<div class='article__byline'>By <a href='/s/12'>Lloyd Clarkson</a></div>", ["Lloyd Clarkson"]),
        ("<span class='post-author'>Lloyd Clarkson</span>", ["Lloyd Clarkson"]),
        ("<span class='entry-author vcard'><a class='fn' href='/a'>Lloyd Clarkson</a></span>", ["Lloyd Clarkson"]),
        ("<span data-testid='byline-name'>Lloyd Clarkson</span>", ["Lloyd Clarkson"]),
        ("<span data-qa='authorName'>Lloyd Clarkson</span>", ["Lloyd Clarkson"]),
        ("<div id='byLine'>Lloyd Clarkson</div>", ["Lloyd Clarkson"]),
        ("<address>By Lloyd Clarkson</address>", ["Lloyd Clarkson"]),
        ("<div class='Byline'>By Lloyd Clarkson</div>", ["Lloyd Clarkson"]),
        ("<div class='authors'>Lloyd Clarkson and Hanna Thiem</div>", ["Lloyd Clarkson", "Hanna Thiem"]),
        ("<span class='author'>Lloyd Clarkson</span> <span class='author'>Hanna Thiem</span>",
         ["Lloyd Clarkson", "Hanna Thiem"]),
        ("<div class='byline'>By <span class='author'>Devin Colder</span> <span class='date'>May 2, 2025</span></div>",
         ["Devin Colder"]),
        ("<div class='byline'>By Devin Colder <time datetime='2025-05-02'>2025-05-02</time></div>", ["Devin Colder"]),
        ("<div class='byline'>By Devin Colder <time>Mon 5 May 2025</time></div>", ["Devin Colder"]),
        ("<div class='byline'><span>Devin Colder</span><span>Political correspondent</span></div>", ["Devin Colder"]),
        ("<div class='byline'>By Devin Colder <span>4 min read</span></div>", ["Devin Colder"]),
        ("<div class='byline'>By Devin Colder in Paris and Hanna Thiem in Ness</div>", ["Devin Colder", "Hanna Thiem"]),
        ("<div class='byline'>Devin Colder Updated May 2, 2025 10:30 AM</div>", ["Devin Colder"]),
        ("<div class='byline'><a>Devin Colder</a><a>Follow</a></div>", ["Devin Colder"]),
        ("<div class='author'><i class='given'>Devin</i> <span class='last'>Colder</span></div>", ["Devin Colder"]),
        ("<div class='c-autor'>Von <b>Anna Müller</b></div>", ["Anna Müller"]),
        ("<div class='signature'>Par <a>Odile Marchand</a>, à Verrin</div>", ["Odile Marchand"]),
        ("<p class='autor'>Por Ana Ruiz</p>", ["Ana Ruiz"]),
        ("<div class='article-author'>Автор: <a>Іван Петренко</a></div>", ["Іван Петренко"]),
        ("<div class='reporter'>김민수 기자</div>", ["김민수"]),
        ("<div class='byline author'>February 25, 2021</div>", []),
        ("<div class='byline'>Political</div>", []),
        ("<div class='author'><a>Follow</a></div>", []),
        ("<div class='byline'>Tarn Evening Post</div>", []),
        ("<div class='author-bio'>Anna Meier covers harbours.</div>", []),
        ("<p>Upper Verrin</p><p>4 February 2025</p>", []),
    ],
)  # fmt: skip
def test_bylines_in_elements(below: str, names: list[str]) -> None:
    draft = page(below)
    assert list(draft.authors) == names
    assert draft.text.startswith("The council of Verrin") or not names


def test_other_stories_authors_do_not_count() -> None:
    others = "".join(
        f"<li><a href='/x'>Story</a><span class='byline'>2 minutes ago <a rel='author'>{name}</a></span></li>"
        for name in ("Jon Rusk", "Megan Dikes")
    )
    for box in (f"<aside><ul>{others}</ul></aside>", f"<div class='latest-stories'><ul>{others}</ul></div>"):
        assert page("<div class='byline'>by <a rel='author'>Devin Colder</a></div>", behind=box).authors == (
            "Devin Colder",
        )
        assert page(behind=box).authors == ()
    comment = "<div class='comments'><span class='comment-author vcard'>Megan Dikes</span></div>"
    assert page(behind=comment).authors == ()


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Ada Quill"}, ["Ada Quill"]),
        ({"@type": "Person", "givenName": "Ada", "familyName": "Quill"}, ["Ada Quill"]),
        ([{"@type": "Person", "givenName": "Lene", "additionalName": "", "familyName": "Aakjaer"}], ["Lene Aakjaer"]),
        ([{"@type": ["Person"], "name": ["Ada Quill"]}], ["Ada Quill"]),
        ({"@type": "Person", "name": {"@value": "Ada Quill", "@language": "en"}}, ["Ada Quill"]),
        (["Ada Quill", "Jon Rusk"], ["Ada Quill", "Jon Rusk"]),
        ({"@type": "Person", "name": "<a href='/a'>Ada Quill</a>"}, ["Ada Quill"]),
        ({"@type": "Person", "name": "Ada Quill, Verrin Courier"}, ["Ada Quill"]),
        ({"@type": "Person", "url": "https://t.example/ada-quill"}, []),
        ({"@type": "NewsMediaOrganization", "name": "Verrin Collective"}, []),
        ([{"@type": "Organization", "name": "Verrin"}, {"@type": "Person", "name": "Ada Quill"}], ["Ada Quill"]),
        ({"@id": "https://t.example/#/schema/person/1"}, ["Ada Quill"]),
        ([{"@id": "https://t.example/#/schema/person/1"}, {"@id": "#nobody"}], ["Ada Quill"]),
    ],
)  # fmt: skip
def test_authors_in_linked_data(author: object, names: list[str]) -> None:
    person = {"@type": "Person", "@id": "https://t.example/#/schema/person/1", "name": "Ada Quill"}
    article = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2025-02-04", "author": author}
    graph = json.dumps({"@context": "https://schema.org", "@graph": [article, person]})
    assert list(page(head=f"<script type='application/ld+json'>{graph}</script>").authors) == names


def test_a_reference_is_followed_into_another_script() -> None:
    person = '<script type=\'application/ld+json\'>[{"@type":"Person","@id":"#a","name":"Ada Quill"}]</script>'
    assert page(head=linked({"@id": "#a"}) + person).authors == ("Ada Quill",)
    assert page(head=linked({"@id": "#a"}) + linked({"@id": "#b"})).authors == ()


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("<meta name='citation_author' content='Haldane, Piet'><meta name='citation_author' content='Orme, Lise'>",
         ["Piet Haldane", "Lise Orme"]),
        ("<meta name='dc.creator' content='Quill, Ada'>", ["Ada Quill"]),
        ("<meta name='authors' content='Erin Banks'>", ["Erin Banks"]),
        ("<meta name='byl' content='By Ada Quill and Jon Rusk'>", ["Ada Quill", "Jon Rusk"]),
        ("<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ada Quill'>",
         ["Ada Quill"]),
        ("<meta name='twitter:label1' content='Reading time'><meta name='twitter:data1' content='Four Minutes'>", []),
        ("<meta name='author' content='admin'><meta property='article:author' content='https://f.example/p'>", []),
    ],
)  # fmt: skip
def test_authors_in_meta_elements(head: str, names: list[str]) -> None:
    assert list(page(head=head).authors) == names


def test_who_is_shown_wins_over_what_no_reader_sees() -> None:
    for stated in ("Tarnwire feed", "Water Mark", "Karl Tipper"):
        assert page("<p class='author'>By Aaron Bunce</p>", linked({"@type": "Person", "name": stated})).authors == (
            "Aaron Bunce",
        )
        assert page("<p>By Aaron Bunce</p>", linked({"@type": "Person", "name": stated})).authors == ("Aaron Bunce",)
    # Both name the same, or the stated one is shown as well.
    assert page("<p>By A. Bunce</p>", linked({"name": "Aaron Bunce"})).authors == ("Aaron Bunce",)
    shown = "<p>By Aaron Bunce</p><p>Additional reporting by Lise Orme</p>"
    assert page(shown, linked([{"name": "Lise Orme"}, {"name": "Aaron Bunce"}])).authors == ("Lise Orme", "Aaron Bunce")
    assert page("<p>By Hanna Thiem</p>", linked({"@type": "Organization", "name": "Fennelnews net"})).authors == (
        "Hanna Thiem",
    )


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<div class='meta'><span>Odile Marchand</span> <span>27 août 2024</span></div>", ["Odile Marchand"]),
        ("<p>Odile Marchand</p><p>Le 27 août 2024 à 20h18 • Modifié le 30 août 2024</p>", ["Odile Marchand"]),
        ("<p>Ида Раск</p><p>27 августа 2024, 20:18 (обновлено 30 августа 2024)</p>", ["Ида Раск"]),
        ("<p>World News</p><p>27 August 2024</p>", []),
        ("<p>Old Verrin</p><p>27 August 2024</p>", []),
        ("<p>Paper Mill</p><p>27 August 2024</p>", []),
    ],
)
def test_a_name_beside_the_date_is_an_author_unless_the_article_speaks_of_it(below: str, names: list[str]) -> None:
    draft = page(below, head="")
    assert (list(draft.authors), str(draft.published)) == (names, "2024-08-27")
    assert draft.text.startswith("The council") or not names
