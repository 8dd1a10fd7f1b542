"""Whatever is done to a source, its reader gives articles or reasons, and what it gives can be kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import read, text_of
from samples import SAMPLES, check

pytestmark = pytest.mark.slow


@st.composite
def damaged(draw: st.DrawFn, raw: bytes) -> bytes:
    """``raw`` with some bytes changed, put in, left out or doubled."""
    made = bytearray(raw)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(made) - 1)))
        length = draw(st.integers(0, 40))
        how = draw(st.sampled_from(["change", "insert", "leave out", "double", "cut", "splice"]))
        if how == "change":
            made[place : place + length] = draw(st.binary(min_size=length, max_size=length))
        elif how == "insert":
            made[place:place] = draw(
                st.sampled_from([b"\0" * 9, b"\xff\xfe", b'"', b"<!--", b"9" * 40, b"\r\n", b"--b--"])
            )
        elif how == "leave out":
            del made[place : place + length]
        elif how == "double":
            made[place:place] = made[place : place + 10 * length]
        elif how == "cut":
            del made[max(1, place) :]
        else:
            other = draw(st.integers(0, max(0, len(made) - 1)))
            made[place : place + length] = made[other : other + length]
    return bytes(made)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_samples_are_articles(name: str) -> None:
    check(SAMPLES[name], name)
    assert all(item.draft for item in read(SAMPLES[name], name) if item.key != "d.zip/e.txt")


@pytest.mark.parametrize("name", list(SAMPLES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_damaged_sources_are_read_or_rejected(name: str, data: st.DataObject) -> None:
    check(data.draw(damaged(SAMPLES[name])), name)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(list(SAMPLES)))
def test_any_bytes_are_read_or_rejected(raw: bytes, name: str) -> None:
    check(raw, name)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text()
    | st.sampled_from([text_of(), "<p>x</p>", "1e999"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "text", "date", "author", "url", "source", "id", "fields", "items", "version", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=250, deadline=None)
@given(JSON)
def test_any_json_is_read_or_rejected(value: object) -> None:
    check(json.dumps(value).encode(), "a.json")
    check(json.dumps({"text": text_of(), "x": value, "date": value, "author": value}).encode(), "a.jsonl")
