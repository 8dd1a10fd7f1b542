"""A dateline is no part of the sentence behind it, in whatever form it is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.quote_status import find_sentence
from rag.answer.summaries.written_summary import rank_article
from rag.model import Article
from rag.text.datelines import dateline_length
from rag.text.sentences import report_sentences, split_sentences

#: Each with the sentence behind it; the first have an agency or a day, so that they are known in mid-article, too.
FILED = [
    "SKARNE, Oct. 8, 2025 (Tesk Wire) - |The ferry sank.",
    "KYIV, Oct. 3 (Reuters) — |The ferry sank.",
    "KIEW, 3. Oktober (dpa) - |Die Fähre sank.",
    "VERRIN (dpa) – |Der Rat tagte.",
    "Hamburg/Berlin (dpa) - |Der Rat tagte.",
    "Berlin (dpa/lno) - |Der Rat tagte.",
    "Berlin (dpa). |Der Rat tagte.",
    "PARIS, 3 mai (Reuters) - |Le bac a coulé.",
    "PARIS (AFP) - |Le bac a coulé.",
    "MADRID, 3 May. (EUROPA PRESS) - |El barco se hundió.",
    "SÃO PAULO, 3 de maio (Reuters) - |A balsa afundou.",
    "(ANSA) - ROMA, 3 MAG - |Il traghetto è affondato.",
    "AMSTERDAM (ANP) - |De veerboot zonk.",
    "Warszawa (PAP) – |Prom zatonął.",
    "КИЇВ, 3 жовтня (Укрінформ) — |Паром затонув.",
    "МОСКВА, 3 окт - РИА Новости. |Паром затонул.",
    "МОСКВА, 3 октября. /ТАСС/. |Паром затонул.",
    "ANKARA (AA) - |Feribot battı.",
    "OSLO (NTB): |Ferja sank.",
    "القاهرة (رويترز) - |غرقت العبارة.",
    "NEW YORK, May 3, 2024 /PRNewswire/ -- |The ferry sank.",
    "LONDON--(BUSINESS WIRE)--|The ferry sank.",
    "WASHINGTON (AP) _ |The ferry sank.",
    "ХАРКІВ, 3 жовтня 2025 — |Паром затонув.",
    "VERRIN and NESS, Oct. 3 (AP) — |The ferry sank.",
    "新华社北京2月12日电（记者 王小明）|渡轮沉没了。",
    "中新网2月12日电 |渡轮沉没了。",
    "【東京＝山田太郎】|フェリーが沈没した。",
    "(서울=연합뉴스) 김민수 기자 = |여객선이 침몰했다.",
]
OPENING = [
    "HARROW BAY — |The ferry sank.",
    "SKARNE -- |The ferry sank.",
    "WASHINGTON, D.C. — |The ferry sank.",
    "VERRIN – |Der Rat tagte.",
    "Verrin, 4. Februar – |Der Rat tagte.",
    "(北京) |渡轮沉没了。",
    "（北京）|渡轮沉没了。",
]


def parted(line: str) -> tuple[str, str]:
    before, _, sentence = line.partition("|")
    return before + sentence, sentence


@pytest.mark.parametrize("line", [*FILED, *OPENING])
def test_a_sentence_begins_behind_its_dateline(line: str) -> None:
    text, sentence = parted(line)
    for whole in (text, f"{text}\n\nMore is to follow."):
        [first, *_] = report_sentences(whole)
        assert first.of(whole) == sentence


@pytest.mark.parametrize("line", FILED)
def test_so_does_one_in_mid_article(line: str) -> None:
    text, sentence = parted(line)
    whole = f"A first paragraph.\n\n{text}"
    assert report_sentences(whole)[-1].of(whole) == sentence
    assert report_sentences(text, opening=False)[0].of(text) == sentence


@pytest.mark.parametrize(
    "line",
    [
        "The council (AP) voted.", "Teskline (the operator) — which runs it — sank.", "NATO — the alliance — met.",
        "Harrow Bay, Oct. 3, 2025 — the day of the vote — was cold.", "NEW YORK, 3 - 2 - 1.",
        "Anna Meier (SPD) – die Ministerin – sagte nichts.", "Ada Merrow (62) - a councillor - said no.",
        "The ferry – the largest – sank.", '"We will not" - he said.', "2024 — The year of the ferry.",
        "On Oct. 3 (Friday) - the day - it sank.", "Jan. 6 — The riot.", "John F. Kennedy — the president — died.",
        "In Berlin (dpa) - so the agency - it rained.", "Agence France-Presse (AFP) said no.",
    ],
)  # fmt: skip
def test_other_openings_are_the_sentences_own(line: str) -> None:
    assert dateline_length(line, opening=True) == dateline_length(line, opening=False) == 0
    assert report_sentences(line) == split_sentences(line)


def test_a_name_in_capitals_before_a_dash_is_a_dateline_only_where_the_article_begins() -> None:
    text = "The alliance met.\n\nNATO — Die Allianz tagt."
    assert report_sentences(text)[-1].of(text) == "NATO — Die Allianz tagt."


def test_a_summary_and_copies_do_without_it() -> None:
    text = "SKARNE, Oct. 8, 2025 (Tesk Wire) - The ferry of the Rill line sank in thick fog.\n\nNobody was hurt there."
    now = datetime(2025, 10, 8, tzinfo=UTC)
    article = Article("a", "Ferry sinks", text, "a.txt", content_hash="a", added=now, state="ready", language="en")
    assert rank_article(article)[0].quote.quote == "The ferry of the Rill line sank in thick fog."
    found = find_sentence(text, "The ferry of the Rill line sank in thick fog.")
    assert found is not None and text[found.start :].startswith("The ferry")
    assert find_sentence("It was said - The ferry sank.", "The ferry sank.") is None


@given(st.text(max_size=300), st.booleans())
def test_any_line_is_survived(line: str, opening: bool) -> None:
    length = dateline_length(line, opening=opening)
    assert 0 <= length <= len(line)
    assert all(0 <= span.start < span.end <= len(line) for span in report_sentences(line, opening=opening))
