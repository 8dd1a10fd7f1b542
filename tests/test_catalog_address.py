"""The address of a catalog on a server: what is none is one sentence, which shows nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import call

from rag import UsageError, load_settings
from rag.settings.catalog_address import looks_like_address

SECRET = "s3cretword"  # noqa: S105


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgresql://u:p@host/db", "postgresql://u:p@host/db"),
        (" postgres://host:5433/db?schema=a ", "postgresql://host:5433/db?schema=a"),
        ("POSTGRESQL://u:p%40%2F@[::1]:5432/db", "postgresql://u:p%40%2F@[::1]:5432/db"),
        ("postgresql:///db?host=/run/postgresql", "postgresql:///db?host=/run/postgresql"),
    ],
)
def test_an_address(written: str, read: str) -> None:
    catalog = load_settings(catalog=written).catalog
    assert catalog is not None and catalog.get_secret_value() == read


WRONG = [
    f"postgresql://u:pa@ss{SECRET}@127.0.0.1:1/db",
    f"postgresql://u:pa/{SECRET}@127.0.0.1:1/db",
    f"postgresql://u:pa#{SECRET}@127.0.0.1:1/db",
    f"postgresql://u:pa?{SECRET}@127.0.0.1:1/db",
    f"postgresql://u:{SECRET}@127.0.0.1:port/db",
    f"postgresql://u:{SECRET}@127.0.0.1:99999/db",
    f"postgresql://u:{SECRET}@[::1/db",
    f"postgresql://u:{SECRET}@ho\u2100st/db",
    f"postgresql://u:{SECRET}%00@127.0.0.1/db",
    f"postgresql://u:{SECRET}@127.0.0.1/",
    f"postgresql://u:{SECRET}@127.0.0.1/db/more",
    f"postgresql://u:{SECRET} @127.0.0.1/db",
    f"postgresql+psycopg://u:{SECRET}@127.0.0.1:1/db",
    f"postgresql:/u:{SECRET}@127.0.0.1/db",
    f"postgresql:u:{SECRET}@127.0.0.1/db",
    f"u:{SECRET}@127.0.0.1/db",
    f"host=127.0.0.1 password={SECRET} dbname=x",
]


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_one_shows_nothing(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="DATELINE_CATALOG does not fit") as raised:
        load_settings(catalog=address)
    assert SECRET not in str(raised.value)
    # Nor where it is taken for a folder: by whom a path is given, and by whom a place is to move to.
    for given in (["list", "--archive", address], ["migrate", "--to", address]):
        done = call(*given)
        assert done.returncode == 2 and SECRET not in done.stdout + done.stderr, done.stderr
    assert not list(tmp_path.iterdir())


def test_a_wrong_parameter_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("DATELINE_CATALOG", f"postgresql://127.0.0.1:1/db?{SECRET}=1")
    done = call("list")
    assert (done.returncode, "has a parameter after its ?" in done.stderr) == (2, True), done.stderr
    assert SECRET not in done.stderr


@pytest.mark.parametrize(
    "folder", ["news", "/srv/news", "./news:2024", "news:2024", "C:/news", "Archiv der Zeitung", "a@b"]
)
def test_folders_are_no_addresses(folder: str) -> None:
    assert not looks_like_address(folder)
    assert load_settings(archive=Path(folder)).archive == Path(folder)


def test_milvus_takes_no_such_folder() -> None:
    with pytest.raises(UsageError, match="neither a folder nor an address") as raised:
        load_settings(vectors=f"milvus:u:{SECRET}@host")
    assert SECRET not in str(raised.value)
