"""A reranker of one's own: a cross-encoder in an ONNX file, run here. Nothing is fetched."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rag.errors import LlmRefusedError, UsageError

if TYPE_CHECKING:  # onnxruntime takes some tenths of a second to import
    import onnxruntime
    import tokenizers

_TOKENIZER: Final = "tokenizer.json"
#: Tokens of a question and a text together, where the tokenizer names no limit; with its headline a sentence has 60.
_MOST_TOKENS: Final = 512
#: What tokenizers call the token that fills up.
_PADDING: Final = ("[PAD]", "<pad>", "<|endoftext|>")
#: What a cross-encoder may ask for, and where it is in an encoding.
_INPUTS: Final = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
_INTEGERS: Final = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
#: ONNX Runtime's levels of severity: only what ends the work is written to the terminal.
_FATAL_ONLY: Final = 4


class CrossEncoder:
    """A cross-encoder that reads a question and a text together and gives one number. Safe to use from several threads.

    Loads on first use.

    Args:
        file: the model; its ``tokenizer.json`` lies beside it, or in the folder above.
        setting: the setting that names it.

    Raises:
        UsageError: one of the two files is not there.
    """

    def __init__(self, file: Path, setting: str = "DATELINE_READER") -> None:
        if not file.is_file():
            raise UsageError(f"{setting} names {file}, which is no file: give a cross-encoder's ONNX file")
        beside = [folder / _TOKENIZER for folder in (file.absolute().parent, file.absolute().parent.parent)]
        tokenizer = next((path for path in beside if path.is_file()), None)
        if tokenizer is None:
            raise UsageError(f"there is no {_TOKENIZER} beside {file}: put the model's own there")
        self.name = f"the cross-encoder {file.name}"
        self._file = file
        self._tokenizer_file = tokenizer
        self._loading = threading.Lock()
        self._loaded: tuple[tokenizers.Tokenizer, onnxruntime.InferenceSession] | None = None

    def __repr__(self) -> str:
        return f"CrossEncoder({self._file})"

    def scores(self, question: str, texts: Sequence[str], stop: threading.Event | None = None) -> list[float] | None:
        """See :class:`rag.answer.reader.reranker.Reranker`."""
        if stop is not None and stop.is_set():
            return None
        if not texts:
            return []
        tokenizer, session = self._model()
        encodings = tokenizer.encode_batch([(question, text) for text in texts])
        feeds = {
            given.name: np.asarray(
                [getattr(encoding, _INPUTS[given.name]) for encoding in encodings], dtype=_INTEGERS[given.type]
            )
            for given in session.get_inputs()
        }
        try:
            numbers = np.asarray(session.run(None, feeds)[0], dtype=np.float64)
        except Exception as error:  # ONNX Runtime's own errors share no root but this
            raise LlmRefusedError(f"{self.name} cannot be run: see whether {_TOKENIZER} is its own") from error
        if numbers.shape not in ((len(texts),), (len(texts), 1)) or not np.isfinite(numbers).all():
            raise LlmRefusedError(
                f"{self.name} does not give one number for a text: see whether it was made to tell relevance"
            )
        return [float(number) for number in numbers.reshape(-1)]

    def _model(self) -> tuple[tokenizers.Tokenizer, onnxruntime.InferenceSession]:
        with self._loading:
            if self._loaded is None:
                self._loaded = (self._read_tokenizer(), self._read_session())
            return self._loaded

    def _read_tokenizer(self) -> tokenizers.Tokenizer:
        # A few texts are not worth its threads, over which it warns on the terminal wherever a process is forked later.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import tokenizers

        try:
            tokenizer = tokenizers.Tokenizer.from_file(str(self._tokenizer_file))
        except Exception as error:  # the package raises no narrower one
            raise LlmRefusedError(f"{self._tokenizer_file} is no tokenizer: put the model's own there") from error
        own: dict[str, Any] = tokenizer.truncation or {}
        tokenizer.enable_truncation(min(own.get("max_length", _MOST_TOKENS), _MOST_TOKENS), strategy="longest_first")
        padding = next((token for token in _PADDING if tokenizer.token_to_id(token) is not None), None)
        if padding is None:
            tokenizer.enable_padding()
        else:
            tokenizer.enable_padding(pad_id=tokenizer.token_to_id(padding), pad_token=padding)
        return tokenizer

    def _read_session(self) -> onnxruntime.InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = _FATAL_ONLY
        # By default its threads spin while they wait for work, which takes the processors from everybody else.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(str(self._file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # as above
            raise LlmRefusedError(f"{self._file} cannot be loaded: see whether it is a whole ONNX model") from error
        given = session.get_inputs()
        if not all(one.name in _INPUTS and one.type in _INTEGERS for one in given):
            raise LlmRefusedError(
                f"{self.name} asks for {', '.join(one.name for one in given)}: a cross-encoder asks for input_ids, "
                "attention_mask and token_type_ids"
            )
        return session
