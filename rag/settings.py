"""Settings: from the environment, a ``.env`` file, or the caller; built once at the door and handed down."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import UsageError

_PREFIX = "DATELINE_"


class Settings(BaseSettings):
    """All settings, each also an environment variable: ``archive`` is ``DATELINE_ARCHIVE``."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", env_file_encoding="utf-8", extra="forbid", frozen=True
    )

    archive: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("dateline", appauthor=False)) / "archive",
        description="The archive's folder.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("dateline", appauthor=False)),
        description="Where evaluation keeps vectors between runs.",
    )
    host: str = Field(default="127.0.0.1", description="The address that the page listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="The page's port; the next free one if taken.")
    chroma_sync_threshold: int | None = Field(
        default=None,
        ge=2,
        description="After how many changes Chroma writes its index; its own default if unset.",
    )


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Args:
        overrides: values that come before the environment; None means "not given".

    Raises:
        UsageError: a setting is unknown or its value does not fit; the sentence names it.
    """
    names = set(Settings.model_fields)
    for variable in os.environ:
        if variable.startswith(_PREFIX) and variable.removeprefix(_PREFIX).lower() not in names:
            known = ", ".join(sorted(_PREFIX + name.upper() for name in names))
            raise UsageError(f"there is no setting {variable}: the settings are {known}")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "".join(str(part) for part in first["loc"])
        variable = name.upper() if name.startswith(_PREFIX.lower()) else _PREFIX + name.upper()
        raise UsageError(f"the setting {variable} does not fit: {first['msg']}") from error
