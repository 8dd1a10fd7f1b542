"""What a setting's value may be: each kind of value is a type that reads and checks it.

A value that does not fit raises :class:`ValueError` with a sentence, which :func:`rag.settings.load_settings` tells
with the setting's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from rag.errors import UsageError
from rag.settings.catalog_address import looks_like_address, read_catalog_address
from rag.settings.given_path import given_path
from rag.settings.vector_address import read_vector_address

#: Shorter passwords are tried through too soon.
_MIN_PASSWORD_CHARS = 8
#: What stands before a model's name in fastembed's lists.
FASTEMBED: Final = "fastembed:"
#: Headers that mean something else already.
_TAKEN_HEADERS = {"host", "origin", "cookie", "authorization", "x-forwarded-for", "x-forwarded-proto", "referer"}
#: A host's name, or an address (of IPv6 without its brackets).
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]+:[0-9a-f:.]*")


def _hosts(value: object) -> tuple[str, ...]:
    hosts = value.split(",") if isinstance(value, str) else value
    if not isinstance(hosts, list | tuple | set | frozenset) or not all(isinstance(host, str) for host in hosts):
        raise ValueError("it must be names of hosts with commas between them")
    return tuple(_host(host.strip().lower()) for host in hosts if host.strip())


def _host(written: str) -> str:
    """A host, or a host with a port, as the guard knows it: ``intranet:8080``, ``::1``, ``[::1]:8080``."""
    host, colon, port = written.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):  # no port: a name, or an address of IPv6
        host, port = written.strip("[]"), ""
    elif not port.isdecimal() or not 0 < int(port[:9]) < 65_536:
        host = ""
    host = host.removesuffix(".")
    if not _NAME.fullmatch(host.strip("[]")):
        raise ValueError(f"{written} must be a host, or a host with a port, as in intranet.example:8080")
    return f"{host}:{int(port)}" if port else host


def _plain_hosts(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(_NAME.fullmatch(host) for host in value):
        raise ValueError("it must be names such as news.example, without https:// and without a port")
    return value


def _networks(value: object) -> tuple[str, ...]:
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


def _user_header(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,63}", value):
        raise ValueError("it must be the name of a header, such as X-Remote-User")
    if value is not None and value.lower() in _TAKEN_HEADERS:
        raise ValueError(f"{value} says something else: take a header of its own, such as X-Remote-User")
    return value


def _catalog(value: SecretStr | None) -> SecretStr | None:
    written = value.get_secret_value().strip() if value is not None else ""
    if not written:
        return None
    return SecretStr(read_catalog_address(written))


def _folder(value: Path) -> Path:
    if looks_like_address(str(value)):
        raise ValueError("it is to be a folder, and looks like an address: DATELINE_CATALOG takes that of a database")
    return _path(value)


def _path(value: Path) -> Path:
    try:
        return given_path(value)
    except UsageError as error:
        raise ValueError(str(error)) from error


def _key(value: SecretStr | None) -> SecretStr | None:
    """A key as a request can carry it, in a header: without the end of the line that it was read with."""
    key = value.get_secret_value().strip() if value is not None else ""
    if not (key.isascii() and key.isprintable()):
        raise ValueError("it has signs that no key has, such as the end of a line or a letter with an accent: check it")
    return SecretStr(key) if value is not None else None


def _token(value: SecretStr | None) -> SecretStr | None:
    """A key, or a user's name and password, which are sent in a form that can carry all signs."""
    return value if value is not None and ":" in value.get_secret_value() else _key(value)


def _password(value: SecretStr | None) -> SecretStr | None:
    if value is not None and len(value.get_secret_value().strip()) < _MIN_PASSWORD_CHARS:
        raise ValueError(f"it must have at least {_MIN_PASSWORD_CHARS} characters")
    return value


def _vectors(value: str) -> str:
    read_vector_address(value)
    return value.strip()


def _embeddings(value: str) -> str:
    return _fastembed_or(value, lambda other: _one_of(other, ("local", "openai"), "or fastembed:NAME"))


def _fastembed_or(value: str, others: Callable[[str], str]) -> str:
    """A model of fastembed's list, or what ``others`` accepts."""
    if value.startswith(FASTEMBED) and value != FASTEMBED:
        return value
    return others(value)


def _cross_encoder_or(value: str, words: tuple[str, ...]) -> str:
    """A cross-encoder's name or file, or what :func:`_one_of` accepts."""
    return _fastembed_or(value, lambda other: _onnx_or(other, words))


def _onnx_or(value: str, words: tuple[str, ...]) -> str:
    if value.strip().lower().endswith(".onnx") and "://" not in value:
        return value.strip()
    return _one_of(value, words, "or fastembed:NAME, or a file that ends with .onnx")


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


#: Hosts with commas between them, each perhaps with a port.
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts)]
#: Hosts without a port.
PageHosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts), AfterValidator(_plain_hosts)]
#: Addresses and networks with commas between them.
Networks = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_networks)]
#: A header's name that says nothing else already.
UserHeader = Annotated[str | None, AfterValidator(_user_header)]
#: A PostgreSQL database's address.
Catalog = Annotated[SecretStr | None, AfterValidator(_catalog)]
#: A path, in which ``~`` stands for the home folder: no shell has read what stands in a file of settings.
GivenPath = Annotated[Path, AfterValidator(_path)]
#: A folder's path, which is no address.
FolderPath = Annotated[Path, AfterValidator(_folder)]
#: What a server is sent to know who asks.
Key = Annotated[SecretStr | None, AfterValidator(_key)]
#: Such a key, or USER:PASSWORD.
Token = Annotated[SecretStr | None, AfterValidator(_token)]
Password = Annotated[SecretStr | None, AfterValidator(_password)]
#: What :func:`rag.settings.vector_address.read_vector_address` reads.
Vectors = Annotated[str, AfterValidator(_vectors)]
Llm = Annotated[str, AfterValidator(lambda value: _one_of(value, ("auto", "openai", "local", "none")))]
Embeddings = Annotated[str, AfterValidator(_embeddings)]
Reader = Annotated[str, AfterValidator(lambda value: _cross_encoder_or(value, ("auto", "judge", "evidence")))]
Rerank = Annotated[str, AfterValidator(lambda value: _cross_encoder_or(value, ("none",)))]
#: An address that begins with http:// or https://, without a password in it.
Address = Annotated[str, AfterValidator(lambda value: _one_of(value, ()))]
