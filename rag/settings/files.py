"""What the files of a folder may set: ``.env`` and ``dateline.toml`` of the working directory.

A folder may be a stranger's: an unpacked download, a share, a checkout. What stands in its files is therefore no more
than a wish where it would loosen safety (where text and keys are sent, what is fetched, who can reach the page), and is
refused with one sentence unless ``DATELINE_TRUST_FOLDER=1`` stands in the environment.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from dotenv import dotenv_values
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, TomlConfigSettingsSource

from rag.errors import UsageError
from rag.settings.hosts import is_this_machine
from rag.settings.setting_types import FASTEMBED

PREFIX: Final = "DATELINE_"
TOML: Final = "dateline.toml"
DOTENV: Final = ".env"
OPENAI_URL: Final = "https://api.openai.com/v1"
TRUST: Final = "trust_folder"
#: The most bytes of a file with settings.
_LARGEST: Final = 1_000_000
_BOOL: Final = TypeAdapter(bool)


def variable_name(name: str) -> str:
    """The environment variable of a setting."""
    upper = plain_name(name).upper()
    return upper if upper.startswith("OPENAI_") else PREFIX + upper


def plain_name(name: str) -> str:
    """A setting's name, however its source spells it: ``DATELINE_OPENAI_BASE_URL`` is ``openai_base_url``."""
    return name.lower().removeprefix(PREFIX.lower())


def _is_on(value: object) -> bool:
    try:
        return _BOOL.validate_python(value)
    except ValidationError:
        return True  # whatever it is, it is not "no"


def _is_given(value: object) -> bool:
    return bool(value)


def _is_address(value: object) -> bool:
    # Not "://": what reads addresses leaves out tabs and ends of lines within them ("http:/\t/stranger.example").
    return ":" in str(value) and not str(value).startswith(FASTEMBED)


def _is_file(value: object) -> bool:
    text = str(value).strip()
    model = text.lower().endswith((".gguf", ".onnx"))
    return model or text.startswith(("/", "~", ".")) or ".." in text or "\\" in text


#: What loosens safety, when a value does so, and what it would do: the middle of a sentence.
_LOOSENING: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "openai_base_url": (lambda value: str(value).rstrip("/") != OPENAI_URL, "says where texts and keys are sent"),
    "llm": (_is_address, "says where texts and keys are sent"),
    "embeddings": (_is_address, "says where texts and keys are sent"),
    "reader": (
        lambda value: _is_address(value) or _is_file(value),
        "says where texts and keys are sent, or which file is loaded as a model",
    ),
    "rerank": (
        lambda value: _is_address(value) or _is_file(value),
        "says where texts and keys are sent, or which file is loaded as a model",
    ),
    "vectors": (
        lambda value: str(value).strip().lower() != "chroma",
        "says where vectors and keys are sent, or which folder is written to",
    ),
    "catalog": (_is_given, "says where texts are sent"),
    "models": (_is_given, "says which files are loaded as language models"),
    "llm_model": (_is_file, "says which file is loaded as a language model"),
    "judge_model": (_is_file, "says which file is loaded as a language model"),
    "fetch_private": (_is_on, "allows fetching from this machine and its network"),
    "fetch_allow": (_is_given, "allows fetching from this machine and its network"),
    "host": (lambda value: not is_this_machine(str(value).strip()), "lets others reach the page"),
    "hosts": (_is_given, "lets others reach the page"),
    "password": (_is_given, "says who may use the page"),
    "trusted_proxies": (_is_given, "says whose word is taken for who somebody is"),
    "user_header": (_is_given, "says whose word is taken for who somebody is"),
    "keep_conversations": (_is_on, "has the server keep what people ask"),
    "tls_cert": (_is_given, "says by which certificate the page is known"),
    "tls_key": (_is_given, "says by which certificate the page is known"),
    "mcp": (lambda value: str(value).strip().lower() not in ("read", "off"), "lets assistants change the archive"),
}
#: Where a key is sent: the settings that may hold the address, the first that does.
_SENT_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "openai_api_key": ("openai_base_url",),
    "llm_api_key": ("llm", "openai_base_url"),
    "embeddings_api_key": ("embeddings", "openai_base_url"),
    "reader_api_key": ("reader",),
    "rerank_api_key": ("rerank",),
    "vectors_token": ("vectors",),
}


