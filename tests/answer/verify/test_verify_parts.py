"""What a figure, a date, a name and a quotation match."""

from __future__ import annotations

import pytest

from rag.answer.verify.check import verify
from rag.text.dates.mentions import find_days
from rag.text.names import acronyms, same_part
from rag.text.numbers import find_figures
from rag.text.parse import read_text
from rag.text.quotations import quoted, stands

FIGURES = [
    ("1,234", "en", [({1234.0, 1.234}, None)]),
    ("1.234,5 Euro", "de", [({1234.5}, "€")]),
    ("1,234.5", "en", [({1234.5}, None)]),
    ("4.2bn", "en", [({4.2e9}, None)]),
    ("$4.2bn", "en", [({4.2e9}, "$")]),
    ("US$3 million", "en", [({3e6}, "$")]),
    ("4.2 billion dollars", "en", [({4.2e9}, "$")]),
    ("4,2 Milliarden Euro", "de", [({4.2e9}, "€")]),
    ("4,2 млрд гривень", "uk", [({4.2e9}, "₴")]),
    ("1 234 567", "fr", [({1234567.0}, None)]),
    ("12 per cent", "en", [({12.0}, "%")]),
    ("12 Prozent", "de", [({12.0}, "%")]),
    ("12 %", "fr", [({12.0}, "%")]),
    ("twenty-five", "en", [({25.0}, None)]),
    ("two hundred and five", "en", [({205.0}, None)]),
    ("three million four hundred thousand", "en", [({3.4e6}, None)]),
    ("half a million", "en", [({5e5}, None)]),
    ("a dozen", "en", [({12.0}, None)]),
    ("two dozen", "en", [({24.0}, None)]),
    ("dreihundert", "de", [({300.0}, None)]),
    ("zweiundzwanzig", "de", [({22.0}, None)]),
    ("quatre-vingt-dix", "fr", [({90.0}, None)]),
    ("двадцять п'ять", "uk", [({25.0}, None)]),
    ("21st", "en", [({21.0}, "nth")]),
    ("the third", "en", [({3.0}, "nth")]),
    ("10:30 p.m.", "en", [({1350.0}, "time")]),
    ("22:30", "en", [({1350.0}, "time")]),
    ("6-2", "en", [({6.0}, None), ({2.0}, None)]),
    ("COVID-19 and F-16", "en", []),
    ("5 m", "en", [({5.0}, None)]),
]
DAYS = [
    ("3 October 2023", "en", (2023, 10, 3)),
    ("October 3rd, 2023", "en", (2023, 10, 3)),
    ("Oct. 3", "en", (None, 10, 3)),
    ("the 3rd of October", "en", (None, 10, 3)),
    ("3. Oktober 2023", "de", (2023, 10, 3)),
    ("3 octobre", "fr", (None, 10, 3)),
    ("3 жовтня 2023", "uk", (2023, 10, 3)),
    ("3.10.2023", "de", (2023, 10, 3)),
    ("2023-10-03", "en", (2023, 10, 3)),
    ("May 2021", "en", (2021, 5, None)),
    ("in 2019", "en", (2019, None, None)),
    ("they may 5 times", "en", None),
    ("5 out of ten", "en", None),
    ("$2019", "en", None),
    ("2019.5", "en", None),
    # A first name is no month.
    ("April Jones won the cup.", "en", None),
    ("It was founded by June Olsen.", "en", None),
    ("Die Partei von Maja Torvell gewann.", "de", None),
    ("In April Jones won the cup.", "en", (None, 4, None)),
    ("Im Juli Regen, dann Sonne.", "de", (None, 7, None)),
]


@pytest.mark.parametrize(("text", "language", "expected"), FIGURES)
def test_figures(text: str, language: str, expected: list[tuple[set[float], str | None]]) -> None:
    assert [(set(figure.values), figure.unit) for figure in find_figures(text, language)] == expected


@pytest.mark.parametrize(("text", "language", "expected"), DAYS)
def test_days(text: str, language: str, expected: tuple[int | None, int | None, int | None] | None) -> None:
    found = find_days(text, language)
    assert [(day.year, day.month, day.day) for day in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("germany", "german", True), ("ukraine", "ukrainian", True), ("зеленський", "зеленського", True),
        ("halep", "halep", True), ("austria", "australia", False), ("brook", "brooks", True),
        ("iran", "iraq", False), ("niger", "nigeria", False), ("brown", "browning", False),
    ],
)  # fmt: skip
def test_forms_of_a_name(one: str, other: str, same: bool) -> None:
    assert same_part(one, other) is same


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Simona Halep beat Serena Williams.", ["Simona Halep", "Serena Williams"]),
        ("However, the Bank of England cut rates.", ["Bank of England"]),
        ("Officials closed the bridge.", []),
        ("He met J. K. Rowling and Ludwig van Beethoven.", ["J. K. Rowling", "Ludwig van Beethoven"]),
        ("On Monday the WHO warned.", ["WHO"]),
        ("Die Stadt baut eine Brücke für Anna Berg.", ["Anna Berg"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    language = "de" if text.startswith("Die") else "en"
    items = [item for sentence in read_text(text, language) for item in sentence.items if item.kind == "name"]
    assert [item.text for item in items] == names


def test_acronyms_are_explained_in_brackets() -> None:
    text = "The World Steel Association (WSA) and the Bank of Lenn (BL) met; the mayor (Brook) came."
    assert acronyms(text) == {"wsa": ("world", "steel", "association"), "bl": ("bank", "lenn")}
    hyphens = "The Trans-Lenn Rail Union-Group (TLRUG) and the North - South Line (NSL) met."
    assert acronyms(hyphens) == {
        "tlrug": ("trans", "lenn", "rail", "union", "group"),
        "nsl": ("north", "south", "line"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "we are done" and left.', ["we are done"]),
        ("Er sagte: „Wir sind fertig.“", ["Wir sind fertig."]),
        ("Il a dit « c'est fini ».", [" c'est fini "]),
        ("She called it 'a fair deal' for all.", ["a fair deal"]),
        ("The workers' union and the firm's boss met.", []),
    ],
)
def test_quotations_of_all_kinds(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("we did not spend", True), ("We did NOT spend,", True), ("we … too much", True), ("we [did] too much", True),
        ("too much … we did", False), ("we spend", False), ("e did not", False), ("", False),
    ],
)  # fmt: skip
def test_a_quotation_stands_word_by_word(quote: str, there: bool) -> None:
    assert stands(quote, ["Nothing.", "“We did not spend too much.”"]) == ([1] if there else [])


@pytest.mark.parametrize(
    ("claim", "verified"),
    [
        ("Ann Bower said that the bridge would reopen before October.", False),
        ("The bridge would reopen before October.", False),
        ("Ann Bower denied that the bridge would reopen before October.", True),
        ("Repairs to the bridge will cost 2.4 million euros.", True),
    ],
)
def test_what_is_only_denied_is_not_excused_by_the_sentence_before(claim: str, verified: bool) -> None:
    source = (
        "Tobias Quill said that repairs to the bridge will cost 2.4 million euros. "
        "Ann Bower denied that the bridge would reopen before October."
    )
    assert verify(claim, [source]).verified is verified
