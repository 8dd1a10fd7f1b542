"""The setting that says where vectors are kept: what it may be, and that no token in it is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import UsageError
from rag.settings import load_settings
from rag.settings.vector_address import VectorAddress, read_vector_address

SECRET = "tok3n-of-the-vector-server"  # noqa: S105 - it is nobody's


@pytest.mark.parametrize(
    ("value", "address", "shown"),
    [
        (" Chroma ", VectorAddress("chroma"), "chroma"),
        ("http://vectors", VectorAddress("chroma", "http://vectors:8000"), "Chroma at http://vectors:8000"),
        ("https://v.example/", VectorAddress("chroma", "https://v.example:443"), "Chroma at https://v.example:443"),
        ("http://[::1]:81", VectorAddress("chroma", "http://[::1]:81"), "Chroma at http://[::1]:81"),
        ("milvus:http://m", VectorAddress("milvus", "http://m:19530"), "Milvus at http://m:19530"),
        ("milvus://m:5", VectorAddress("milvus", "http://m:5"), "Milvus at http://m:5"),
        (
            "Milvus:https://z.example",
            VectorAddress("milvus", "https://z.example:443"),
            "Milvus at https://z.example:443",
        ),
        ("milvus:/srv/v.db", VectorAddress("milvus", path=Path("/srv/v.db")), "Milvus Lite in /srv/v.db"),
    ],
)
def test_what_it_may_be(value: str, address: VectorAddress, shown: str) -> None:
    assert read_vector_address(load_settings(vectors=value).vectors) == address
    assert address.shown == shown


@pytest.mark.parametrize(
    "value",
    ["chrome", "ftp://host", "http://", "http://host:99999", "http://host/path", "http://host?x=1", "http://a b",
     "milvus:", "milvus:ftp://host", "milvus:http://host/db", "http:/\t/host", "qdrant://host"],
)  # fmt: skip
def test_what_it_may_not_be(value: str) -> None:
    with pytest.raises(UsageError, match=r"^the setting DATELINE_VECTORS does not fit: "):
        load_settings(vectors=value)


@pytest.mark.parametrize(
    ("value", "address", "token"),
    [
        (f"http://user:{SECRET}@host:1", "http://host:1", f"user:{SECRET}"),
        (f"http://{SECRET}@host:1", "http://host:1", SECRET),
        (f"http://:{SECRET}@host:1", "http://host:1", SECRET),
        (f"milvus:https://root:{SECRET}%40@host", "milvus:https://host", f"root:{SECRET}@"),
        (f"milvus://root:{SECRET}@host", "milvus:http://host", f"root:{SECRET}"),
    ],
)
def test_a_token_in_the_address_is_taken_out_of_it(
    value: str, address: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_VECTORS", value)
    settings = load_settings()
    assert settings.vectors == address
    assert settings.vectors_token is not None and settings.vectors_token.get_secret_value() == token
    assert SECRET not in repr(settings) and SECRET not in settings.model_dump_json()
    monkeypatch.setenv("DATELINE_VECTORS_TOKEN", SECRET)
    with pytest.raises(UsageError, match="DATELINE_VECTORS has a token in its address") as raised:
        load_settings()
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("value", [f"http://u:{SECRET}@host:0", f"http://u:{SECRET}@", f"milvus:http://{SECRET}@h/x"])
def test_a_wrong_address_does_not_show_its_token(value: str) -> None:
    with pytest.raises(UsageError) as raised:
        load_settings(vectors=value)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("value", ["http://host", "milvus:http://host", "milvus:vectors.db", "MILVUS:/srv/v.db"])
def test_no_folder_s_file_sends_vectors_elsewhere(value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text(f"DATELINE_VECTORS={value}\n")
    with pytest.raises(UsageError, match="sets DATELINE_VECTORS, which says where"):
        load_settings()
    Path(".env").write_text(f"DATELINE_VECTORS=chroma\nDATELINE_VECTORS_TOKEN={SECRET}\n")
    load_settings()
    monkeypatch.setenv("DATELINE_VECTORS", "http://host")
    with pytest.raises(UsageError, match=r"DATELINE_VECTORS_TOKEN comes from \.env"):
        load_settings()
