"""The child process that runs llama.cpp: ``python -m rag.llm.local.server_child``.

It is started by :mod:`rag.llm.local.local_server`.

It reads one line of JSON (model, api_key, threads, context, slots, parent, lifeline, keep) from its standard input,
answers with one line on its standard output ({"address", "kept"} or {"error"}), and serves until its parent ends,
however that is. Where it is to be kept ("keep": new, record, identity, seconds), it serves until no process has used it
for so long. It imports next to nothing of Dateline's, so it starts fast.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.llm.child_process import end_with_parent, outlive_parent
from rag.llm.local.server_record import (
    RecordFile,
    ServerRecord,
    UntrustedRecordError,
    process_start,
    wait_until_unused,
)

#: Prompts that were read lately are kept, so that a source judged again is not read again. One of 700 tokens takes
#: 20 MB with the pinned model; llama.cpp's own default is 8 GB.
PROMPT_CACHE_MB = 256
#: Tokens read at once. Between two batches a request can be cancelled, and the other slot gets its turn; with
#: llama.cpp's 2,048 a cancelled prompt was read to its end. Of 128, 256, 512 and 2,048 only 128 was slower.
BATCH_TOKENS = 256
#: llama.cpp logs errors and warnings; at 3 it writes ten lines to the log for each request.
VERBOSITY = 2
#: Connections served at once; requests beyond the slots wait. Several processes may share a kept server, and one that
#: asks whether it is there should not wait for the answers to others. Chosen ample, not measured.
CONNECTIONS = 32
_STDIN, _STDOUT, _STDERR = 0, 1, 2


def main() -> None:
    """Serve one model until the parent is gone, or nobody has used it for some time."""
    config: dict[str, Any] = json.loads(_read_line())
    # What C code prints must not get into the answer to the parent.
    answers = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)
    # On Windows the order's own pipe is watched, which is not written to any more.
    end_with_parent(_STDIN if config["lifeline"] is None else config["lifeline"])
    try:
        server = _serve(config)
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent says it in its own words
        _answer(answers, {"error": str(error)})
        os._exit(1)
    record = _published(config, server.listening_address)
    if record is not None:
        outlive_parent(config["lifeline"])
        _let_go_of_the_parent()
    _answer(answers, {"address": server.listening_address, "kept": record is not None})
    if record is not None:
        wait_until_unused(record, config["keep"]["seconds"])
        os._exit(0)
    # A second watch: a process forked from the parent may hold the pipe open.
    while os.getppid() == config["parent"]:
        time.sleep(1)
    os._exit(0)


def _published(config: dict[str, Any], address: str) -> RecordFile | None:
    """The record by which others find this server; None where it is not to be kept, or cannot be."""
    keep, began, port = config["keep"], process_start(os.getpid()), urlsplit(address).port
    if keep is None or began is None or port is None:
        return None
    try:
        file = RecordFile.open(Path(keep["new"]), write=True)
        file.publish(ServerRecord(port, config["api_key"], os.getpid(), began, keep["identity"]), Path(keep["record"]))
    except (OSError, UntrustedRecordError):
        return None
    return file


def _let_go_of_the_parent() -> None:
    """Keep none of its pipes, which others may wait for the end of, nor the folder that it ran in."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, _STDIN)
    os.close(nothing)
    os.chdir("/")


def _serve(config: dict[str, Any]) -> Any:
    import xllamacpp  # here, so that the parent is being watched while 100 MB are loaded

    params = xllamacpp.CommonParams()
    params.model.path = config["model"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [config["api_key"]]
    params.n_ctx = config["context"]
    params.n_parallel = config["slots"]
    params.n_threads_http = CONNECTIONS
    params.n_batch = BATCH_TOKENS
    params.n_ubatch = BATCH_TOKENS
    params.kv_unified = True
    params.cache_prompt = True
    params.cache_ram_mib = PROMPT_CACHE_MB
    if config["threads"]:
        params.cpuparams.n_threads = config["threads"]
        params.cpuparams_batch.n_threads = config["threads"]
    params.verbosity = VERBOSITY
    params.ui = False
    params.endpoint_slots = False
    params.offline = True
    return xllamacpp.Server(params)


def _read_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(_STDIN, 65536)
        if not piece:
            os._exit(0)
        line += piece
    return line


def _answer(descriptor: int, message: dict[str, Any]) -> None:
    os.write(descriptor, json.dumps(message).encode() + b"\n")
    os.close(descriptor)


if __name__ == "__main__":
    main()
