"""Settings: from the caller, the environment, ``.env`` or ``dateline.toml``; built once at the door and handed down.

Both files are looked for in the working directory; what comes first in that list wins. What they may not set is said
in :mod:`rag.settings.files`.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any, Literal, Self

import platformdirs
from pydantic import AliasChoices, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from rag.errors import UsageError
from rag.settings.files import OPENAI_URL, PREFIX, TOML, folder_sources, variable_name
from rag.settings.misfit import misfit
from rag.settings.setting_types import (
    Address,
    Catalog,
    Embeddings,
    FolderPath,
    GivenPath,
    Hosts,
    Key,
    Llm,
    Networks,
    PageHosts,
    Password,
    Reader,
    Rerank,
    Token,
    UserHeader,
    Vectors,
)
from rag.settings.vector_address import without_secret

#: The most that a number of things may be (MB, articles, tokens): as a number of bytes it still fits into 64 bits.
_MANY = 1_000_000_000
#: The longest that may be waited; no clock of the system's takes what has no end.
_YEAR_SECONDS = 31_536_000
_DAY_SECONDS = 86_400


class Settings(BaseSettings):
    """All settings, each also an environment variable: ``archive`` is ``DATELINE_ARCHIVE``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        dotenv_filtering="match_prefix",  # other programs' variables in .env are none of ours
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # a misspelt setting may hold a key
    )

    archive: FolderPath = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("dateline", appauthor=False)) / "archive",
        description="The archive's folder.",
    )
    catalog: Catalog = Field(
        default=None,
        description="A PostgreSQL database that holds the archive in place of a folder, so that several processes may "
        "write to it: postgresql://USER:PASSWORD@HOST/DATABASE, with ?schema=NAME for one of several archives. A path "
        "that is given by hand (--archive) comes first.",
    )
    cache: GivenPath = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("dateline", appauthor=False)),
        description="Where evaluation keeps vectors and a model's replies between runs.",
    )
    host: str = Field(default="127.0.0.1", description="The address that the page listens on.")
    hosts: PageHosts = Field(
        default=(),
        description="Names and addresses that the page answers to besides its own, with commas: a proxy's public name.",
    )
    password: Password = Field(
        default=None,
        description="What everyone who uses the page signs in with; needed where more than this machine reaches it.",
    )
    answering_processes: int | None = Field(
        default=None,
        ge=0,
        le=64,
        description="The most processes that answer beside the server's own while several people ask at once and no "
        "language model does (on Linux and macOS); 0: none. As many as cores, four at most, if unset.",
    )
    key_requests: int = Field(
        default=600,
        ge=1,
        le=_MANY,
        description="The most requests a minute of one key; further ones are told to wait (429).",
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="Addresses and networks of reverse proxies, with commas: only they are believed about where a "
        "request comes from. If unset, this machine is.",
    )
    user_header: UserHeader = Field(
        default=None,
        description="The header in which a trusted proxy names the account that it has signed in, such as "
        "X-Remote-User; needs DATELINE_TRUSTED_PROXIES.",
    )
    keep_conversations: bool = Field(
        default=False,
        description="Whether the server keeps the conversations of those who sign in with an account, shown in "
        "any browser; else each browser keeps its own.",
    )
    tls_cert: GivenPath | None = Field(default=None, description="A certificate's file (PEM), for the page by TLS.")
    tls_key: GivenPath | None = Field(default=None, description="Its key's file (PEM, without a password).")
    mcp: Literal["read", "write", "off"] = Field(
        default="read",
        description="What assistants may do at /mcp beside the page (MCP): read, write (add and remove, too), or "
        "nothing.",
    )
    port: int = Field(default=7860, ge=0, le=65535, description="The page's port; the next free one if taken.")
    chroma_sync_threshold: int | None = Field(
        default=None,
        ge=2,
        le=_MANY,
        description="After how many changes Chroma writes its index; its own default if unset.",
    )
    vectors: Vectors = Field(
        default="chroma",
        description="What keeps vectors for finding by meaning: chroma, within the archive's folder; the address of a "
        "Chroma server; or milvus: and a folder (Milvus Lite) or the address of a Milvus server.",
    )
    vectors_token: Token = Field(
        default=None,
        description="That server's token, or USER:PASSWORD; it may also stand in the address (http://user:token@host).",
    )
    vectors_timeout: float = Field(
        default=10.0, gt=0, le=600, description="Seconds that the vector server may keep silent."
    )

    limit_text_mb: int = Field(
        default=20, ge=1, le=_MANY, description="Largest text, page or record that is read, in MB."
    )
    limit_document_mb: int = Field(
        default=100, ge=1, le=_MANY, description="Largest PDF, DOCX, message or JSON file that is read, in MB."
    )
    limit_source_mb: int = Field(
        default=20_000, ge=1, le=_MANY, description="Largest JSONL, CSV, WARC or ZIP file that is read, in MB."
    )
    limit_expanded_mb: int = Field(
        default=20_000, ge=1, le=_MANY, description="How much a packed source (ZIP, WARC, DOCX) may unpack to, in MB."
    )
    limit_ratio: int = Field(
        default=200, ge=1, le=_MANY, description="How many times its own size a packed source may unpack to."
    )
    limit_pages: int = Field(default=2_000, ge=1, le=_MANY, description="Most pages of a PDF that are read.")
    limit_seconds: float = Field(
        default=60,
        gt=0,
        le=_YEAR_SECONDS,
        description="Seconds that reading an article may take, before its reader is ended.",
    )
    limit_source_seconds: float = Field(
        default=21_600,
        gt=0,
        le=_YEAR_SECONDS,
        description="Seconds that reading all articles of one source (ZIP, WARC, table) may take.",
    )
    limit_memory_mb: int = Field(
        default=1_500, ge=200, le=_MANY, description="Memory that reading a source may take, in MB (on Linux)."
    )
    limit_items: int = Field(
        default=1_000_000, ge=1, le=_MANY, description="Most articles that are read out of one source."
    )

    llm: Llm = Field(
        default="auto",
        description="Who writes answers: auto, openai, local, none, or the base URL of an OpenAI-compatible server. "
        "auto: OpenAI if OPENAI_API_KEY is set, else the local model if it was pulled, else nobody.",
    )
    llm_model: str | None = Field(
        default=None,
        description="The model's name at OpenAI or the server; for the local one a GGUF file or OWNER/REPO[:FILE].",
    )
    llm_api_key: Key = Field(default=None, description="The server's key, or OpenAI's.")
    llm_temperature: float = Field(default=0.0, ge=0, le=2, description="How freely the model chooses its words.")
    llm_context: int = Field(default=700, ge=200, le=_MANY, description="The most tokens of a prompt.")
    llm_max_tokens: int = Field(default=300, ge=16, le=_MANY, description="The most tokens of a written answer.")
    llm_timeout: float = Field(
        default=90.0, gt=0, le=_YEAR_SECONDS, description="Seconds to wait for the first token, and between tokens."
    )
    llm_threads: int | None = Field(
        default=None, ge=1, le=1_024, description="Threads of the local model; all cores if unset."
    )
    llm_keep: float = Field(
        default=5.0,
        ge=0,
        le=1440,
        description="Minutes that the local model stays loaded after the last process that used it has ended, for the "
        "next one to find (on Linux); 0 ends it with its process.",
    )
    llm_hub: bool = Field(default=True, description="Whether a model may be pulled from the publisher's hub.")
    judge_model: str | None = Field(
        default=None,
        description="Another model to judge what was written, at the same place: its name, or a GGUF file.",
    )
    verify: Literal["rules", "judge", "auto"] = Field(
        default="auto",
        description="How written sentences are checked: by rules alone, or by the model as judge too. auto: as judge.",
    )
    reader: Reader = Field(
        default="auto",
        description="Who says which sentences answer: judge, the model that judges; evidence, the evidence alone; the "
        "base URL of a server with /v1/rerank; or a cross-encoder, fastembed:NAME or a file that ends with .onnx, with "
        "its tokenizer.json. auto: judge, where there is a model.",
    )
    reader_model: str | None = Field(default=None, description="The reranker's name at that server.")
    reader_api_key: Key = Field(default=None, description="That server's key.")
    rerank: Rerank = Field(
        default="none",
        description="Who puts the passages in order from which an answer is made, or that a search finds: "
        "none; the base URL of a server with /v1/rerank; or a cross-encoder, fastembed:NAME or a file that ends with "
        ".onnx.",
    )
    rerank_model: str | None = Field(default=None, description="The name of the model at that server.")
    rerank_api_key: Key = Field(default=None, description="The key of that server.")
    write: Literal["always", "auto", "never"] = Field(
        default="auto",
        description="When a model writes the answer from the sentences that were found to answer. auto: where the "
        "sentence does not say it all by itself.",
    )
    merge_copies: bool = Field(
        default=True,
        description="Show copies of one story as one, the earliest, and count them once; false shows each by itself.",
    )
    on_unverified: Literal["flag", "drop"] = Field(
        default="flag", description="What becomes of a written sentence that cannot be verified."
    )
    models: GivenPath = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("dateline", appauthor=False)) / "models",
        description="The folder of local models.",
    )
    embeddings: Embeddings = Field(
        default="local",
        description="What finds by meaning: local, openai, the base URL of an OpenAI-compatible server, "
        "or fastembed:NAME.",
    )
    embeddings_model: str | None = Field(default=None, description="The embedding's name at OpenAI or the server.")
    embeddings_api_key: Key = Field(default=None, description="The embedding server's key, or OpenAI's.")
    openai_api_key: Key = Field(
        default=None,
        validation_alias=AliasChoices("openai_api_key", PREFIX.lower() + "openai_api_key"),
        description="OpenAI's key, sent to OpenAI only (OPENAI_API_KEY).",
    )
    openai_base_url: Address = Field(
        default=OPENAI_URL,
        validation_alias=AliasChoices("openai_base_url", PREFIX.lower() + "openai_base_url"),
        description="Where OpenAI is (OPENAI_BASE_URL).",
    )

    log: Literal["plain", "json"] = Field(
        default="plain", description="The form of what a server writes to its log (stderr): lines, or JSON a line."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        description="The least important lines of a server's log; `info` has one a request, `debug` may quote texts.",
    )
    trust_folder: bool = Field(
        default=False,
        description="Whether .env and dateline.toml of the working directory may set what loosens safety; "
        "only from the environment.",
    )
    fetch_private: bool = Field(
        default=False, description="Whether to fetch from addresses on this machine and network."
    )
    fetch_allow: Hosts = Field(
        default=(),
        description="Hosts on this machine and network that may be fetched from all the same, with commas; "
        "HOST:PORT is that port alone.",
    )
    fetch_mb: int = Field(
        default=20, ge=1, le=_MANY, description="The most megabytes of a page, a feed or a file from the web, unpacked."
    )
    fetch_connect: float = Field(
        default=10.0, gt=0, le=_YEAR_SECONDS, description="Seconds for a web server to accept a connection."
    )
    fetch_read: float = Field(
        default=20.0, gt=0, le=_YEAR_SECONDS, description="Seconds that a web server may keep silent."
    )
    fetch_time: float = Field(
        default=60.0, gt=0, le=_YEAR_SECONDS, description="Seconds for one address on the web as a whole."
    )
    fetch_redirects: int = Field(default=8, ge=0, le=50, description="How often an address may redirect.")
    fetch_delay: float = Field(
        default=1.0,
        ge=0,
        le=_DAY_SECONDS,
        description="Seconds between two requests to one host; robots.txt can make it more.",
    )
    fetch_pages: int = Field(
        default=1_000, ge=1, le=_MANY, description="The most pages taken from one feed or sitemap: those listed first."
    )

    @property
    def servers(self) -> Path:
        """The folder in which processes find the local model that another one has loaded. No setting: keys lie in it,
        and what is found there is sent the archive's text, so no file of a folder may name it."""
        return Path(platformdirs.user_cache_dir("dateline", appauthor=False)) / "servers"

    @model_validator(mode="after")
    def _named_by_somebody(self) -> Self:
        if self.user_header is not None and not self.trusted_proxies:
            raise ValueError(
                f"{PREFIX}USER_HEADER needs {PREFIX}TRUSTED_PROXIES, the addresses that may send it: else all could"
            )
        return self

    @model_validator(mode="before")
    @classmethod
    def _secret_out_of_address(cls, values: Any) -> Any:
        """Take a password out of the vector server's address, so that the address can be shown."""
        if not isinstance(values, dict) or not isinstance(values.get("vectors"), str):
            return values
        address, secret = without_secret(values["vectors"])
        if secret is None:
            return values
        if values.get("vectors_token") is not None:
            raise ValueError(f"{PREFIX}VECTORS has a token in its address and {PREFIX}VECTORS_TOKEN is set: give one")
        return {**values, "vectors": address, "vectors_token": secret}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Say in which order the sources win."""
        return init_settings, env_settings, *folder_sources(settings_cls)


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Args:
        overrides: values that come before the environment; None means "not given".

    Raises:
        UsageError: a setting is unknown or its value does not fit; the sentence names it.
    """
    for variable in os.environ:
        if variable.startswith(PREFIX) and variable.removeprefix(PREFIX).lower() not in Settings.model_fields:
            raise _unknown(variable.removeprefix(PREFIX))
    if os.environ.get(f"{PREFIX}PASSWORD", "set").strip() == "":
        # Other empty variables count as unset; whoever empties this one may think that the page has a password.
        raise UsageError(f"{PREFIX}PASSWORD is empty: give it a password, or unset it")
    if overrides.get("archive") is not None:  # a folder that is named by hand is the one that is meant
        overrides = {"catalog": "", **overrides}
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:  # of several settings together
            raise UsageError(first["msg"].removeprefix("Value error, ")) from error
        name = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            raise _unknown(name) from error
        raise UsageError(f"the setting {variable_name(name)} does not fit: {misfit(first)}") from error
    except UnicodeEncodeError as error:  # a sentence that names the value would hold half letters
        name = next((name for name, value in os.environ.items() if name.startswith(PREFIX) and _halved(value)), TOML)
        raise UsageError(f"the setting {name} does not fit: it must be text in UTF-8") from error
    except (ValueError, RecursionError, OSError) as error:  # no TOML, no UTF-8, a number without an end; nested; closed
        raise UsageError(f"{TOML} (or .env) in this folder cannot be read: {error}") from error


def _halved(value: str) -> bool:
    """Whether a value has half letters (lone surrogates): bytes of the environment that are not UTF-8."""
    return value.encode(errors="ignore").decode() != value


def _unknown(name: str) -> UsageError:
    """The error for a setting that there is not, naming it and its like."""
    near = difflib.get_close_matches(name.lower(), list(Settings.model_fields), n=1)
    if near:
        advice = f"did you mean {variable_name(near[0])}?"
    else:
        advice = "the settings are " + ", ".join(sorted(map(variable_name, Settings.model_fields)))
    return UsageError(f"there is no setting {variable_name(name)} ({name.lower()} in {TOML}): {advice}")
