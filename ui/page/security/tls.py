"""TLS by files: a certificate and its key, looked at before anything is served."""

from __future__ import annotations

import ssl
from pathlib import Path

from rag import Settings, UsageError


def tls_files(settings: Settings) -> tuple[Path, Path] | None:
    """The certificate's and the key's file; None where the page is served without TLS.

    Raises:
        UsageError: one of them is missing, cannot be read, or they do not belong together.
    """
    cert, key = settings.tls_cert, settings.tls_key
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        there, lacking = (
            ("DATELINE_TLS_CERT", "DATELINE_TLS_KEY") if cert else ("DATELINE_TLS_KEY", "DATELINE_TLS_CERT")
        )
        raise UsageError(f"{there} is set and {lacking} is not: TLS needs a certificate and its key")
    for name, path in (("DATELINE_TLS_CERT", cert), ("DATELINE_TLS_KEY", key)):
        try:
            path.read_bytes()
        except OSError as error:
            raise UsageError(f"the file of {name} cannot be read ({path}: {error.strerror}): check it") from error
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key, password=_no_password)
    except (ssl.SSLError, OSError, ValueError) as error:
        raise UsageError(
            f"{cert} and {key} cannot be used for TLS: give a certificate (with its chain) and the key that belongs to "
            "it, both PEM, the key without a password"
        ) from error
    return cert, key


def _no_password() -> str:
    raise ValueError("the key has a password, which nobody is here to type")
