"""Settings: from the caller, the environment, ``.env`` or ``dateline.toml``; built once at the door and handed down.

Both files are looked for in the working directory; what comes first in that list wins. What they may not set is said
in :mod:`rag.settings.files`.
"""

from __future__ import annotations

import difflib
import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from rag.errors import UsageError
from rag.settings.files import OPENAI_URL, PREFIX, TOML, folder_sources, variable_name
from rag.settings.vector_address import read_vector_address, without_secret

#: Shorter passwords are tried through too soon.
_MIN_PASSWORD_CHARS = 8
#: Headers that mean something else already.
_TAKEN_HEADERS = {"host", "origin", "cookie", "authorization", "x-forwarded-for", "x-forwarded-proto", "referer"}
#: A host's name, or an address (of IPv6 without its brackets).
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]+:[0-9a-f:.]*")


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

    archive: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("dateline", appauthor=False)) / "archive",
        description="The archive's folder.",
    )
    catalog: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL database that holds the archive in place of a folder, so that several processes may "
        "write to it: postgresql://USER:PASSWORD@HOST/DATABASE, with ?schema=NAME for one of several archives. A path "
        "that is given by hand (--archive) comes first.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("dateline", appauthor=False)),
        description="Where evaluation keeps vectors and a model's replies between runs.",
    )
    host: str = Field(default="127.0.0.1", description="The address that the page listens on.")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Names and addresses that the page answers to besides its own, with commas: a proxy's public name.",
    )
    password: SecretStr | None = Field(
        default=None,
        description="What everyone who uses the page signs in with; needed where more than this machine reaches it.",
    )
    key_requests: int = Field(
        default=600, ge=1, description="The most requests a minute of one key; further ones are told to wait (429)."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses and networks of reverse proxies, with commas: only they are believed about where a "
        "request comes from. If unset, this machine is.",
    )
    user_header: str | None = Field(
        default=None,
        description="The header in which a trusted proxy names the account that it has signed in, such as "
        "X-Remote-User; needs DATELINE_TRUSTED_PROXIES.",
    )
    tls_cert: Path | None = Field(default=None, description="A certificate's file (PEM), to serve the page by TLS.")
    tls_key: Path | None = Field(default=None, description="Its key's file (PEM, without a password).")
    mcp: Literal["read", "write", "off"] = Field(
        default="read",
        description="What assistants may do at /mcp beside the page (MCP): read, write (add and remove, too), or "
        "nothing.",
    )
    port: int = Field(default=7860, ge=0, le=65535, description="The page's port; the next free one if taken.")
    chroma_sync_threshold: int | None = Field(
        default=None,
        ge=2,
        description="After how many changes Chroma writes its index; its own default if unset.",
    )
    vectors: str = Field(
        default="chroma",
        description="What keeps vectors for finding by meaning: chroma, within the archive's folder; the address of a "
        "Chroma server; or milvus: and a folder (Milvus Lite) or the address of a Milvus server.",
    )
    vectors_token: SecretStr | None = Field(
        default=None,
        description="That server's token, or USER:PASSWORD; it may also stand in the address (http://user:token@host).",
    )
    vectors_timeout: float = Field(
        default=10.0, gt=0, le=600, description="Seconds that the vector server may keep silent."
    )

    limit_text_mb: int = Field(default=20, ge=1, description="Largest text, page or record that is read, in MB.")
    limit_document_mb: int = Field(
        default=100, ge=1, description="Largest PDF, DOCX, message or JSON file that is read, in MB."
    )
    limit_source_mb: int = Field(
        default=20_000, ge=1, description="Largest JSONL, CSV, WARC or ZIP file that is read, in MB."
    )
    limit_expanded_mb: int = Field(
        default=20_000, ge=1, description="How much a packed source (ZIP, WARC, DOCX) may unpack to, in MB."
    )
    limit_ratio: int = Field(
        default=200, ge=1, description="How many times its own size a packed source may unpack to."
    )
    limit_pages: int = Field(default=2_000, ge=1, description="Most pages of a PDF that are read.")
    limit_seconds: float = Field(
        default=60, gt=0, description="Seconds that reading an article may take, before its reader is ended."
    )
    limit_source_seconds: float = Field(
        default=21_600, gt=0, description="Seconds that reading all articles of one source (ZIP, WARC, table) may take."
    )
    limit_memory_mb: int = Field(
        default=1_500, ge=200, description="Memory that reading a source may take, in MB (on Linux)."
    )
    limit_items: int = Field(default=1_000_000, ge=1, description="Most articles that are read out of one source.")

    llm: str = Field(
        default="auto",
        description="Who writes answers: auto, openai, local, none, or the base URL of an OpenAI-compatible server. "
        "auto: OpenAI if OPENAI_API_KEY is set, else the local model if it was pulled, else nobody.",
    )
    llm_model: str | None = Field(
        default=None,
        description="The model's name at OpenAI or the server; for the local one a GGUF file or OWNER/REPO[:FILE].",
    )
    llm_api_key: SecretStr | None = Field(default=None, description="The server's key, or OpenAI's.")
    llm_temperature: float = Field(default=0.0, ge=0, le=2, description="How freely the model chooses its words.")
    llm_context: int = Field(default=700, ge=200, description="The most tokens of a prompt.")
    llm_max_tokens: int = Field(default=300, ge=16, description="The most tokens of a written answer.")
    llm_timeout: float = Field(
        default=90.0, gt=0, description="Seconds to wait for the first token, and between tokens."
    )
    llm_threads: int | None = Field(default=None, ge=1, description="Threads of the local model; all cores if unset.")
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
    reader: str = Field(
        default="auto",
        description="Who says which sentences answer: judge, the model that judges; evidence, the evidence alone; the "
        "base URL of a server with /v1/rerank; or a cross-encoder, a file that ends with .onnx, with its "
        "tokenizer.json. auto: judge, where there is a model.",
    )
    reader_model: str | None = Field(default=None, description="The reranker's name at that server.")
    reader_api_key: SecretStr | None = Field(default=None, description="That server's key.")
    rerank: str = Field(
        default="none",
        description="Who puts the passages in order from which an answer is made, or that a search by passages finds: "
        "none; the base URL of a server with /v1/rerank; or a cross-encoder, a file that ends with .onnx.",
    )
    rerank_model: str | None = Field(default=None, description="The name of the model at that server.")
    rerank_api_key: SecretStr | None = Field(default=None, description="The key of that server.")
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
    models: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("dateline", appauthor=False)) / "models",
        description="The folder of local models.",
    )
    embeddings: str = Field(
        default="local",
        description="What finds by meaning: local, openai, the base URL of an OpenAI-compatible server, "
        "or fastembed:NAME.",
    )
    embeddings_model: str | None = Field(default=None, description="The embedding's name at OpenAI or the server.")
    embeddings_api_key: SecretStr | None = Field(default=None, description="The embedding server's key, or OpenAI's.")
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("openai_api_key", PREFIX.lower() + "openai_api_key"),
        description="OpenAI's key, sent to OpenAI only (OPENAI_API_KEY).",
    )
    openai_base_url: str = Field(
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
    fetch_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts on this machine and network that may be fetched from all the same, with commas; "
        "HOST:PORT is that port alone.",
    )
    fetch_mb: int = Field(
        default=20, ge=1, description="The most megabytes of a page, a feed or a file from the web, unpacked."
    )
    fetch_connect: float = Field(default=10.0, gt=0, description="Seconds for a web server to accept a connection.")
    fetch_read: float = Field(default=20.0, gt=0, description="Seconds that a web server may keep silent.")
    fetch_time: float = Field(default=60.0, gt=0, description="Seconds for one address on the web as a whole.")
    fetch_redirects: int = Field(default=8, ge=0, le=50, description="How often an address may redirect.")
    fetch_delay: float = Field(
        default=1.0, ge=0, description="Seconds between two requests to one host; robots.txt can make it more."
    )
    fetch_pages: int = Field(
        default=1_000, ge=1, description="The most pages taken from one feed or sitemap: those listed first."
    )

    @property
    def servers(self) -> Path:
        """The folder in which processes find the local model that another one has loaded. No setting: keys lie in it,
        and what is found there is sent the archive's text, so no file of a folder may name it."""
        return Path(platformdirs.user_cache_dir("dateline", appauthor=False)) / "servers"

    @field_validator("fetch_allow", "hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        hosts = value.split(",") if isinstance(value, str) else value
        if not isinstance(hosts, list | tuple | set | frozenset) or not all(isinstance(host, str) for host in hosts):
            raise ValueError("it must be names of hosts with commas between them")
        return tuple(_host(host.strip().lower()) for host in hosts if host.strip())

    @field_validator("hosts")
    @classmethod
    def _plain_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_NAME.fullmatch(host) for host in value):
            raise ValueError("it must be names such as news.example, without https:// and without a port")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        given = value.split(",") if isinstance(value, str) else value
        if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
            raise ValueError("it must be addresses or networks with commas between them")
        given = tuple(each.strip() for each in given if each.strip())
        for each in given:
            try:
                network = ip_network(each)
            except ValueError as error:
                raise ValueError(f"{each} is no address and no network such as 10.0.0.0/8") from error
            if not network.prefixlen:
                raise ValueError(f"{each} is everybody: name the proxies")
        return given

    @field_validator("user_header")
    @classmethod
    def _header(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,63}", value):
            raise ValueError("it must be the name of a header, such as X-Remote-User")
        if value is not None and value.lower() in _TAKEN_HEADERS:
            raise ValueError(f"{value} says something else: take a header of its own, such as X-Remote-User")
        return value

    @model_validator(mode="after")
    def _named_by_somebody(self) -> Self:
        if self.user_header is not None and not self.trusted_proxies:
            raise ValueError(
                f"{PREFIX}USER_HEADER needs {PREFIX}TRUSTED_PROXIES, the addresses that may send it: else all could"
            )
        return self

    @field_validator("catalog")
    @classmethod
    def _known_catalog(cls, value: SecretStr | None) -> SecretStr | None:
        written = value.get_secret_value().strip() if value is not None else ""
        if not written:
            return None
        parts = urlsplit(written)
        if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
            raise ValueError("it must be an address such as postgresql://USER:PASSWORD@HOST/DATABASE")
        return SecretStr(f"postgresql{written.removeprefix(parts.scheme)}")

    @field_validator("password")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().strip()) < _MIN_PASSWORD_CHARS:
            raise ValueError(f"it must have at least {_MIN_PASSWORD_CHARS} characters")
        return value

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

    @field_validator("vectors")
    @classmethod
    def _known_vectors(cls, value: str) -> str:
        read_vector_address(value)
        return value.strip()

    @field_validator("llm")
    @classmethod
    def _known_llm(cls, value: str) -> str:
        return _one_of(value, ("auto", "openai", "local", "none"))

    @field_validator("embeddings")
    @classmethod
    def _known_embeddings(cls, value: str) -> str:
        if value.startswith("fastembed:") and value != "fastembed:":
            return value
        return _one_of(value, ("local", "openai"), "or fastembed:NAME")

    @field_validator("reader")
    @classmethod
    def _known_reader(cls, value: str) -> str:
        if value.strip().lower().endswith(".onnx") and "://" not in value:
            return value.strip()
        return _one_of(value, ("auto", "judge", "evidence"), "or a file that ends with .onnx")

    @field_validator("rerank")
    @classmethod
    def _known_reranker(cls, value: str) -> str:
        if value.strip().lower().endswith(".onnx") and "://" not in value:
            return value.strip()
        return _one_of(value, ("none",), "or a file that ends with .onnx")

    @field_validator("openai_base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return _one_of(value, ())

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


def _host(written: str) -> str:
    """A host, or a host with a port, as the guard knows it: ``intranet:8080``, ``::1``, ``[::1]:8080``."""
    host, colon, port = written.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):  # no port: a name, or an address of IPv6
        return written.strip("[]").removesuffix(".")
    if not port.isdecimal() or not 0 < int(port[:9]) < 65_536:
        raise ValueError(f"{written} must be a host, or a host with a port, as in intranet.example:8080")
    return f"{host.removesuffix('.')}:{int(port)}"


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
        reason = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"the setting {variable_name(name)} does not fit: {reason}") from error
    except (ValueError, RecursionError, OSError) as error:  # no TOML, no UTF-8, a number without an end; nested; closed
        raise UsageError(f"{TOML} (or .env) in this folder cannot be read: {error}") from error


def _unknown(name: str) -> UsageError:
    """The error for a setting that there is not, naming it and its like."""
    near = difflib.get_close_matches(name.lower(), list(Settings.model_fields), n=1)
    if near:
        advice = f"did you mean {variable_name(near[0])}?"
    else:
        advice = "the settings are " + ", ".join(sorted(map(variable_name, Settings.model_fields)))
    return UsageError(f"there is no setting {variable_name(name)} ({name.lower()} in {TOML}): {advice}")


def _one_of(value: str, words: tuple[str, ...], more: str = "") -> str:
    """Accept one of some words, or an http(s) address without a password in it."""
    value = value.strip()
    if value.lower() in words:
        return value.lower()
    try:
        parts = urlsplit(value)
        address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        # What reads an address leaves out tabs and ends of lines within it: it would be another than the one shown.
        address = address and value.isprintable() and " " not in value
        secret = parts.password is not None or parts.username is not None
    except ValueError:
        address = secret = False
    if secret:
        raise ValueError("an address with a password in it is shown in logs; put the key into the setting …_API_KEY")
    if not address:
        choices = ", ".join((*words, "an address that begins with http:// or https://"))
        raise ValueError(f"it must be one of {choices} {more}".rstrip())
    return value.rstrip("/")
