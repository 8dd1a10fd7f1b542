"""Several processes that write to one catalog in PostgreSQL, and what goes wrong on the way to it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from catalog_forms import at_once, opens_postgres
from pydantic import SecretStr
from sqlalchemy import text
from toy import ToyEmbedder

from rag import Archive, Filters
from rag.errors import ArchiveBusyError, UsageError, VectorStoreError
from rag.model import Draft, Passage
from rag.settings import Settings, load_settings
from rag.store.catalog import Entry
from rag.store.identity import article_id
from rag.store.postgres.postgres_database import PostgresDatabase
from rag.store.vectors.indexing import EMBEDDING_BATCH_PASSAGES
from rag.text.passages import cut_passages
from ui.cli.worker import going_on


def drafts(writer: int, number: int) -> list[tuple[str, Draft]]:
    said = "The ferry left the quay on Monday, as the harbour master of number {} told writer {}."
    return [(f"{writer}/{each}", Draft(f"Of {writer}", said.format(each, writer))) for each in range(number)]


def pending(source: str, draft: Draft) -> tuple[Entry, list[Passage]]:
    """An article as it is before it is embedded."""
    return Entry(article_id(source), source, None, "", draft.text, draft), cut_passages(article_id(source), draft)


def test_all_that_they_write_is_there(address: str, tmp_path: Path) -> None:
    archives = [opens_postgres(tmp_path, address)() for _ in range(3)]

    def write(writer: int) -> None:
        for start in range(0, 12, 4):
            archives[writer].add_drafts(drafts(writer, 12)[start : start + 4])
        gone = [article.id for article in archives[writer].articles() if article.source == f"{writer}/5"]
        archives[writer].remove(gone)

    assert not at_once(write, 3)
    for archive in archives:
        archive.resume()
        assert archive.counts() == archives[0].counts() and archive.count() == 33
        # What one has written another finds at once, by words and by meaning.
        assert len(archive._store.lexical.search(archive._store.lexical.weigh("harbour"), 50, Filters())) == 33
        vector = ToyEmbedder().embed_query("harbour")
        assert len(archive._store.vectors.index.search(vector, 50, Filters())) == 33
    assert archives[0].check().problems == ()
    # All are copies of one another, whoever has written them.
    [group] = archives[1]._store.groups.groups([article.id for article in archives[1].articles()])
    assert len(group) == 33
    for archive in archives:
        archive.close()


def test_work_is_claimed_once_and_a_dead_ones_claim_runs_out(address: str, tmp_path: Path) -> None:
    with opens_postgres(tmp_path, address)() as one, opens_postgres(tmp_path, address)() as other:
        one._store.catalog.put_articles([pending(source, draft) for source, draft in drafts(1, 60)])
        mine = one._store.catalog.unembedded(EMBEDDING_BATCH_PASSAGES)
        theirs = other._store.catalog.unembedded(EMBEDDING_BATCH_PASSAGES)
        assert len(mine) == EMBEDDING_BATCH_PASSAGES and len(theirs) == 60 - len(mine)
        assert not {each.key for each in mine} & {each.key for each in theirs}
        assert other._store.catalog.unembedded(1) == []
        # Given back, or left by one that died.
        other._store.catalog.release(theirs)
        assert len(one._store.catalog.unembedded(100)) == len(theirs)
        with one._store.catalog.database.write() as db:
            db.execute(text("UPDATE passages SET claimed = clock_timestamp() - interval '1 second'"))
        embedder = other.embedding
        other.resume()
        assert embedder == "toy/words" and other.counts().pending == 0 and one.counts().pending == 0
        assert one.check().problems == ()


def test_a_failing_embedder_leaves_its_claim(address: str, tmp_path: Path) -> None:
    class Failing(ToyEmbedder):
        def embed_passages(self, texts: object) -> object:  # type: ignore[override]
            raise OSError("no way there")

    opens = opens_postgres(tmp_path, address)
    with opens(embedder=Failing()) as archive, pytest.raises(OSError, match="no way there"):
        archive.add_drafts(drafts(1, 3))
    with opens() as archive:
        assert archive.counts().pending == 0 and archive.check().problems == ()


@pytest.mark.slow
def test_a_worker_embeds_what_others_have_added(address: str, tmp_path: Path) -> None:
    settings = Settings(archive=tmp_path, catalog=SecretStr(address))
    with Archive.open(settings=settings) as archive:
        archive._store.catalog.put_articles([pending(source, draft) for source, draft in drafts(1, 3)])
        command = [sys.executable, "-m", "ui.cli", "worker", "--once"]
        environment = {**os.environ, "DATELINE_CATALOG": address, "DATELINE_LLM": "none"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert archive.counts().pending == 0 and archive.check().problems == ()


def test_a_worker_goes_on_when_a_server_was_away(capsys: pytest.CaptureFixture[str]) -> None:
    away = VectorStoreError("the vector store is away")
    each: list[Exception | None] = [away, away, None, away, ArchiveBusyError("the catalog is away")]
    rounds = iter(each)

    def one_round(stop: threading.Event) -> None:
        if (error := next(rounds)) is not None:
            raise error

    patient = going_on(one_round)
    for _ in each:
        patient(threading.Event())
    told = [line.partition(" ")[2] for line in capsys.readouterr().err.splitlines()]
    assert told == ["the vector store is away", "the vector store is away", "the catalog is away"]


def test_a_worker_is_for_a_catalog_on_a_server() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "worker"], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, "DATELINE_CATALOG names" in done.stderr) == (2, True)
    assert not Path(os.environ["DATELINE_ARCHIVE"]).exists()


def test_what_others_keep_in_the_schema_is_not_dropped(address: str) -> None:
    one, other = PostgresDatabase(address), PostgresDatabase(address)
    with one.write() as db:
        db.execute(text("CREATE TABLE theirs(x INT)"))
    one.drop()
    with other.read() as db:
        left = "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(:schema) AND relkind = 'r'"
        assert db.execute(text(left), {"schema": other.schema}).scalars().all() == ["theirs"]
    other.close()
    with psycopg.connect(address.partition("&schema=")[0]) as owner:
        owner.execute(f"DROP TABLE {other.schema}.theirs")
    again = PostgresDatabase(address)
    again.drop()
    with pytest.raises(UsageError, match="there is no archive"):
        PostgresDatabase(address, read_only=True)


def test_one_does_a_work_that_only_one_does(address: str) -> None:
    one, other = PostgresDatabase(address), PostgresDatabase(address)
    with one.alone("sync") as first, other.alone("sync") as second, other.alone("another") as third:
        assert (first, second, third) == (True, False, True)
    with other.alone("sync") as again:
        assert again
    one.close()
    other.close()


def test_connections_that_are_lost_are_made_anew(address: str, tmp_path: Path) -> None:
    with opens_postgres(tmp_path, address)() as archive, opens_postgres(tmp_path, f"{address}_other")() as other:
        archive.add_drafts(drafts(1, 2))
        with other._store.catalog.database.write() as db:
            ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            db.execute(text(f"{ours} AND backend_type = 'client backend'"))
        assert archive.count() == 2
        assert archive.add_drafts(drafts(2, 2)).added and archive.check().problems == ()


def test_a_connection_lost_in_between_is_one_sentence(address: str) -> None:
    database = PostgresDatabase(address)
    with pytest.raises(ArchiveBusyError, match="cannot be reached"), database.read() as db:
        pid = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.write() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        db.execute(text("SELECT 1"))
    database.close()


def test_catalogs_in_schemas_know_nothing_of_each_other(address: str, tmp_path: Path) -> None:
    with opens_postgres(tmp_path, address)() as one, opens_postgres(tmp_path, f"{address}_other")() as other:
        one.add_drafts(drafts(1, 2))
        assert (one.count(), other.count()) == (2, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("postgresql://user:hunter22@127.0.0.1:9/news", "postgresql://127.0.0.1:9/news cannot be used"),
        ("postgresql://user:hunter22@127.0.0.1:9/news?sslpassword=hunter22", "127.0.0.1:9/news cannot be used"),
    ],
)
def test_a_server_out_of_reach_is_one_sentence_without_secrets(wrong: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said) as told:
        opens_postgres(tmp_path, wrong)()
    assert "hunter22" not in str(told.value) and "DATELINE_CATALOG" in str(told.value)


@pytest.mark.parametrize("wrong", ["mysql://host/news", "postgresql://host", "news.sqlite", "postgresql:"])
def test_an_address_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match="DATELINE_CATALOG does not fit"):
        load_settings(catalog=wrong)


def test_a_path_that_is_given_by_hand_comes_first(address: str, tmp_path: Path) -> None:
    settings = Settings(archive=tmp_path / "archive", catalog=SecretStr(address))
    with Archive.open(tmp_path / "by-hand", settings=settings, embedder=ToyEmbedder()) as archive:
        assert archive.place == str(tmp_path / "by-hand")
    assert load_settings(archive=tmp_path, catalog=None).catalog is None
    with Archive.open(settings=settings, embedder=ToyEmbedder()) as archive:
        assert archive.place.startswith("postgresql://")
    assert not list((tmp_path / "archive").glob("catalog*"))


def test_nothing_of_it_is_imported_unless_asked_for(tmp_path: Path) -> None:
    program = (
        "import sys; from rag import Archive; from toy import ToyEmbedder\n"
        f"Archive.open({str(tmp_path / 'archive')!r}, embedder=ToyEmbedder()).close()\n"
        "assert not {'psycopg', 'rag.store.postgres'} & set(sys.modules), sys.modules"
    )
    tests = Path(__file__).parent.parent
    environment = {"PYTHONPATH": f"{tests.parent}:{tests}", "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, timeout=120)
