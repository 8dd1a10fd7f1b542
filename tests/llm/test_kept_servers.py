"""A local server that outlives its process: real processes, a real (small) model, files that are not to be trusted."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import runs, within
from test_server import ASK, chat_with

from rag.errors import LlmUnavailableError, UsageError
from rag.llm.chat_factory import local_server
from rag.llm.local.kept_servers import Keep, Place, end_kept, make_private, place_of
from rag.llm.local.local_server import LocalServer
from rag.llm.local.model_manager import ModelManager
from rag.llm.local.server_record import process_start
from rag.llm.local.weights import remove
from rag.settings import Settings, load_settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="servers are kept on Linux")
#: Seconds that a server is kept where its end is not what is tested; the test ends it.
LONG = 300.0

#: A process that has a server, says its pid and stage, and asks it something.
USER = """
import sys
from pathlib import Path
from rag.llm.local.kept_servers import Keep
from rag.llm.local.local_server import LocalServer
server = LocalServer(Path(sys.argv[1]), log=Path(sys.argv[2]), keep=Keep(Path(sys.argv[3]), float(sys.argv[4])))
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of records; whatever was started with it is ended."""
    place = tmp_path / "servers"
    yield place
    for path in place.glob("*.json"):
        told = json.loads(path.read_text()) if path.is_file() else None
        if isinstance(told, dict) and process_start(told["pid"]) == told["began"]:
            os.kill(told["pid"], signal.SIGKILL)


@pytest.fixture
def server_of(small: Path, tmp_path: Path, folder: Path) -> Iterator[Callable[..., LocalServer]]:
    """Another process's server, as it were: each is one of its own, and ended."""
    made: list[LocalServer] = []
    pids: set[int] = set()

    def _make(model: Path = small, seconds: float = LONG, **given: Any) -> LocalServer:
        server = Watched(model, log=tmp_path / "model.log", **{"keep": Keep(folder, seconds), **given})
        server.seen = pids
        made.append(server)
        return server

    yield _make
    for server in made:
        server.stop()
    for pid in pids:
        if runs(pid):
            os.kill(pid, signal.SIGKILL)


class Watched(LocalServer):
    """Notes which processes it has had."""

    seen: set[int]

    def start(self) -> tuple[str, str]:
        found = super().start()
        if self.pid is not None:
            self.seen.add(self.pid)
        return found


def user(small: Path, tmp_path: Path, folder: Path, seconds: float = LONG) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", USER, str(small), str(tmp_path / "log"), str(folder), str(seconds)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def pid_of(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def the_record(folder: Path) -> Path:
    (path,) = folder.glob("*.json")
    return path


def test_processes_that_begin_at_once_have_one_server_and_it_outlives_them(
    small: Path, tmp_path: Path, folder: Path, server_of: Callable[..., LocalServer]
) -> None:
    users = [user(small, tmp_path, folder) for _ in range(3)]
    (pid,) = {pid_of(process) for process in users}
    for process in users:
        process.communicate(timeout=30)
        assert process.returncode == 0
    assert runs(pid)
    later = server_of()
    assert later.stage.name == "ready", "what another process loaded is loaded"
    assert "".join(chat_with(later).stream(ASK, max_tokens=4))
    assert later.pid == pid


