"""The page by TLS: a certificate's files that do not do are said to be so, and those that do are served by."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cli_runs import call, refused
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rag import Archive, load_settings
from ui.page.security.open_files import ENOUGH, allow_more_files
from ui.page.security.owner_socket import owner_socket
from ui.page.server import _Server, listen, server_config
from ui.page.web_app import build_web_app

PASSWORD = "nine boats & a dam"  # noqa: S105 - made up


def certificate(folder: Path, name: str, password: bytes | None = None) -> tuple[Path, Path]:
    """A certificate of this machine's, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    cert_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    cert_file.write_bytes(made.public_bytes(pem))
    key_file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, hidden))
    return cert_file, key_file


def test_files_that_do_not_do_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cert, key = certificate(tmp_path, "one")
    other, _ = certificate(tmp_path, "other")
    _, locked = certificate(tmp_path, "locked", b"a password")
    for given_cert, given_key, told in (
        (cert, None, "DATELINE_TLS_KEY is not"),
        (None, key, "DATELINE_TLS_CERT is not"),
        (tmp_path / "none.pem", key, "none.pem: No such file"),
        (cert, tmp_path, "cannot be read"),
        (key, cert, "cannot be used for TLS"),
        (other, key, "cannot be used for TLS"),
        (cert, locked, "without a password"),
    ):
        for variable, value in (("CERT", given_cert), ("KEY", given_key)):
            if value is None:
                monkeypatch.delenv(f"DATELINE_TLS_{variable}", raising=False)
            else:
                monkeypatch.setenv(f"DATELINE_TLS_{variable}", str(value))
        refused(2, told)(call("serve", "--archive", tmp_path / "archive", "--port", "0"))
    assert not (tmp_path / "archive").exists()


@contextlib.contextmanager
def served_by_tls(archive: Archive, files: tuple[Path, Path]) -> Iterator[int]:
    """The port."""
    with contextlib.closing(listen("127.0.0.1", 0)) as listener, owner_socket(archive) as for_owner:
        settings = load_settings(password=PASSWORD)
        ready = threading.Event()
        config = server_config(build_web_app(archive, settings), files)
        server = _Server(config, ready.set, lambda: None, for_owner)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert ready.wait(60)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


def test_it_is_served_by_tls_and_its_owner_needs_none(archive: Archive, tmp_path: Path) -> None:
    files = certificate(tmp_path, "one")
    with served_by_tls(archive, files) as port:
        where = f"127.0.0.1:{port}"
        trusted = ssl.create_default_context(cafile=str(files[0]))
        with httpx.Client(base_url=f"https://{where}", verify=trusted) as reader:
            came = reader.post("/login", data={"password": PASSWORD}, headers={"Origin": f"https://{where}"})
            assert came.status_code == 303 and "secure" in came.headers["set-cookie"].lower()
            assert reader.get("/api/articles").status_code == 200
        with httpx.Client(base_url=f"http://{where}") as plain, pytest.raises(httpx.TransportError):
            plain.get("/healthz")
        transport = httpx.HTTPTransport(uds=str(archive.path / "server.sock"))
        with httpx.Client(base_url="http://owner", transport=transport) as owner:
            assert owner.get("/api/articles").json()["total"] == 2


def test_a_connection_that_shakes_no_hands_is_cut(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.page.server.HANDSHAKE_SECONDS", 0.3)  # else a test would wait as long as a server does
    with (
        served_by_tls(archive, certificate(tmp_path, "one")) as port,
        socket.create_connection(("127.0.0.1", port), timeout=20) as silent,
        contextlib.suppress(ConnectionResetError),
    ):
        assert silent.recv(1) == b""


def test_there_is_room_for_many_connections() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1_024, before[1]))
        allow_more_files()
        after = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert after[1] == before[1]
        assert after[0] == (ENOUGH if before[1] == resource.RLIM_INFINITY else min(ENOUGH, before[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
