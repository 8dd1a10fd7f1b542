"""A tiny cross-encoder as an ONNX file with its tokenizer, made here: it adds up weights of pairs of words.

The number of a question and a text is the sum, over each word of the one and each of the other, of the pair's weight.
An ONNX file is a message of protocol buffers, and these few fields of it are written by hand: the package ``onnx`` is
not needed for anything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

_SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
#: A figure in digits is read as this word, a day as no word that is known.
FIGURE: Final = "figure"
_FLOAT, _INT32, _INT64 = 1, 6, 7
_OPSET, _IR_VERSION = 13, 8


def write_cross_encoder(
    file: Path,
    weights: Mapping[tuple[str, str], float],
    *,
    bias: float = 0.0,
    integers: int = _INT64,
    inputs: Sequence[str] = ("input_ids", "attention_mask", "token_type_ids"),
    outputs: int = 1,
) -> Path:
    """Write a model to ``file`` and its tokenizer beside it.

    Args:
        file: ends with ``.onnx``.
        weights: by a word of the question and a word of the text, in small letters; all others weigh nothing.
        bias: is added to each number.
        integers: the inputs' type, 7 for 64 bits, 6 for 32.
        inputs: the names of the ids, the mask and the types.
        outputs: so many numbers for a text.
    """
    words = sorted({word for pair in weights for word in pair})
    vocabulary = {word: place for place, word in enumerate((*_SPECIAL, *words))}
    pairs = np.zeros((len(vocabulary), len(vocabulary)), dtype=np.float32)
    for (asked, said), weight in weights.items():
        pairs[vocabulary[asked], vocabulary[said]] = weight
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_model(pairs, bias, integers, inputs, outputs))
    _tokenizer(vocabulary).save(str(file.with_name("tokenizer.json")))
    return file


def _tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - no secret
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"\d{4}-\d\d-\d\d"), " "),
            normalizers.Replace(Regex(r"\d+"), FIGURE),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [(mark, vocabulary[mark]) for mark in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    return tokenizer


def _model(pairs: npt.NDArray[np.float32], bias: float, integers: int, inputs: Sequence[str], outputs: int) -> bytes:
    ids, mask, types = inputs
    nodes = [
        _node("Cast", [ids], "ids", to=_INT64),
        _node("OneHot", ["ids", "size", "off_on"], "words"),
        _node("Cast", [mask], "there", to=_FLOAT),
        _node("Cast", [types], "second", to=_FLOAT),
        _node("Mul", ["there", "second"], "of_text"),
        _node("Sub", ["there", "of_text"], "of_question"),
    ]
    for part in ("question", "text"):
        nodes += [
            _node("Unsqueeze", [f"of_{part}", "axis_2"], f"{part}_mask"),
            _node("Mul", ["words", f"{part}_mask"], f"{part}_words"),
            _node("ReduceSum", [f"{part}_words", "axis_1"], f"{part}_counts", keepdims=0),
        ]
    nodes += [
        _node("MatMul", ["question_counts", "pairs"], "wanted"),
        _node("Mul", ["wanted", "text_counts"], "found"),
        _node("ReduceSum", ["found", "axis_1"], "sum", keepdims=1),
        _node("Add", ["sum", "bias"], "logits"),
    ]
    constants = [
        _tensor("size", np.array(len(pairs), dtype=np.int64)),
        _tensor("off_on", np.array([0, 1], dtype=np.float32)),
        _tensor("axis_1", np.array([1], dtype=np.int64)),
        _tensor("axis_2", np.array([2], dtype=np.int64)),
        _tensor("pairs", pairs),
        _tensor("bias", np.full(outputs, bias, dtype=np.float32)),
    ]
    graph = (
        b"".join(_field(1, node) for node in nodes)
        + _field(2, b"cross-encoder")
        + b"".join(_field(5, constant) for constant in constants)
        + b"".join(_field(11, _value(name, integers, "tokens")) for name in inputs)
        + _field(12, _value("logits", _FLOAT, outputs))
    )
    return _field(1, _IR_VERSION) + _field(7, graph) + _field(8, _field(2, _OPSET))


def _node(kind: str, inputs: Sequence[str], output: str, **integers: int) -> bytes:
    attributes = [_field(1, name.encode()) + _field(3, value) + _field(20, 2) for name, value in integers.items()]
    return (
        b"".join(_field(1, name.encode()) for name in inputs)
        + _field(2, output.encode())
        + _field(4, kind.encode())
        + b"".join(_field(5, attribute) for attribute in attributes)
    )


def _tensor(name: str, values: npt.NDArray[np.float32] | npt.NDArray[np.int64]) -> bytes:
    kind = _FLOAT if values.dtype == np.float32 else _INT64
    dimensions = b"".join(_field(1, size) for size in values.shape)
    return dimensions + _field(2, kind) + _field(8, name.encode()) + _field(9, values.tobytes())


def _value(name: str, kind: int, columns: str | int) -> bytes:
    column = _field(1, columns) if isinstance(columns, int) else _field(2, columns.encode())
    shape = _field(1, _field(2, b"texts")) + _field(1, column)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def _field(number: int, value: int | bytes) -> bytes:
    """A field of a message: a number as a varint, or bytes after their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low = bytearray()
    while value > 0x7F:
        low.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*low, value])
