"""What a question was taken to mean, in words."""

from __future__ import annotations

import pytest

from rag import ReadAs
from ui.shared.wording import read_as_text


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (ReadAs(asks="first", mentions=("dam",)), "the first article that mentions “dam”"),
        (ReadAs(asks="count", mentions=("dam", "gates")), "how many articles that mention “dam” and “gates”"),
        (
            ReadAs(asks="list", authors=("Joan Petrie",), mentions=("ferry",), from_words=("Joan Petrie",)),
            "the articles by Joan Petrie that mention “ferry” (“Joan Petrie”)",
        ),
        (ReadAs(outlets=("Tesk Wire",), from_words=("the wire",)), "articles in Tesk Wire (“the wire”)"),
    ],
)
def test_it_is_said_in_plain_english(read: ReadAs, said: str) -> None:
    assert read_as_text(read) == said
