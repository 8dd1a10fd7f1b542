"""Processes that answer beside a server's own: the same answers, from what the archive holds at that moment."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import Answer, AnswerDone, Archive, EvidenceFound, Filters, UsageError, load_settings
from rag.answer.processes.answering_process import AnsweringProcess
from rag.answer.processes.answering_processes import AnsweringProcesses
from rag.answer.processes.asked_elsewhere import AskedElsewhere
from rag.answer.processes.processes_for_archive import how_many

ROOT = Path(__file__).parent.parent.parent
FERRY = "Harbour news\n\nThe last ferry of Vell leaves at a quarter past nine, said the harbour master Osk Tarn."
ASKED = "When does the last ferry of Vell leave?"


@contextmanager
def opened(folder: Path, **settings: object) -> Iterator[Archive]:
    given = load_settings(**{"archive": folder, "llm": "none", "answering_processes": 2, **settings})
    with Archive.open(folder, embedder=ToyEmbedder(), settings=given) as archive:
        archive.answer_in_processes()
        yield archive


def processes(archive: Archive) -> AnsweringProcesses:
    found = archive._answers._processes
    assert found is not None
    return found


def free_ones(archive: Archive) -> list[AnsweringProcess]:
    return [one for one, _ in processes(archive)._free if isinstance(one, AnsweringProcess)]


def until(holds: Callable[[], object]) -> None:
    ends = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


@contextmanager
def beside(archive: Archive, number: int = 1) -> Iterator[None]:
    """While another question is looked up, and so many processes are there for this one."""
    with processes(archive).asking():
        while len(free_ones(archive)) < number:
            held = list(processes(archive)._free)
            processes(archive)._free.clear()  # as one that is free is enough for the next question
            archive.ask(ASKED)
            until(lambda: processes(archive)._free or not processes(archive)._starting)
            processes(archive)._free.extend(held)
        yield


def told(answer: Answer) -> Answer:
    """An answer but for the seconds that it took."""
    return replace(answer, timings={})


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[AskedElsewhere]:
    """What processes have answered."""
    answered: list[AskedElsewhere] = []
    answer = AnsweringProcess.answer

    def counted(self: AnsweringProcess, asked: AskedElsewhere) -> object:
        events = answer(self, asked)
        if events is not None:
            answered.append(asked)
        return events

    monkeypatch.setattr(AnsweringProcess, "answer", counted)
    return answered


@pytest.mark.slow
def test_answers_are_the_same(tmp_path: Path, elsewhere: list[AskedElsewhere]) -> None:
    lines = (ROOT / "corpus" / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    questions += ["How many articles are there?", "What did the Harrow Bay Courier say last week?", "x" * 3000]
    dated = Filters(since=date(2024, 1, 1), languages=("en",))
    with opened(tmp_path / "archive") as archive:
        archive.add(ROOT / "corpus")
        here = [list(archive.stream(question)) for question in questions]
        quoted = [archive.quote(question, filters=dated) for question in questions[::8]]
        with beside(archive):
            elsewhere.clear()
            there = [list(archive.stream(question)) for question in questions]
            quoted_there = [archive.quote(question, filters=dated) for question in questions[::8]]
        assert len(elsewhere) == len(here) + len(quoted)
    for one, other in zip(here, there, strict=True):
        assert [type(event) for event in one] == [type(event) for event in other] == [EvidenceFound, AnswerDone]
        assert isinstance(one[-1], AnswerDone) and isinstance(other[-1], AnswerDone)
        assert one[0] == other[0] and told(one[-1].answer) == told(other[-1].answer)
    assert list(map(told, quoted)) == list(map(told, quoted_there))


def test_what_is_added_edited_removed_is_seen_at_once(tmp_path: Path, elsewhere: list[AskedElsewhere]) -> None:
    with opened(tmp_path / "archive") as archive, beside_any(archive):
        elsewhere.clear()
        for number in range(3):
            [article] = archive.add_text(f"{FERRY} That is news number {number}.").added
            assert {one.article.id for one in archive.ask(ASKED).evidence} == {article}
            archive.edit(article, title="Tarn on the timetable")
            assert archive.ask(ASKED).evidence[0].article.title == "Tarn on the timetable"
            archive.remove(article)
            assert archive.ask(ASKED).evidence == ()
        assert len(elsewhere) == 9


def beside_any(archive: Archive) -> AbstractContextManager[None]:
    archive.add_text("Weather\n\nIt rained in Oslo on Monday.", name="weather.txt")
    archive.remove(archive.article_ids())
    return beside(archive)


def test_who_asks_alone_starts_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "archive") as archive:
        archive.add_text(FERRY)
        for _ in range(3):
            archive.ask(ASKED)
            archive.quote(ASKED)
        found = processes(archive)
        assert not (found._free or found._busy or found._coming or found._starting)


def test_one_that_is_killed_costs_nobody_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed with a question under way; it is answered without it, and so is the next one."""
    with opened(tmp_path / "archive") as archive:
        archive.add_text(FERRY)
        right = told(archive.ask(ASKED))
        with beside(archive):
            [process] = free_ones(archive)
            os.kill(process.pid, signal.SIGSTOP)  # so that the question is surely under way
            answers: list[Answer] = []
            asking = threading.Thread(target=lambda: answers.append(archive.ask(ASKED)))
            asking.start()
            until(lambda: processes(archive)._busy)
            os.kill(process.pid, signal.SIGKILL)
            asking.join(60)
            assert [*map(told, answers), told(archive.ask(ASKED))] == [right, right]


