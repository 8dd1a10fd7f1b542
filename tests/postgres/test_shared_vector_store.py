"""Several processes that write to one catalog in PostgreSQL and to one vector store on a server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalog_forms import Opens, at_once, opens_postgres
from toy import ToyEmbedder
from vector_servers import ChromaProcess

from rag import Archive, Filters
from rag.errors import UsageError, VectorStoreError
from rag.model import Draft
from rag.store.postgres import store_claims

NEWS = [
    (f"news/{number}.txt", Draft(f"Report {number}", f"The ferry number {number} left the quay. Nobody was hurt."))
    for number in range(8)
]


@pytest.fixture
def opens(tmp_path: Path, address: str, chroma: ChromaProcess) -> Opens:
    return opens_postgres(tmp_path, address, chroma.url)


@pytest.fixture
def two(opens: Opens) -> Iterator[tuple[Archive, Archive]]:
    with opens() as one, opens() as other:
        yield one, other


def by_meaning(archive: Archive, words: str = "ferry") -> set[str]:
    vector = ToyEmbedder().embed_query(words)
    found = archive._store.vectors.index.search(vector, 100, Filters())
    keys = archive._store.catalog.keys_of_passages([passage_id for passage_id, _ in found])
    return {article.source for _, article in archive._store.catalog.passages(list(keys.values())).values()}


def until(holds: Callable[[], object]) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def stored(archive: Archive) -> set[str]:
    return set(archive._store.vectors.store().read_back())


def test_all_write_at_once(opens: Opens) -> None:
    archives = [opens() for _ in range(3)]

    def write(writer: int) -> None:
        for turn in range(3):  # they add and remove the same, and each something of its own
            archives[writer].add_drafts([*NEWS[:4], (f"own/{writer}/{turn}", NEWS[0][1])])
            archives[writer].remove([each.id for each in archives[writer].articles() if each.source == NEWS[0][0]])

    assert not at_once(write, 3)
    archives[0].add_drafts(NEWS)
    until(lambda: archives[0].resume() or not archives[0].counts().pending)
    for archive in archives:
        assert by_meaning(archive) == {source for source, _ in NEWS} | {
            f"own/{w}/{t}" for w in range(3) for t in range(3)
        }
        assert archive._store.vectors.index.notice is None
        assert archive.check().problems == ()
        archive.close()


def test_what_is_removed_while_it_is_entered_is_taken_out_again(two: tuple[Archive, Archive]) -> None:
    one, other = two
    added = one.add_drafts(NEWS[:3]).added
    store = one._store.catalog
    one.edit(added[0], outlet="Courier")  # pending again, and entered by this one
    store.enter_again([passage.id for each in added for passage in store.passages_of(each)], [])
    articles, vectors = store.vectors_of_pending(10)
    assert len(articles) == 3 and other._store.catalog.vectors_of_pending(10) == ([], []), "claimed by one alone"
    assert other.remove(added[0]).removed and other._store.catalog.tombstones(), "nobody may take it out yet"
    other.edit(added[1], outlet="Herald")
    name, entered = one._store.vectors.named()
    entered.add(vectors)
    settled = store.mark_entered(articles, vectors, name)
    assert (list(settled.ready), settled.again, settled.gone) == ([added[2]], True, True)
    other.resume()
    assert not store.tombstones() and other.check().problems == ()
    vector = ToyEmbedder().embed_query("ferry")
    assert len(one._store.vectors.index.search(vector, 9, Filters(outlets=("Herald",)))) == 1


def test_what_comes_back_while_it_is_taken_out_is_entered_again(two: tuple[Archive, Archive]) -> None:
    one, other = two
    [added] = one.add_drafts(NEWS[:1]).added
    one.remove(added, bury=False)
    gone = one._store.catalog.database.claim_tombstones(10)
    assert gone and other._store.catalog.database.claim_tombstones(10) == []
    other.add_drafts(NEWS[:1])
    assert other.counts().pending == 1, "it waits for the one that takes it out"
    one._store.vectors.store().delete(gone)
    assert one._store.catalog.mark_deleted(gone).again
    one.resume()
    assert one.counts().pending == 0 and one.check().problems == () and by_meaning(other) == {NEWS[0][0]}


def test_who_comes_too_late_has_it_done_again(two: tuple[Archive, Archive], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = two
    [added] = one.add_drafts(NEWS[:1]).added
    monkeypatch.setattr(store_claims, "STORE_CLAIM_SECONDS", 0)
    one.remove(added, bury=False)
    gone = one._store.catalog.database.claim_tombstones(10)
    monkeypatch.undo()
    other.add_drafts(NEWS[:1])  # the claim has run out: it is entered
    assert other.counts().pending == 0
    one._store.vectors.store().delete(gone)
    one._store.catalog.mark_deleted(gone)
    assert one.counts().pending == 1
    one.resume()
    assert one.check().problems == () and by_meaning(one) == {NEWS[0][0]}


def test_a_store_that_is_lost_is_filled_anew_by_whoever_is_there(two: tuple[Archive, Archive]) -> None:
    one, other = two
    one.add_drafts(NEWS)
    before, _ = one._store.vectors.named()
    one._store.vectors._place._server.drop(before)  # type: ignore[attr-defined]
    assert len(by_meaning(other)) == 8, "the catalog's own vectors are compared"
    until(lambda: not one.counts().pending and one._store.vectors.named()[0] != before)
    until(lambda: by_meaning(other) and other._store.vectors.index.notice is None)
    for archive in two:
        assert len(by_meaning(archive)) == 8 and archive.check().problems == ()


def test_what_differs_is_mended_in_place(two: tuple[Archive, Archive]) -> None:
    one, other = two
    one.add_drafts(NEWS)
    name, store = one._store.vectors.named()
    ids = sorted(stored(one))
    store.delete(ids[:2])
    assert [problem.what for problem in other.check().problems] == ["2 vectors are missing from the vector store"]
    assert all(problem.mended for problem in other.check(mend=True).problems)
    assert sorted(stored(one)) == ids and one._store.vectors.named()[0] == name and one.check().problems == ()


def test_the_server_goes_and_comes_back(opens: Opens, chroma: ChromaProcess) -> None:
    with opens() as one, opens() as other:
        one.add_drafts(NEWS[:4])
        assert len(by_meaning(other)) == 4
        chroma.stop(kill=True)
        try:
            assert len(by_meaning(other)) == 4
            assert "Vectors are compared one by one" in str(other._store.vectors.index.notice)
            with pytest.raises(VectorStoreError, match="cannot be reached"):
                one.add_drafts(NEWS[4:])
            assert one.search("ferry number 7", mode="lexical")[0].article.source == "news/7.txt"
        finally:
            chroma.start()
        until(lambda: not one.counts().pending)
        until(lambda: len(by_meaning(other)) == 8 and other._store.vectors.index.notice is None)
        assert one.check().problems == ()


def test_all_are_to_name_the_same_server(opens: Opens, tmp_path: Path, address: str) -> None:
    with opens() as archive:
        archive.add_drafts(NEWS[:2])
        with pytest.raises(UsageError, match="has its vectors in Chroma at"):
            opens_postgres(tmp_path, address)()
        with opens_postgres(tmp_path, address)(read_only=True) as reading:
            assert len(by_meaning(reading)) == 2
        milvus = opens_postgres(tmp_path, address, f"milvus:{tmp_path / 'vectors.db'}")
        with milvus() as other, pytest.raises(UsageError, match="elsewhere"):
            other.add_drafts(NEWS)
        assert by_meaning(archive) == {"news/0.txt", "news/1.txt"}


def test_a_catalog_that_had_its_own_gets_a_server(opens: Opens, tmp_path: Path, address: str) -> None:
    with opens_postgres(tmp_path, address)() as before:
        before.add_drafts(NEWS[:4])
        with opens() as archive:
            archive.add_drafts(NEWS[4:6])
            until(lambda: not archive.counts().pending)
            assert len(stored(archive)) == 6 and archive.check().problems == ()
        with pytest.raises(UsageError, match="set DATELINE_VECTORS"):
            before.add_drafts(NEWS[6:])
    with opens() as archive:
        until(lambda: archive.resume() or not archive.counts().pending)
        assert archive.count() == 8 and archive.check().problems == ()


def test_erasing_leaves_nothing_and_loses_nothing(two: tuple[Archive, Archive]) -> None:
    one, other = two
    added = one.add_drafts(NEWS).added
    before, _ = one._store.vectors.named()
    assert one.remove(added[0], erase=True).removed == (added[0],)
    assert before not in one._store.vectors._place._server.names("dateline_")  # type: ignore[attr-defined]
    until(lambda: other.resume() or not other.counts().pending)
    assert len(stored(other)) == 7 and other.check().problems == ()


def test_readers_ask_the_catalog(opens: Opens) -> None:
    with opens() as archive, opens(read_only=True) as reading:
        archive.add_drafts(NEWS[:2])
        assert len(by_meaning(reading)) == 2 and reading.check().ok
