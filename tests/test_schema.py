"""The JSON of shapes: what is written is read back the same, and its text is as json.dumps would write it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rag import Answer, Article, Citation, Copy, Evidence, Sentence, schema

#: Local mean time has seconds, which pydantic's own date-times refuse; UTC it would write as Z.
MOMENTS = [
    date(2025, 9, 2),
    datetime(2025, 9, 2, 8, 15, tzinfo=UTC),
    datetime(1889, 3, 1, 12, tzinfo=timezone(timedelta(minutes=9, seconds=21))),
]


def article(**fields: Any) -> Article:
    given = {"id": "a1", "title": "Ferry", "text": "It sails.", "source": "a.txt", "content_hash": "", "state": "ready"}
    return Article(**{**given, "added": datetime(2026, 1, 31, 9, 30, tzinfo=UTC), **fields})


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"a": [], "b": {}, "c": [1, 2.5, None, True, [[]]], "d": {"e": [{"f": "x,\ny"}, {}]}},
        'a,\nb: "c"\r\n, \x01\x1b\x7f\u2028 é😀\\/',
        (1, ("a", "b")),
    ],
)
def test_its_text_is_as_before(value: Any) -> None:
    assert schema.to_json(value) == json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("moment", MOMENTS)
def test_moments_are_written_and_read_as_python_does(moment: date) -> None:
    shape = schema.ArticleOut.of(article(published=moment))
    line = schema.to_json(shape)
    assert json.loads(line)["published"] == moment.isoformat()
    assert repr(schema.ArticleOut.model_validate_json(line).published) == repr(moment)


def test_an_answer_is_read_back() -> None:
    copies = (Copy("a2", None, date(2025, 9, 3), "Ferry", None),)
    cited = Citation(article(), 0, 9, 1, copies, 2, datetime(2025, 9, 4, tzinfo=UTC))
    answer = Answer(
        "Q?", "answered", "quotes", "It sails. [1]", (Sentence("It sails.", True, (cited,)),),
        (Evidence(article(), 0, 9, 0.5, copies),), {"total": 0.12345},
    )  # fmt: skip
    shape = schema.AnswerOut.of(answer)
    assert shape.timings == {"total": 0.1235}
    assert schema.AnswerOut.model_validate_json(schema.to_json(shape)) == shape


def test_what_was_not_asked_for_is_left_out() -> None:
    more: dict[str, Any] = {"corrected": (), "copies": (), "version": 1}
    assert "versions" not in json.loads(schema.to_json(schema.ShownArticleOut.of(article(), **more)))
    assert json.loads(schema.to_json(schema.ShownArticleOut.of(article(), versions=(), **more)))["versions"] == []
    assert "text" not in json.loads(schema.to_json(schema.ListedArticleOut.of(article())))


@pytest.mark.parametrize("moment", ["yesterday", "", 5, True, "2025-13-01"])
def test_what_is_no_moment_is_refused(moment: object) -> None:
    with pytest.raises(ValidationError):
        schema.VersionOut.model_validate({**schema.VersionOut.of(number=1, replaced=MOMENTS[0], title="", text="",
            outlet=None, published=None, updated=None, url=None).model_dump(), "replaced": moment})  # fmt: skip


def test_a_path_that_is_no_text_has_a_mark_in_json() -> None:
    shape = schema.ExportOut.of(path=Path("/backups/caf\udce9.zip"), articles=1, vectors=0, bytes=1)
    assert json.loads(schema.to_json(shape))["path"] == "/backups/caf?.zip"
