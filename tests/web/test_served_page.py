"""The page as its own process, while a hostile feed is added through it, and while nobody asks for anything."""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser.served import running
from farm import Farm, answer

pytestmark = pytest.mark.slow

RSS = "application/rss+xml"
#: Seconds within which the page answers, whatever it reads, for minutes: milliseconds, and room for a busy machine.
AT_ONCE = 10.0
SESSION = "abcdefghij"


def ask_to_add(url: str, address: str) -> None:
    """Type an address into the page's box and press Add; what becomes of it is not waited for."""
    found = re.search(r"window\.gradio_config = (\{.*?\});\s*</script>", httpx.get(url).text, re.DOTALL)
    assert found
    page = json.loads(found[1])
    box = next(each["id"] for each in page["components"] if each["props"].get("elem_id") == "dl-address")
    submit = next(each["id"] for each in page["dependencies"] if [box, "submit"] in each["targets"])
    joining = {"data": [address, False], "fn_index": submit, "session_hash": SESSION}
    assert httpx.post(f"{url}/gradio_api/queue/join", json=joining).status_code == 200


def told(url: str) -> Iterator[str]:
    """What the page then says, until it has said it all."""
    with httpx.stream("GET", f"{url}/gradio_api/queue/data", params={"session_hash": SESSION}, timeout=30) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                yield json.dumps(json.loads(line[6:]), ensure_ascii=False)
            if "process_completed" in line:
                return


def seconds_to_answer(url: str) -> float:
    begun = time.monotonic()
    assert httpx.get(f"{url}/healthz", timeout=30).json()["ok"]
    return time.monotonic() - begun


# The first once took minutes to read, as test_hostile_lists.py measures; the second does, and is killed with the page.
@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(b"<![CDATA[" * 60_000, id="sections", marks=pytest.mark.soak),
        pytest.param(b"&" * 9_900_000, id="entities"),
    ],
)
def test_the_page_answers_while_a_hostile_feed_is_read(farm: Farm, tmp_path: Path, inner: bytes) -> None:
    farm.pages["/feed"] = answer(b"<rss><channel><item>" + inner, kind=RSS)
    allowed = f"127.0.0.1:{farm.port}"
    with running(tmp_path / "archive", tmp_path, llm="none", fetch_allow=allowed, fetch_delay="0") as (url, page):
        ask_to_add(url, f"{farm.url}/feed")
        took = []
        ends = time.monotonic() + 3
        while time.monotonic() < ends:
            took.append(seconds_to_answer(url))
            time.sleep(0.02)
        assert "/feed" in farm.paths() and max(took) < AT_ONCE
        if b"CDATA" in inner:
            assert "no more than a teaser" in list(told(url))[-1]
        begun = time.monotonic()
        page.send_signal(signal.SIGTERM)
        assert page.wait(30) == 0 and time.monotonic() - begun < 20


@pytest.mark.skipif(sys.platform != "linux", reason="how often a process wakes is told by /proc")
def test_an_idle_page_sleeps(tmp_path: Path) -> None:
    """Gradio's queue looked a thousand times a second whether there is something to do."""

    def woken() -> int:
        tasks = Path(f"/proc/{page.pid}/task").glob("*/status")
        return sum(int(re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", each.read_text(), re.M)[0]) for each in tasks)

    with running(tmp_path / "archive", tmp_path, llm="none") as (_, page):
        most = 250  # a second; it is some 130
        for _ in range(10):  # what the first question needs is loaded meanwhile
            before = woken()
            time.sleep(1)
            if (times := woken() - before) < most:
                break
        assert times < most