def test_erasing_ends_them(tmp_path: Path, elsewhere: list[AskedElsewhere]) -> None:
    """They remember what they read; new ones may be started afterwards."""
    with opened(tmp_path / "archive") as archive:
        [article] = archive.add_text(FERRY).added
        with beside(archive):
            archive.ask(ASKED)
            [process] = free_ones(archive)
            archive.remove(article, erase=True)
            assert not process.lives and not free_ones(archive)
            assert archive.ask(ASKED).evidence == ()
        with beside(archive):
            elsewhere.clear()
            assert archive.ask(ASKED).evidence == () and elsewhere


def test_errors_are_those_of_the_engine(tmp_path: Path) -> None:
    with opened(tmp_path / "archive") as archive:
        archive.add_text(FERRY)
        with beside(archive):
            with pytest.raises(UsageError, match="the question is empty"):
                archive.ask(" ")
            assert archive.ask(ASKED).evidence  # and it goes on
            assert free_ones(archive)


def test_closing_ends_them_also_those_under_way(tmp_path: Path) -> None:
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(2):
        with opened(tmp_path / "archive") as archive:
            archive.add_text(FERRY)
            with beside(archive):
                [process] = free_ones(archive)
        assert not process.lives
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 4  # what the vector store keeps


def test_those_that_nobody_asks_end(tmp_path: Path) -> None:
    with opened(tmp_path / "archive") as archive:
        archive.add_text(FERRY)
        processes(archive)._idle_seconds = 1.0
        with beside(archive):
            [process] = free_ones(archive)
        archive.ask(ASKED)  # alone: no use of theirs
        until(lambda: not process.lives)
        assert not processes(archive)._free


_PARENT = """
import sys, time
sys.path[:0] = {path!r}
import test_answering_processes as these
from pathlib import Path
with these.opened(Path({folder!r})) as archive:
    archive.add_text(these.FERRY)
    with these.beside(archive):
        print(these.free_ones(archive)[0].pid, flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_they_end_with_their_parent_however_it_ends(tmp_path: Path) -> None:
    program = _PARENT.format(path=[str(ROOT / "tests"), str(ROOT / "tests" / "answer")], folder=str(tmp_path / "a"))
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()  # type: ignore[union-attr]
    until(lambda: not running(child))


def running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_how_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, most in ((1, 0), (2, 2), (16, 4)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, n=cores: set(range(n)), raising=False)
        assert how_many(load_settings()) == most
    assert how_many(load_settings(answering_processes=1)) == 1


@pytest.mark.parametrize(
    "settings", [{"answering_processes": 0}, {"rerank": "http://localhost:1", "rerank_model": "m"}]
)
def test_where_there_are_none(tmp_path: Path, settings: dict[str, object]) -> None:
    with opened(tmp_path / "archive", **settings) as archive:
        assert archive._answers._processes is None