def test_what_a_kept_server_holds_of_its_first_process(
    small: Path, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, server_of: Callable[..., LocalServer]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    with (tmp_path / "held").open("w"):
        first = server_of()
        _, key = first.start()
    process = Path(f"/proc/{first.pid}")

    def held() -> set[str]:
        names = set()
        for number in (process / "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                names.add(str(number.readlink()))
        return {name for name in names if not name.startswith("socket:")}

    # What its answer went through is closed a moment after the answer.
    wanted = {"/dev/null", str(tmp_path / "model.log"), str(the_record(folder))}
    assert within(10, lambda: held() == wanted), f"pipes, locks and files are to be let go: {held() - wanted}"
    assert str((process / "cwd").readlink()) == "/"
    shown = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
    assert b"sk-of-the-user" not in shown and key.encode() not in shown
    assert the_record(folder).stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    assert key in the_record(folder).read_text()
    assert os.getsid(first.pid or 0) == first.pid, "Ctrl-C at the terminal is not for it"


def test_it_ends_once_nobody_has_used_it_for_so_long_and_not_before(server_of: Callable[..., LocalServer]) -> None:
    first = server_of(seconds=1.0)
    first.start()
    pid = first.pid
    assert pid is not None
    time.sleep(2.5)
    assert runs(pid), "it ended though a process has it"
    second = server_of(seconds=1.0)
    second.start()
    first.stop()
    time.sleep(2.0)
    assert second.pid == pid and runs(pid), "the first one's end is not the second one's"
    second.stop()
    assert runs(pid)
    assert within(10, lambda: not runs(pid)), "nobody has it, and it stays"
    assert second.stage.name == "idle"


def test_where_none_is_kept_it_ends_with_its_process(small: Path, tmp_path: Path, folder: Path) -> None:
    process = user(small, tmp_path, folder, seconds=0)
    pid = pid_of(process)
    process.communicate(timeout=30)
    assert within(10, lambda: not runs(pid))
    assert not folder.exists()


def test_a_server_that_was_killed_is_started_again(server_of: Callable[..., LocalServer]) -> None:
    one, other = server_of(), server_of()
    for server in (one, other):
        assert "".join(chat_with(server).stream(ASK, max_tokens=2))
    first = one.pid
    assert first is not None and other.pid == first
    os.kill(first, signal.SIGKILL)
    assert within(10, lambda: one.stage.name == "idle"), "a server that died is not ready"
    for server in (one, other):
        assert "".join(chat_with(server).stream(ASK, max_tokens=2))
    assert one.pid == other.pid != first


@pytest.mark.soak  # as test_server.py has it of one that is not kept, and the test above it between two answers
def test_one_that_was_killed_in_the_middle_is_one_error_and_another_server(
    server_of: Callable[..., LocalServer],
) -> None:
    server = server_of()
    chat = chat_with(server)
    reply = chat.stream(ASK, max_tokens=3000)
    next(reply)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    with pytest.raises(LlmUnavailableError, match="in the middle"):
        list(reply)
    assert "".join(chat.stream(ASK, max_tokens=2))


@pytest.fixture(scope="module")
def true_record(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the record of a server that runs says."""
    place = tmp_path_factory.mktemp("kept")
    server = LocalServer(small, log=place / "log", keep=Keep(place / "servers", LONG))
    server.start()
    pid = server.pid
    assert pid is not None
    yield json.loads(the_record(place / "servers").read_text())
    server.stop()
    os.kill(pid, signal.SIGKILL)


@pytest.fixture
def copied(true_record: dict[str, Any], small: Path, tmp_path: Path) -> Place:
    """A place with a copy of the true record, which is found."""
    folder = tmp_path / "copies"
    identity = dict(true_record["identity"])
    place = place_of(Keep(folder, LONG), small, {name: identity[name] for name in ("threads", "context", "slots")})
    assert place is not None and place.identity == identity and make_private(folder)
    place.record.touch(0o600)
    place.record.write_text(json.dumps(true_record))
    lease = place.find()
    assert lease is not None and place.runs()
    lease.close()
    return place


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"began": "another boot 1"}, id="a number that is another process's now"),
        pytest.param({"pid": 2**22 + 1}, id="a process that is gone"),
        pytest.param({"port": 9}, id="nothing listens"),
        pytest.param({"key": "another"}, id="another key"),
        pytest.param({"protocol": 0}, id="another version"),
        pytest.param({"identity": {}}, id="another server"),
        pytest.param({"port": "9"}, id="another type"),
        pytest.param({"address": "http://192.0.2.1/"}, id="another field"),
    ],
)
def test_a_record_that_is_not_true_is_not_used(
    change: dict[str, Any], copied: Place, true_record: dict[str, Any]
) -> None:
    copied.record.write_text(json.dumps({**true_record, **change}))
    assert copied.find() is None


@pytest.mark.parametrize("text", ["", "nothing", "[]", "[" * 9000, "9" * 9000, "{}" * 9000])
def test_a_record_that_is_none_is_not_used(text: str, copied: Place) -> None:
    copied.record.write_text(text)
    assert copied.find() is None and not copied.runs()


def test_a_port_that_another_program_has_got_since_is_sent_nothing(copied: Place, true_record: dict[str, Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        gone = {"port": other.getsockname()[1], "began": "another boot 1"}
        copied.record.write_text(json.dumps({**true_record, **gone}))
        assert copied.find() is None
        other.settimeout(0.2)
        with pytest.raises(TimeoutError):
            other.accept()


def test_a_record_that_is_not_true_is_replaced(folder: Path, server_of: Callable[..., LocalServer]) -> None:
    first, second = server_of(), server_of()
    first.start()
    the_record(folder).write_text("nothing")
    second.start()
    assert second.pid not in (None, first.pid)
    assert json.loads(the_record(folder).read_text())["pid"] == second.pid


def _loosen(path: Path) -> None:
    path.chmod(path.stat().st_mode | 0o040)


def _give_away(path: Path) -> None:
    if os.geteuid():
        pytest.skip("NOT TESTED: only root can give a file away")
    os.chown(path, 65534, -1)


def _link(path: Path) -> None:
    real = path.with_name("real")
    path.rename(real)
    path.symlink_to(real)


def _second_name(path: Path) -> None:
    path.with_name("second").hardlink_to(path)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


@pytest.mark.parametrize("change", [_loosen, _give_away, _link, _second_name, _pipe])
def test_a_record_that_others_may_have_written_is_not_trusted(change: Callable[[Path], None], copied: Place) -> None:
    change(copied.record)
    assert not copied.runs() and copied.find() is None


@pytest.mark.parametrize("change", [_loosen, _give_away, _link])
def test_a_folder_that_is_not_the_user_s_alone_is_not_trusted(change: Callable[[Path], None], copied: Place) -> None:
    folder = copied.record.parent
    change(folder)
    assert not make_private(folder) and not copied.runs()


def test_a_folder_in_another_user_s_is_not_made_or_used(folder: Path) -> None:
    _give_away(folder.parent)
    assert not make_private(folder) and not folder.exists()


def test_where_the_folder_cannot_be_made_the_server_ends_with_its_process(
    tmp_path: Path, server_of: Callable[..., LocalServer]
) -> None:
    (tmp_path / "file").touch()
    server = server_of(keep=Keep(tmp_path / "file" / "servers", LONG))
    assert "".join(chat_with(server).stream(ASK, max_tokens=2))
    pid = server.pid
    assert pid is not None
    server.stop()
    assert not runs(pid)


def test_another_file_or_other_settings_are_another_server(
    small: Path, folder: Path, tmp_path: Path, server_of: Callable[..., LocalServer]
) -> None:
    model = tmp_path / "m.gguf"
    model.hardlink_to(small) if small.stat().st_dev == tmp_path.stat().st_dev else model.write_bytes(small.read_bytes())
    first = server_of(model)
    first.start()
    places = [place_of(Keep(folder, LONG), model, first._settings())]
    places.append(place_of(Keep(folder, LONG), model, {**first._settings(), "threads": 1}))
    places.append(place_of(Keep(folder, LONG + 1), model, first._settings()))
    replacement = tmp_path / "new.gguf"
    replacement.write_bytes(b"GGUF")
    with replacement.open("r+b") as file:
        file.truncate(model.stat().st_size)
    os.utime(replacement, ns=(model.stat().st_atime_ns, model.stat().st_mtime_ns))
    replacement.replace(model)
    places.append(place_of(Keep(folder, LONG), model, first._settings()))
    assert [place is not None and place.runs() for place in places] == [True, False, False, False]
    assert len({place.record for place in places if place is not None}) == 4


def test_who_waits_for_another_process_that_loads_waits_only_so_long(
    small: Path, folder: Path, server_of: Callable[..., LocalServer]
) -> None:
    from filelock import FileLock

    server = server_of(patience=0.3)
    place = place_of(Keep(folder, LONG), small, server._settings())
    assert place is not None
    folder.mkdir(mode=0o700)
    with FileLock(place.lock), pytest.raises(LlmUnavailableError, match=r"another process.*DATELINE_LLM_KEEP"):
        server.start()
    assert server.stage.name == "failed"


def test_a_broken_model_is_one_sentence_and_leaves_nothing(
    folder: Path, tmp_path: Path, server_of: Callable[..., LocalServer]
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(LlmUnavailableError, match=r"broken\.gguf did not start .*model\.log"):
        server_of(broken).start()
    assert {path.suffix for path in folder.iterdir()} == {".lock"}


def test_removing_a_model_ends_the_server_that_waits_with_it_and_none_that_is_used(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    models = tmp_path / "models"
    models.mkdir()
    model = models / "small.gguf"
    model.write_bytes(small.read_bytes())
    settings = load_settings(llm_model="small", llm_keep=5, cache=tmp_path / "cache", models=models)
    assert settings.servers == tmp_path / "caches" / "dateline" / "servers"
    server = local_server(model, settings)
    server.start()
    pid = server.pid
    assert pid is not None
    try:
        end_kept(settings.servers, model)
        assert server.pid == pid, "it is in use"
        server.stop()
        state = _state(settings)
        assert runs(pid) and state == "ready", "it waits for its next use"
        assert remove(settings, "small") == small.stat().st_size
        assert within(10, lambda: not runs(pid))
    finally:
        if runs(pid):
            os.kill(pid, signal.SIGKILL)


def _state(settings: Settings) -> str:
    manager = ModelManager(settings)
    try:
        return manager.state().phase
    finally:
        manager.close()


def test_a_pipeline_ends_with_its_command(small: Path, tmp_path: Path) -> None:
    """``dateline doctor | cat`` in a shell: what reads the pipe sees its end, though the server lives on."""
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path / "caches"),
        "DATELINE_CACHE": str(tmp_path / "cache"),
        "DATELINE_LLM": "local",
        "DATELINE_LLM_MODEL": str(small),
        "DATELINE_LLM_KEEP": "5",
    }
    code = (
        "from rag.llm.health_check import try_model\nfrom rag.settings import load_settings\n"
        "trial = try_model(load_settings())\nprint(trial.ok, trial.said)"
    )
    done = subprocess.run(
        ["sh", "-c", '"$PYTHON" -c "$CODE" 2>&1 | cat'],
        capture_output=True,
        text=True,
        env={**environment, "PYTHON": sys.executable, "CODE": code},
        timeout=60,
    )
    told = json.loads(the_record(tmp_path / "caches" / "dateline" / "servers").read_text())
    try:
        assert done.stdout.startswith("True "), done.stdout
        assert process_start(told["pid"]) == told["began"], "it was not kept"
    finally:
        os.kill(told["pid"], signal.SIGKILL)


def test_for_how_long_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().llm_keep == 0, "tests leave no server behind"
    monkeypatch.delenv("DATELINE_LLM_KEEP")
    assert load_settings().llm_keep == 5
    for value in ("-1", "nan", "inf", "100000", "long"):
        monkeypatch.setenv("DATELINE_LLM_KEEP", value)
        with pytest.raises(UsageError, match="DATELINE_LLM_KEEP"):
            load_settings()
