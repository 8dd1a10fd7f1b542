"""Durability, by real kills: SIGKILL at random moments and while Chroma writes its index; then nothing may be wrong.

A short form; ``bench/kills.py`` does hundreds. What must hold after each kill stands in ``killing.examine``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from killing import Range, committed_ids, firing_range, write_folder

RANDOM_KILLS = 12
AIMED_KILLS = 8


@pytest.fixture(scope="module")
def shared_ground() -> Iterator[Range]:
    patch = pytest.MonkeyPatch()  # the usual fixture is there for one test only
    with firing_range() as ground:
        patch.setenv("DATELINE_ARCHIVE", str(ground.work / "user"))
        yield ground
    patch.undo()


@pytest.fixture(scope="module")
def seconds(shared_ground: Range) -> float:
    """How long an undisturbed add takes."""
    taken = shared_ground.measure()
    shared_ground.assert_sound()
    return taken


@pytest.fixture
def ground(shared_ground: Range, seconds: float) -> Range:
    write_folder(shared_ground.folder, 24)
    shared_ground.renew()
    return shared_ground


@pytest.mark.parametrize("number", range(RANDOM_KILLS))
def test_killed_while_adding(ground: Range, seconds: float, number: int) -> None:
    kill = ground.kill("add", seconds * (number + 0.3) / RANDOM_KILLS)
    assert kill.hit or number > RANDOM_KILLS / 2
    ground.assert_sound()


@pytest.mark.parametrize("number", range(AIMED_KILLS))
def test_killed_while_the_index_is_written(ground: Range, number: int) -> None:
    for _ in range(12):  # an index is written in less than a millisecond, and twice at the most: aiming may miss
        ground.renew()
        kill = ground.kill_while_writing("add", 1 + number % 2, number * 0.000_1, halt=number % 2 == 0)
        if kill.hit and (kill.within or number % 2):
            break
    assert kill.hit
    assert kill.within or number % 2
    ground.assert_sound()


def test_killed_again_and_again_without_coming_through(ground: Range, seconds: float) -> None:
    committed = 0
    for share in (0.5, 0.2, 0.6, 0.3, 0.8):
        ground.kill("add", seconds * share)
        now = len(committed_ids(ground.archive))
        assert now >= committed
        committed = now
    ground.kill_while_writing("add", 1, 0.000_2, halt=False)
    ground.kill_while_writing("open", 1, 0.000_1, halt=False)
    ground.assert_sound()


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_killed_while_removing(ground: Range, seconds: float, share: float) -> None:
    ground.fill()
    ids = sorted(committed_ids(ground.archive))[:16]
    ground.kill("remove", seconds * share / 3, ",".join(ids))
    kept = committed_ids(ground.archive)
    assert 24 - 16 <= len(kept) <= 24
    ground.forge.run("open", ground.archive, "", ground.sync)
    assert committed_ids(ground.archive) == kept, "reopening changed what is there"
    ground.forge.run("remove", ground.archive, ",".join(ids), ground.sync)
    assert len(committed_ids(ground.archive)) == 24 - 16
    ground.assert_sound()  # adds them again


def test_killed_while_the_index_is_written_for_a_removal(ground: Range) -> None:
    ground.fill()
    ids = sorted(committed_ids(ground.archive))[:16]
    ground.kill_while_writing("remove", 1, 0.0, halt=True, argument=",".join(ids))
    ground.assert_sound()


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_killed_while_updating(ground: Range, seconds: float, share: float) -> None:
    ground.fill()
    write_folder(ground.folder, 24, edition=2)
    ground.kill("add", seconds * share)
    ground.assert_sound()  # every article has the words of the second edition


def test_killed_while_the_index_is_written_for_an_update(ground: Range) -> None:
    ground.fill()
    write_folder(ground.folder, 24, edition=3)
    ground.kill_while_writing("add", 2, 0.000_1, halt=True)
    ground.assert_sound()


@pytest.mark.parametrize(("lost", "share"), [("data_level0.bin", 0.2), ("index_metadata.pickle", 0.6)])
def test_killed_while_mending(ground: Range, seconds: float, lost: str, share: float) -> None:
    """A broken store is rebuilt beside itself: a kill on the way leaves the one or the other."""
    ground.fill()
    files = list(ground.archive.glob(f"chroma-*/*/{lost}"))
    assert files
    for file in files:
        file.unlink()
    ground.kill("mend", seconds * share / 2)
    assert ground.forge.run("mend", ground.archive, "", ground.sync) == {"ok": True}
    ground.assert_sound()


def test_killed_while_a_rebuilt_index_is_written(ground: Range) -> None:
    ground.fill()
    for file in ground.archive.glob("chroma-*/*/data_level0.bin"):
        file.unlink()
    ground.kill_while_writing("mend", 2, 0.000_1, halt=True)
    assert ground.forge.run("mend", ground.archive, "", ground.sync) == {"ok": True}
    ground.assert_sound()


@pytest.fixture
def backup(ground: Range) -> Path:
    """A backup of the whole folder; the archive it came from has gone."""
    ground.fill()
    path = ground.work / "backup.zip"
    ground.forge.run("export", ground.archive, str(path), ground.sync)
    ground.renew()
    return path


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.8])
def test_killed_while_importing(ground: Range, seconds: float, backup: Path, share: float) -> None:
    """The same import again does what is left, and nothing is there twice."""
    ground.kill("import", seconds * share, str(backup))
    there = len(committed_ids(ground.archive))
    done = ground.forge.run("import", ground.archive, str(backup), ground.sync)
    assert done == {"added": 24 - there, "unchanged": there, "failed": 0}
    ground.assert_sound()


def test_killed_while_exporting(ground: Range, seconds: float, backup: Path) -> None:
    """The backup that was there stays whole until the new one is."""
    ground.forge.run("import", ground.archive, str(backup), ground.sync)
    for share in (0.02, 0.05, 0.1):
        ground.kill("export", seconds * share, str(backup))
        ground.renew()
        ground.forge.run("import", ground.archive, str(backup), ground.sync)
    ground.assert_sound()
