"""A file that is no sound backup is one sentence, and nothing of it is imported."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toy import ToyEmbedder

from rag import Archive, BackupError, UsageError
from rag.backup.pack_reader import open_backup
from rag.ingest.limits import Limits
from rag.model import Draft

Members = dict[str, bytes]


@pytest.fixture
def backup(archive: Archive, tmp_path: Path) -> Path:
    archive.add_drafts(
        [("a.txt", Draft("Ferry", "The last ferry leaves at 21:40.")), ("b.txt", Draft("Bridge", "It is closed."))]
    )
    return archive.export(tmp_path / "backup.zip", with_vectors=True).path


def refuse(path: Path, words: str) -> None:
    """Import into a new archive: it must be refused with these words, and leave the archive empty."""
    with Archive.open(path.parent / "fresh", embedder=ToyEmbedder()) as fresh:
        with pytest.raises(BackupError, match=words) as caught:
            fresh.import_backup(path)
        assert "\n" not in str(caught.value)
        assert fresh.count() == 0


def members_of(path: Path) -> Members:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def write_members(path: Path, members: Members, *, sign: bool = True) -> Path:
    """Write a backup; ``sign``: with checksums and counts that fit, as one made to harm would have."""
    manifest = json.loads(members["manifest.json"])
    if sign:
        for name, member in manifest["members"].items():
            raw = members[name]
            member |= {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
            if name != "vectors.f32":
                member["rows"] = raw.count(b"\n")
        members = {**members, "manifest.json": json.dumps(manifest).encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in members.items():
            packed.writestr(name, raw)
    return path


def change_article(**fields: Any) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        first, _, rest = members["articles.jsonl"].partition(b"\n")
        members["articles.jsonl"] = json.dumps({**json.loads(first), **fields}).encode() + b"\n" + rest

    return change


def change_manifest(**fields: Any) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **fields}).encode()

    return change


def put(name: str, raw: bytes) -> Callable[[Members], None]:
    return lambda members: members.__setitem__(name, raw)


def drop(name: str) -> Callable[[Members], None]:
    return lambda members: members.__delitem__(name)


def double_an_article(members: Members) -> None:
    members["articles.jsonl"] = members["articles.jsonl"].partition(b"\n")[0] + b"\n" + members["articles.jsonl"]


def spoil_a_vector(members: Members) -> None:
    vectors = np.frombuffer(members["vectors.f32"], dtype="<f4").copy()
    vectors[3] = np.nan
    members["vectors.f32"] = vectors.tobytes()


def turn_passages_round(members: Members) -> None:
    members["passages.jsonl"] = b"".join(reversed(members["passages.jsonl"].splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_article(text=" \n"), "line 1 of its articles.jsonl: it is no article"),
        (change_article(text=7), "field text is of the wrong kind"),
        (change_article(title=None), "field title is empty"),
        (change_article(title="half a character: \ud83d"), "it is not JSON"),
        (change_article(authors="Mira Holt"), "authors or captions are not texts"),
        (change_article(published="yesterday"), "it is no article"),
        (change_article(published="2025-09-09T08:00:00"), "needs its zone"),
        (change_article(published_from="a guess"), "none of those there are"),
        (change_article(state="lost"), "none of those there are"),
        (change_article(added="once"), "it is no article"),
        (change_article(id="../../etc/passwd"), "its id is none"),
        (change_article(pk=1), "field pk that this version does not know"),
        (put("articles.jsonl", b"[]\n[]\n"), "it is not an object"),
        (put("articles.jsonl", b"{}\n{}\n"), "it lacks the field id"),
        (put("articles.jsonl", b"[" * 100_000 + b"\n"), "it is not JSON"),
        (put("articles.jsonl", b'{"id": NaN}\n'), "it is not JSON"),
        (put("articles.jsonl", b"\xff\xfe\n"), "it is not JSON"),
        (double_an_article, "is there twice"),
        (spoil_a_vector, "not made of numbers"),
        (turn_passages_round, "has other articles"),
        (put("passages.jsonl", b""), "vectors.f32 is too long|lacks articles"),
        (put("vectors.f32", b""), "vectors.f32 is too short"),
        (put("vectors.f32", b"\x80\x04cos\nsystem\n"), "vectors.f32 is too short"),
        (put("../../evil.txt", b"evil"), "other files than it says"),
        (change_manifest(format=2, surprise=1), "newer Dateline"),
        (change_manifest(archive_format=1_000), "newer Dateline"),
        (change_manifest(surprise=1), "surprise"),
        (change_manifest(dimension=None), "vectors are not whole"),
        (change_manifest(dimension=10**9), "dimension"),
        (put("manifest.json", b'{"members": {}}'), "program"),
    ],
)  # fmt: skip
def test_what_was_made_to_harm_is_refused(
    backup: Path, tmp_path: Path, change: Callable[[Members], None], words: str
) -> None:
    members = members_of(backup)
    change(members)
    refuse(write_members(tmp_path / "changed.zip", members), words)


def test_a_changed_member_does_not_fit_its_checksum(backup: Path, tmp_path: Path) -> None:
    members = members_of(backup)
    members["articles.jsonl"] = members["articles.jsonl"].replace(b"21:40", b"22:40")
    refuse(write_members(tmp_path / "changed.zip", members, sign=False), "its articles.jsonl is not what its checksum")


def test_a_missing_member(backup: Path, tmp_path: Path) -> None:
    members = members_of(backup)
    drop("vectors.f32")(members)
    refuse(write_members(tmp_path / "changed.zip", members, sign=False), "other files than it says")


def test_a_table_that_is_not_known(backup: Path, tmp_path: Path) -> None:
    members = members_of(backup)
    members["tables/stars.jsonl"] = b"{}\n"
    manifest = json.loads(members["manifest.json"])
    manifest["members"]["tables/stars.jsonl"] = manifest["members"]["articles.jsonl"]
    members["manifest.json"] = json.dumps(manifest).encode()
    refuse(write_members(tmp_path / "changed.zip", members), "update Dateline")


def correction(**fields: Any) -> bytes:
    row = {"article_id": "a", "field": "title", "value": {"title": "A"}, "stated": {"title": "B"}, **fields}
    return json.dumps(row).encode()


def pieces(raw: bytes) -> bytes:
    return json.dumps({"article_id": "a", "pieces": base64.b64encode(raw).decode()}).encode()


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("corrections", correction(field="text"), "corrects no field"),
        ("corrections", correction(value=["A"]), "corrects no field"),
        ("corrections", correction(value={"text": "A"}), "sets something else than its field"),
        ("corrections", correction(stated={"title": None}), "sets title to what it cannot be"),
        (
            "corrections",
            correction(field="published", value={"published": "2025-01-01T10:00", "published_from": None}),
            "needs its zone",
        ),
        ("taken_off", pieces(b"no zlib"), "cannot be unpacked"),
        ("taken_off", pieces(zlib.compress(b"[[1, 2]]")), "not texts with their reasons"),
        ("taken_off", pieces(zlib.compress(b" " * 70_000_000)), "not texts with their reasons"),
    ],
)
def test_rows_that_would_harm_later(backup: Path, tmp_path: Path, table: str, row: bytes, words: str) -> None:
    members = members_of(backup)
    members[f"tables/{table}.jsonl"] += row + b"\n"
    refuse(write_members(tmp_path / "changed.zip", members), words)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_cut_off(backup: Path, tmp_path: Path, share: float) -> None:
    raw = backup.read_bytes()
    (tmp_path / "cut.zip").write_bytes(raw[: int(len(raw) * share)])
    refuse(tmp_path / "cut.zip", "is no backup, or was cut off")


def test_any_bit_that_flips_is_noticed(backup: Path, tmp_path: Path) -> None:
    """Wherever it is: nothing else comes out than went in, or an error does."""
    raw = bytearray(backup.read_bytes())
    before = members_of(backup)
    # All of the zip's own ending, whose places zipfile believes, and some of the rest.
    for place in [*range(0, len(raw), len(raw) // 60), *range(len(raw) - 22, len(raw))]:
        flipped = raw.copy()
        flipped[place] ^= 0x10
        path = tmp_path / "flipped.zip"
        path.write_bytes(flipped)
        try:
            with open_backup(path, Limits()) as opened:
                got = {name: opened.packed.read(name) for name in opened.packed.namelist()}
        except BackupError:
            continue
        assert got == before, f"byte {place}"


def test_a_zip_of_other_things(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("article.txt", "The ferry leaves.")
    refuse(tmp_path / "other.zip", "no backup of Dateline: articles in a zip are added with dateline add")


def test_bombs(backup: Path, tmp_path: Path) -> None:
    members = members_of(backup)
    members["articles.jsonl"] += b" " * 120_000_000
    path = write_members(tmp_path / "bomb.zip", members)
    with pytest.raises(BackupError, match="more than 200 times its size"), open_backup(path, Limits()):
        pass
    with pytest.raises(BackupError, match="more than 50 MB"), open_backup(path, Limits(expanded_bytes=50_000_000)):
        pass


def test_no_such_file(archive: Archive, tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.zip", "does not exist"), (tmp_path, "is a folder")):
        with pytest.raises(UsageError, match=words):
            archive.import_backup(path)
