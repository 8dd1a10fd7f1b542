"""Written answers, side by side: Dateline, and LlamaIndex's CitationQueryEngine, over the same questions.

    python bench/side_by_side.py FILE_OR_FOLDER [--limit N] [--top-k 3]

Both have the same language model (that of Dateline's settings), the same embedding, and the same passages: each
question of an RGB ``*_fact.jsonl`` is asked over its positive and negative passages together, and over the negative
ones alone, which do not answer it. CitationQueryEngine is used as its documentation shows it: its own prompts, chunks
of 512 tokens, the three nearest; it is told the server's whole context (4,096 tokens), so that nothing is cut into
refining steps that need not be. One JSON value on stdout, a table on stderr. Measures, for both:

- correct: share of the answerable questions whose answer contains all that is wanted;
- proved: share of the answerable questions that are answered correctly, and where the words of at least one right
  citation contain what is wanted (CitationQueryEngine: the whole chunk; Dateline: the quoted sentences alone);
- citation_precision: of all citations in answers to answerable questions, the share whose source is a positive passage;
- sentences_right: of all sentences of answers to answerable questions that are no refusals, the share with at least one
  citation whose source is a positive passage;
- refused_right: share of the unanswerable questions that are refused. CitationQueryEngine refuses where it says any of
  the phrases of REFUSALS anywhere, or nothing;
- refused_wrong: the same over the answerable questions;
- seconds: mean and median of a question, without building the index.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import Archive, Settings, load_settings
from rag.evaluate.answer_measures import Wanted, wanted_of
from rag.evaluate.data import sample
from rag.evaluate.measures import contains
from rag.model import Draft
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.embedding import Embedder
from rag.text.sentences import split_sentences

CHUNK, OVERLAP, CONTEXT = 512, 20, 4096
#: Seconds that the model may keep silent, for both: on a busy machine the longer prompts take minutes.
PATIENCE = 600.0
#: How CitationQueryEngine may say that it cannot answer: meant to be generous.
REFUSALS = re.compile(
    r"none of the (?:provided |given |above )?(?:sources|passages|information)|not helpful|insufficient|unable to"
    r"|(?:no|any|enough) (?:relevant |specific |direct )?(?:information|sources?|mention|answer)"
    r"|cannot (?:answer|provide|determine|be determined)|can't answer|i (?:do not|don't) know|sorry|empty response"
    r"|(?:does|do|did|is|are|was|were) ?(?:not|n't) (?:\w+ ){0,2}(?:provide|mention|contain|specif|state|say|indicate"
    r"|include|available|clear|found|helpful|given|known)|not (?:mentioned|specified|stated|available|provided|known)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\[\s*(?:sources?\s*)?(\d+(?:\s*(?:,|and|;|-|–)\s*(?:source\s*)?\d+)*)\s*\]|\bsources?\s+(\d{1,2})\b", re.I
)
_NUMBERED = re.compile(r"\s*Source (\d+):")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the sources that it cites: the passage's number, or None where there is none; and their words."""

    text: str
    cited: tuple[tuple[int | None, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One question's outcome."""

    answerable: bool
    wanted: Wanted
    positives: int
    refused: bool
    sentences: tuple[Said, ...]
    seconds: float
    failed: str | None = None

    def right(self, place: int | None) -> bool:
        """Whether a cited passage is a positive one."""
        return place is not None and place < self.positives

    @property
    def correct(self) -> bool:
        """Whether the answer contains all that is wanted."""
        said = " ".join(sentence.text for sentence in self.sentences)
        return all(contains(said, spellings) for spellings in self.wanted)

    @property
    def proved(self) -> bool:
        """Whether the right citations' words contain all that is wanted, too."""
        words = " ".join(words for said in self.sentences for place, words in said.cited if self.right(place))
        return self.correct and all(contains(words, spellings) for spellings in self.wanted)


def main() -> None:
    """Ask both and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="an RGB *_fact.jsonl, or the folder that holds one")
    parser.add_argument("--limit", type=int, help="only so many questions of a seeded shuffle")
    parser.add_argument("--top-k", type=int, default=3, help="passages that CitationQueryEngine retrieves")
    parser.add_argument("--out", type=Path, help="also write every answer there, as JSON lines")
    given = parser.parse_args()
    file = given.data if given.data.is_file() else sorted(given.data.glob("*_fact.jsonl"))[0]
    rows = sample([json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()], given.limit)
    settings = load_settings(llm_timeout=PATIENCE, llm_keep=0)
    embedder = choose_embedder(settings)
    embedder.embed_query("warm up")
    llm = citation_llm(settings)
    results: dict[str, list[Result]] = {"dateline": [], "citation_query_engine": []}
    with given.out.open("w", encoding="utf-8") if given.out else tempfile.TemporaryFile("w") as out:
        for number, row in enumerate(rows, start=1):
            positive, negative = list(row["positive"]), list(row["negative"])
            for answerable, passages in ((True, positive + negative), (False, negative)):
                case = (answerable, wanted_of(row["answer"]), len(positive) if answerable else 0)
                for who, result in (  # in turn, so that a slow spell of the machine meets both
                    ("dateline", dateline(row["query"], passages, case, settings, embedder)),
                    ("citation_query_engine", engine(row["query"], passages, case, llm, embedder, given.top_k)),
                ):
                    results[who].append(result)
                    out.write(json.dumps({"who": who, "query": row["query"], **_as_json(result)}) + "\n")
            print(f"{number} of {len(rows)}", file=sys.stderr, flush=True)
    figures = {who: measures(found) for who, found in results.items()}
    about = {"questions": len(rows), "top_k": given.top_k, "llm": llm.model, "embedding": embedder.name}
    print(json.dumps({**about, **figures}, indent=2))
    print(table(figures), file=sys.stderr)


Case = tuple[bool, Wanted, int]


def dateline(question: str, passages: Sequence[str], case: Case, settings: Settings, embedder: Embedder) -> Result:
    """Ask Dateline."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        Archive.open(Path(temporary) / "archive", settings=settings, embedder=embedder) as archive,
    ):
        archive.add_drafts((f"eval/{place}", Draft("", text)) for place, text in enumerate(passages) if text)
        started = time.perf_counter()
        answer = archive.ask(question)
        seconds = time.perf_counter() - started
        sentences = tuple(
            Said(
                sentence.text,
                tuple((int(c.article.source.removeprefix("eval/")), c.quote) for c in sentence.citations),
            )
            for sentence in answer.sentences
        )
        return Result(*case, not answer.answered, sentences, seconds, answer.notice)


def citation_llm(settings: Settings) -> Any:
    """Dateline's model as LlamaIndex's LLM, with the server's whole context."""
    from rag.llm.llama_index_llm import as_llama_index

    llm = as_llama_index(settings)
    llm.context_window = CONTEXT
    return llm


def engine(question: str, passages: Sequence[str], case: Case, llm: Any, embedder: Embedder, top_k: int) -> Result:
    """Ask CitationQueryEngine."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.query_engine import CitationQueryEngine

    from rag.store.llama_index_retriever import DatelineEmbedding

    hidden = {"excluded_embed_metadata_keys": ["place"], "excluded_llm_metadata_keys": ["place"]}
    documents = [
        Document(text=text, metadata={"place": place}, **hidden) for place, text in enumerate(passages) if text
    ]
    index = VectorStoreIndex.from_documents(documents, embed_model=DatelineEmbedding(embedder))
    asked = CitationQueryEngine.from_args(
        index, llm=llm, similarity_top_k=top_k, citation_chunk_size=CHUNK, citation_chunk_overlap=OVERLAP
    )
    started = time.perf_counter()
    try:
        response = asked.query(question)
    except Exception as error:  # noqa: BLE001 - whatever it was: it is counted, and the run goes on
        return Result(*case, True, (), time.perf_counter() - started, f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - started
    sources: dict[int, tuple[int, str]] = {}
    for found in response.source_nodes:
        text = found.node.get_content()
        if mark := _NUMBERED.match(text):
            sources[int(mark[1])] = (found.node.metadata["place"], text)
    said = str(response)
    refused = not said.strip() or bool(REFUSALS.search(said))
    return Result(*case, refused, cited_sentences(said, sources), seconds)


def cited_sentences(text: str, sources: dict[int, tuple[int, str]]) -> tuple[Said, ...]:
    """The sentences of a text with [n] marks; marks behind a full stop belong to the sentence before."""
    # So that a mark does not begin the next sentence.
    text = re.sub(r"([.!?])((?:\s*\[[^\]]{1,30}\])+)", r"\2\1", text)
    found = []
    for span in split_sentences(text, "en"):
        sentence = span.of(text)
        numbers = [int(n) for mark in _MARK.finditer(sentence) for n in re.findall(r"\d+", mark[1] or mark[2])]
        plain = re.sub(r"\s+([.,;!?])", r"\1", _MARK.sub("", sentence))
        if re.search(r"\w", plain):
            found.append(Said(plain.strip(), tuple(sources.get(n, (None, "")) for n in dict.fromkeys(numbers))))
    return tuple(found)


def measures(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of one side."""
    answerable = [result for result in results if result.answerable]
    others = [result for result in results if not result.answerable]
    cited = [result.right(place) for result in answerable for said in result.sentences for place, _ in said.cited]
    told = [
        any(result.right(place) for place, _ in said.cited)
        for result in answerable
        if not result.refused
        for said in result.sentences
    ]
    return {
        "correct": _share([result.correct for result in answerable]),
        "proved": _share([result.proved for result in answerable]),
        "citation_precision": _share(cited),
        "citations": len(cited),
        "sentences_right": _share(told),
        "sentences": len(told),
        "refused_right": _share([result.refused for result in others]),
        "refused_wrong": _share([result.refused for result in answerable]),
        "seconds_mean": round(statistics.fmean(result.seconds for result in results), 2),
        "seconds_p50": round(statistics.median(result.seconds for result in results), 2),
        "failed": sum(result.failed is not None for result in results),
    }


def table(figures: dict[str, dict[str, Any]]) -> str:
    """Both sides, a line for each measure."""
    width = max(len(name) for side in figures.values() for name in side)
    lines = [" ".join([" " * width, *(f"{who:>22}" for who in figures)])]
    for name in next(iter(figures.values())):
        lines.append(" ".join([f"{name:{width}}", *(f"{side[name]!s:>22}" for side in figures.values())]))
    return "\n".join(lines)


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "answerable": result.answerable,
        "wanted": result.wanted,
        "refused": result.refused,
        "correct": result.correct,
        "sentences": [
            {"text": s.text, "right": [result.right(place) for place, _ in s.cited]} for s in result.sentences
        ],
        "seconds": round(result.seconds, 2),
        "failed": result.failed,
    }


if __name__ == "__main__":
    main()