class FolderSource(PydanticBaseSettingsSource):
    """A file of the working directory as a source of settings that refuses what loosens safety."""

    def __init__(self, settings_cls: type[BaseSettings], inner: PydanticBaseSettingsSource, file: str) -> None:
        super().__init__(settings_cls)
        self._inner = inner
        self._file = file

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not asked: the file is read as a whole."""
        return self._inner.get_field_value(field, field_name)

    def __call__(self) -> dict[str, Any]:
        """What the file sets.

        Raises:
            UsageError: it sets what a folder may not, and nobody said that this folder is trusted.
        """
        found = self._inner()
        if TRUST in map(plain_name, found):
            raise UsageError(
                f"{self._file} in this folder sets {variable_name(TRUST)}, which only the environment can: take it out"
            )
        nearer = {plain_name(name): value for name, value in self.current_state.items()}
        # What the environment or the caller sets goes before it, under whichever of its names.
        found = {name: value for name, value in found.items() if plain_name(name) not in nearer}
        told = {plain_name(name): value for name, value in found.items()}
        if TRUST not in nearer or not _is_on(nearer[TRUST]):
            self._refuse_loosening(told)
            self._refuse_foreign_keys(told, nearer)
        return found

    def _refuse_loosening(self, told: Mapping[str, object]) -> None:
        for name, (loosens, what) in _LOOSENING.items():
            if name in told and loosens(told[name]):
                raise UsageError(
                    f"{self._file} in this folder sets {variable_name(name)}, which {what}: set it in the environment "
                    f"instead, or set {variable_name(TRUST)}=1 there if the folder's files are your own"
                )

    def _refuse_foreign_keys(self, told: Mapping[str, object], nearer: Mapping[str, object]) -> None:
        for key, places in _SENT_TO.items():
            place = next((place for place in places if _is_address(nearer.get(place, ""))), None)
            if key in told and place is not None and str(nearer[place]).rstrip("/") != OPENAI_URL:
                raise UsageError(
                    f"{variable_name(key)} comes from {self._file} in this folder and {variable_name(place)} from the "
                    f"environment, and a key is sent only where its own source says, or to OpenAI: set both in the "
                    f"environment, or set {variable_name(TRUST)}=1 there if the folder's files are your own"
                )


def _is_there(file: str) -> bool:
    """Whether a file is there that may be read.

    Raises:
        UsageError: no plain file stands there, or one that is too long.
    """
    try:
        found = Path(file).stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # that it cannot be read is told of when it is
    if stat.S_ISDIR(found.st_mode):
        return False  # a virtual environment may be called .env
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{file} in this folder is no plain file: take it away, or start in another folder")
    if found.st_size > _LARGEST:
        raise UsageError(f"{file} in this folder is larger than {_LARGEST:,} bytes: no settings are so long")
    return True


class PlainDotEnvSource(DotEnvSettingsSource):
    """``.env`` read to the letter: a ``${NAME}`` in it does not reach into the environment, where keys are."""

    def _read_env_file(self, file_path: Any) -> Mapping[str, str | None]:
        values = dotenv_values(file_path, encoding=self.env_file_encoding or "utf-8", interpolate=False)
        return {name.lower(): value for name, value in values.items() if value or not self.env_ignore_empty}


def folder_sources(settings_cls: type[BaseSettings]) -> tuple[PydanticBaseSettingsSource, ...]:
    """The files of the working directory that are there, the nearer first.

    One that is not there would cost as much as one that is: each source looks at each setting.

    Raises:
        UsageError: one of them is a pipe or a device, which would be waited for, or larger than any settings are.
    """
    there = [file for file in (DOTENV, TOML) if _is_there(file)]
    sources: list[PydanticBaseSettingsSource] = []
    if DOTENV in there:
        env = PlainDotEnvSource(settings_cls, env_file=DOTENV, env_file_encoding="utf-8")
        sources.append(FolderSource(settings_cls, env, DOTENV))
    if TOML in there:
        sources.append(FolderSource(settings_cls, TomlConfigSettingsSource(settings_cls, toml_file=TOML), TOML))
    return tuple(sources)
