"""Adding, correcting and removing over HTTP, what is followed, and jobs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from farm import Farm, answer
from fastapi.testclient import TestClient
from markup import item, page, rss
from served_api import Served, open_archive, served

from rag import Archive, Progress, load_settings, schema
from ui.api import jobs as jobs_module
from ui.api.app import build_api
from ui.api.errors import RefusedError
from ui.api.jobs import Jobs

OPEN_FARM: dict[str, Any] = {"fetch_allow": "127.0.0.1", "fetch_delay": 0}


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("writing")
    with open_archive(folder, **OPEN_FARM) as archive, served(archive, limit_text_mb=1) as serving:
        yield serving


def done(serving: Served, answer: Any) -> schema.JobOut:
    """The job that a request began, at its end."""
    assert answer.status_code == 202, answer.text
    ends = time.monotonic() + 60
    while True:
        job = schema.JobOut.model_validate(serving.client.get(answer.headers["location"]).json())
        if job.state in ("done", "failed"):
            return job
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_text_is_added_corrected_and_removed(writing: Served) -> None:
    text = "Otters return to the Tesk\n\nOtters were seen at Harrow Bay on Monday, Ada Quill said."
    begun = writing.client.post("/api/articles", json={"text": text, "name": "../otters.txt"})
    assert begun.json()["state"] in ("queued", "running", "done") and begun.json()["id"] in begun.headers["location"]
    job = done(writing, begun)
    assert isinstance(job.result, schema.AddOut) and job.error is None
    [article_id] = job.result.added
    where = f"/api/articles/{article_id}"
    edited = writing.client.patch(where, json={"outlet": "The Otter", "published": "2025-10-01"}).json()
    assert (edited["outlet"], edited["published"]) == ("The Otter", "2025-10-01")
    assert sorted(edited["corrected"]) == ["outlet", "published"]
    assert writing.client.get("/api/articles?outlet=The+Otter").json()["total"] == 1
    undone = writing.client.patch(where, json={"undo": ["outlet", "published"]}).json()
    assert undone["corrected"] == [] and undone["outlet"] is None
    assert writing.client.delete(where).json() == {"removed": [article_id], "unknown": []}
    assert writing.client.get(where).status_code == 404
    assert writing.client.delete(where).json()["error"]["type"] == "unknown_article"


def test_files_are_added(writing: Served) -> None:
    files = [
        ("file", ("otter.md", b"---\ntitle: An otter\n---\n\nAn otter swam past the pier at noon.\n")),
        ("file", ("C:\\news\\broken.pdf", b"%PDF-1.7 broken")),
        ("file", ("picture.png", b"\x89PNG")),
    ]
    job = done(writing, writing.client.post("/api/articles", files=files))
    assert isinstance(job.result, schema.AddOut) and (job.done, job.total) == (3, 3)
    assert len(job.result.added) == 1
    told = [each.source.partition("#")[0] for each in job.result.failed]
    assert told == ["pasted/broken.pdf", "pasted/picture.png"]
    ends = time.monotonic() + 60
    while writing.client.get("/api/status").json()["pending"]:  # it is embedded behind the request's back
        assert time.monotonic() < ends
        time.sleep(0.02)
    erased = done(writing, writing.client.delete(f"/api/articles/{job.result.added[0]}?erase=true"))
    assert isinstance(erased.result, schema.RemoveOut) and erased.result.erased


def test_an_address_is_added_and_followed(writing: Served) -> None:
    with Farm() as farm:
        farm.pages["/feed"] = answer(rss(item("/a")), kind="application/rss+xml")
        farm.pages["/a"] = answer(page("Brennick"))
        added = done(writing, writing.client.post("/api/articles", json={"address": f"{farm.url}/a"}))
        assert isinstance(added.result, schema.AddOut) and len(added.result.added) == 1
        followed = done(writing, writing.client.post("/api/feeds", json={"address": f"{farm.url}/feed"}))
        assert isinstance(followed.result, schema.AddOut) and not followed.result.failed
        listed = schema.FollowedListOut.model_validate(writing.client.get("/api/feeds").json()).followed
        assert [each.source for each in listed] == [f"{farm.url}/feed"]
        synced = done(writing, writing.client.post("/api/feeds/sync"))
        assert isinstance(synced.result, schema.SyncOut) and synced.result.followed
        counted = writing.client.get("/metrics").text.splitlines()
        assert 'dateline_syncs_total{state="done"} 1' in counted
        assert f'dateline_sync_sources_total{{outcome="unchanged"}} {len(synced.result.unchanged)}' in counted
        assert any(line.startswith("dateline_sync_last_seconds ") for line in counted)
        gone = writing.client.delete("/api/feeds", params={"source": f"{farm.url}/feed"})
        assert gone.json() == {"unfollowed": [f"{farm.url}/feed"], "unknown": []}
        assert writing.client.delete("/api/feeds", params={"source": "x"}).json()["error"]["type"] == "unknown_source"
        assert writing.client.delete("/api/feeds?source=a%00b").json()["error"]["type"] == "usage"


def test_nothing_of_this_machine_or_its_network_is_added_by_address(writing: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The key is under the mat, said the mayor of Harrow Bay on Monday.")
    for address in (str(secret), f"file://{secret}", "ftp://x.example/a", "corpus", "", "http://" + "x" * 2_000):
        told = writing.client.post("/api/articles", json={"address": address})
        assert (told.status_code, told.json()["error"]["type"]) == (422, "usage"), address
    for address in ("http://169.254.169.254/latest", "http://[::1]:1/", "http://10.0.0.1/"):
        job = done(writing, writing.client.post("/api/articles", json={"address": address}))
        assert isinstance(job.result, schema.AddOut) and not job.result.added
        assert len(job.result.failed) == 1, address
    assert "mat" not in writing.client.get("/api/passages?q=key+under+the+mat").text


FORM = "multipart/form-data; boundary=x"
FOREIGN = (
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
)  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_sites_page_writes_nothing(writing: Served, headers: dict[str, str]) -> None:
    before = writing.archive.version()
    for method, path, sent in (
        ("POST", "/api/articles", {"files": {"file": ("a.txt", b"Planted by a stranger.\n\nIt is here.")}}),
        ("POST", "/api/articles", {"json": {"text": "Planted by a stranger."}}),
        ("PATCH", f"/api/articles/{writing.ids()[0]}", {"json": {"title": "Planted"}}),
        ("DELETE", f"/api/articles/{writing.ids()[0]}", {}),
        ("POST", "/api/feeds", {"json": {"address": "http://evil.example"}}),
        ("POST", "/api/feeds/sync", {}),
    ):
        told = writing.client.request(method, path, headers=headers, **sent)
        assert (told.status_code, told.json()["error"]["type"]) == (403, "forbidden"), (method, path)
    assert writing.archive.version() == before


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"json": {}}, 422, "one text or one address"),
        ({"json": {"text": "x", "address": "http://x.example"}}, 422, "one text or one address"),
        ({"json": {"text": "x", "follow": True}}, 422, "cannot be followed"),
        ({"json": {"text": "x", "nmae": "y"}}, 422, "nmae"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "no JSON"),
        ({"data": {"text": "x"}}, 415, "multipart"),
        ({"content": b"x", "headers": {"Content-Type": "text/plain"}}, 415, "multipart"),
        ({"content": b"--x\r\nbroken", "headers": {"Content-Type": FORM}}, 422, "called file"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "boundary"),
        ({"files": {"other": ("a.txt", b"x")}}, 422, "called file"),
        ({"files": {"file": ("a.txt", b"x" * 1_000_001)}}, 413, "larger than 1 MB"),
        ({"files": [("file", ("a.txt", b"x"))] * 101}, 400, "form"),
    ],
)
def test_what_cannot_be_added_is_told(writing: Served, sent: dict[str, Any], status: int, said: str) -> None:
    told = writing.client.post("/api/articles", **sent)
    assert told.status_code == status and said in told.json()["error"]["message"]


def test_a_summary_may_be_a_job(writing: Served) -> None:
    asked = {"article_id": writing.ids()[0], "background": True}
    job = done(writing, writing.client.post("/api/summarize", json=asked))
    assert isinstance(job.result, schema.AnswerOut) and job.result.answered
    failed = done(writing, writing.client.post("/api/summarize", json={**asked, "article_id": "nothing"}))
    assert failed.error is not None and (failed.state, failed.error.type) == ("failed", "unknown_article")
    assert job.id in [each["id"] for each in writing.client.get("/api/jobs").json()["jobs"]]
    assert writing.client.get("/api/jobs/nothing").json()["error"]["type"] == "unknown_job"


def test_an_archive_that_another_process_writes_to_is_only_read(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        settings = load_settings(archive=archive.path, llm="none")
        with Archive.open(archive.path, read_only=True, embedder=archive._store.embedder, settings=settings) as reader:
            client = TestClient(build_api(reader, {".txt": 1}), base_url="http://127.0.0.1")
            told = client.post("/api/articles", json={"text": "x"})
            assert (told.status_code, told.json()["error"]["type"]) == (503, "archive_busy")
            assert client.get("/api/status").json()["writable"] is False


def test_jobs_stand_in_line_and_can_be_stopped(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "_MOST_WAITING", 2)
    jobs = Jobs(archive)

    def long(progress: Any, stop: threading.Event) -> schema.Shape:
        progress(Progress("fetching", 1, 7))
        assert stop.wait(20)
        return schema.RemoveOut(removed=(), unknown=())

    running = [jobs.begin(long), jobs.begin(long)]
    ends = time.monotonic() + 20
    while [job.step for job in running] != ["fetching", "fetching"]:
        assert time.monotonic() < ends
        time.sleep(0.01)
    waiting = [jobs.begin(long), jobs.begin(long)]
    with pytest.raises(RefusedError) as caught:
        jobs.begin(long)
    assert caught.value.status == 429 and jobs.unfinished() == 4
    told = jobs.stop(waiting[0].id).shown()
    assert told.error is not None and (told.state, told.error.type) == ("failed", "stopped")
    assert (running[0].shown().done, running[0].shown().total) == (1, 7)
    for job in (*running, waiting[1]):
        jobs.stop(job.id)
    while jobs.unfinished():
        assert time.monotonic() < ends
        time.sleep(0.01)
    assert [job.state for job in running] == ["done", "done"]
