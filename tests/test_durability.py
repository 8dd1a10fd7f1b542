"""Durability, by real kills: SIGKILL at random moments and while Chroma writes its index; then nothing may be wrong.

A short form: ``make soak`` does those marked so, too, and ``bench/kills.py`` does hundreds. What must hold after each
kill stands in ``proving.examine``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from firing import PACKED, REMOVED, REPORTS, ZIPPED, Range, firing_range
from killing import Kill
from proving import committed_ids

pytestmark = pytest.mark.kill
soak = pytest.mark.soak


#: Whose index is written as that of "add" is.
_AIMED = ("sync", "update", "remove", "pack", "import")


@pytest.fixture(scope="module")
def ground() -> Iterator[Range]:
    patch = pytest.MonkeyPatch()  # the usual fixture is there for one test only
    with firing_range() as ground:
        patch.setenv("DATELINE_ARCHIVE", str(ground.work / "user"))
        yield ground
    patch.undo()


def shoot_while_writing(ground: Range, name: str, after_seconds: float, *, halt: bool) -> Kill:
    """Kill an operation while it writes its index: in less than a millisecond, so aiming may miss."""
    operation = ground.operation(name)
    for _ in range(12):
        ground.begin(operation)
        kill = ground.kill_while_writing(operation, 1, after_seconds, halt=halt)
        if kill.hit and (kill.within or not halt):
            break
    return kill


@pytest.mark.parametrize(
    ("name", "share"),
    [
        # Adding is killed by test_killed_again_and_again_without_coming_through, importing by this file's last test.
        pytest.param("add", 0.4, marks=soak),
        pytest.param("add", 0.6, marks=soak),
        pytest.param("add", 0.8, marks=soak),
        pytest.param("update", 0.5, marks=soak),
        ("update", 0.8),
        ("remove", 0.5),
        pytest.param("pack", 0.5, marks=soak),  # commits as "add" does, and "import" what it packed
        pytest.param("pack", 0.8, marks=soak),
        ("sync", 0.4),
        pytest.param("sync", 0.7, marks=soak),
        pytest.param("import", 0.3, marks=soak),
        pytest.param("import", 0.7, marks=soak),
        ("export", 0.5),
    ],
)
def test_killed_on_the_way(ground: Range, name: str, share: float) -> None:
    operation = ground.operation(name)
    for earlier in (1, 2, 4, 8):  # what was measured took longer, as other work went on beside it
        ground.begin(operation)
        kill = ground.kill(operation, ground.seconds(operation) * share / earlier)
        if kill.hit:
            break
    assert kill.hit
    ground.assert_sound(operation)


@pytest.mark.parametrize("name", ["add", *(pytest.param(name, marks=soak) for name in _AIMED)])
def test_killed_while_the_index_is_written(ground: Range, name: str) -> None:
    halt = name != "remove"  # whose index is written too quickly to be stopped in the middle
    kill = shoot_while_writing(ground, name, 0.000_1, halt=halt)
    assert kill.hit and (kill.within or not halt)
    ground.assert_sound(ground.operation(name))


def test_killed_again_and_again_without_coming_through(ground: Range) -> None:
    add = ground.operation("add")
    ground.begin(add)
    committed = 0
    for share in (0.7, 0.2, 0.5, 0.8):
        ground.kill(add, ground.seconds(add) * share)
        now = len(committed_ids(ground.archive))
        assert now >= committed
        committed = now
    ground.kill_while_writing(add, 1, 0.000_2, halt=False)
    ground.kill_while_writing(add, 1, 0.000_1, halt=False, job="open")
    ground.assert_sound(add)


def test_what_is_removed_stays_removed(ground: Range) -> None:
    remove = ground.operation("remove")
    ground.begin(remove)
    ground.kill(remove, ground.seconds(remove) * 0.6)
    kept = committed_ids(ground.archive)
    assert REPORTS - REMOVED <= len(kept) <= REPORTS
    ground.forge.run("open", ground.archive, "", ground.sync)
    assert committed_ids(ground.archive) == kept, "reopening changed what is there"


@pytest.mark.parametrize(
    ("lost", "share"), [("data_level0.bin", 0.2), pytest.param("index_metadata.pickle", 0.6, marks=soak)]
)
def test_killed_while_mending(ground: Range, lost: str, share: float) -> None:
    """A broken store is rebuilt beside itself: a kill on the way leaves the one or the other."""
    mend = ground.operation("mend")
    ground.begin(mend)
    files = list(ground.archive.glob(f"chroma-*/*/{lost}"))
    assert files
    for file in files:
        file.unlink()
    ground.kill(mend, ground.seconds(mend) * share)
    assert ground.forge.run("mend", ground.archive, "", ground.sync) == {"ok": True}
    ground.assert_sound(mend)


@soak  # test_killed_while_mending kills it elsewhere, test_killed_while_the_index_is_written as it is made first
def test_killed_while_a_rebuilt_index_is_written(ground: Range) -> None:
    mend = ground.operation("mend")
    ground.begin(mend)
    for file in ground.archive.glob("chroma-*/*/data_level0.bin"):
        file.unlink()
    ground.kill_while_writing(mend, 1, 0.000_1, halt=True)
    assert ground.forge.run("mend", ground.archive, "", ground.sync) == {"ok": True}
    ground.assert_sound(mend)


@pytest.mark.parametrize("share", [0.4, pytest.param(0.8, marks=soak)])
def test_an_import_that_was_killed_does_what_is_left(ground: Range, share: float) -> None:
    operation = ground.operation("import")
    ground.begin(operation)
    ground.kill(operation, ground.seconds(operation) * share)
    there = len(committed_ids(ground.archive))
    done = ground.forge.run("import", ground.archive, operation.argument, ground.sync)
    assert done == {"added": PACKED + ZIPPED - there, "failed": []}
    ground.assert_sound(operation)
