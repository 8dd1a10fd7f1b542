"""What articles, models and readers write is text on the page, whatever it looks like; nothing of it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import Open
from browser.scribe import HOSTILE as QUESTION
from browser.watched import ANSWERED, Watched

TITLE = '<img src=x onerror="window.hacked=1"> ${window.hacked=1} {{value}}'
TEXT = f"""{TITLE}

Ostmark, 1 December 2025

The lighthouse keeper of Ostmark wrote </mark><script>window.hacked=1</script> on the lighthouse wall on Tuesday.
Nobody at the lighthouse laughed about it.

The paint was taken off by the county on Thursday, at a price of 900 crowns.
"""
PAGE = """<!doctype html><html lang="en"><head><title>Zapstrand pier closes</title>
<link rel="canonical" href="javascript:window.hacked=1"><meta property="og:url" content="javascript:window.hacked=1">
<meta property="og:site_name" content="&quot;&gt;&lt;svg onload=window.hacked=1&gt;"></head><body><article>
<h1>Zapstrand pier closes</h1><p>The pier at Zapstrand will close on Monday, its owner Lene Tarp said on Friday.</p>
<p>It has &lt;img src=x onerror=window.hacked=1&gt; painted on its gate, and repairs will take eleven weeks.</p>
</article></body></html>"""


@pytest.fixture
def reader(opened: Open, written: tuple[str, Path], tmp_path: Path) -> Watched:
    reader = opened(written[0])
    (tmp_path / "wall <img src=x onerror=window.hacked=1>.txt").write_text(TEXT)
    (tmp_path / "pier.html").write_text(PAGE)
    reader.add(*tmp_path.iterdir())
    assert reader.page.locator("#dl-added-files li:is([data-state=added], [data-state=unchanged])").count() == 2
    assert "<img src=x" in reader.page.inner_text("#dl-added-files")
    return reader


def harmless(reader: Watched) -> None:
    assert reader.page.evaluate("window.hacked") is None
    scripts = "#dl-asktab script, #dl-pane script, #dl-results script"
    assert reader.page.locator(f"img[src=x], svg[onload], {scripts}").count() == 0


def test_a_hostile_article_is_text_in_an_answer_and_in_the_pane(reader: Watched) -> None:
    page = reader.page
    reader.tab("Ask")
    reader.ask(QUESTION)
    assert page.inner_text(f"{ANSWERED} .dl-question") == QUESTION
    said = page.inner_text(f"{ANSWERED} .dl-answer")
    assert "<script>window.hacked=1</script>" in said
    assert TITLE in page.inner_text(ANSWERED)
    page.locator(f"{ANSWERED} .dl-marker").first.hover()
    page.locator(f"{ANSWERED} .dl-marker").first.click()
    assert "</mark><script>window.hacked=1</script>" in reader.marked()
    assert page.inner_text("#dl-pane .dl-title") == TITLE
    harmless(reader)
    reader.reload()
    reader.answered(QUESTION)
    page.click("[data-conversations]")
    assert page.inner_text("#dl-conversations .dl-kept-title") == QUESTION
    harmless(reader)


def test_a_hostile_article_is_text_in_the_archive(reader: Watched) -> None:
    page = reader.page
    reader.tab("Archive")
    find, one = "#dl-find input, #dl-find textarea", "document.querySelectorAll('.dl-list tbody tr').length === 1"
    page.fill(find, "zapstrand")
    page.wait_for_function(one)
    assert '">' in page.inner_text(".dl-list tbody .dl-col-outlet")
    page.click(".dl-list tbody .dl-headline")
    page.wait_for_selector("#dl-pane .dl-text")
    assert page.locator("#dl-pane a[href^=javascript]").count() == 0
    assert "<img src=x" in page.inner_text("#dl-pane .dl-text")
    page.keyboard.press("Escape")
    page.fill(find, "<img src=x")
    page.wait_for_function(f"{one} && document.querySelector('.dl-list tbody').textContent.includes('onerror')")
    assert page.inner_text(".dl-list tbody .dl-headline") == TITLE
    page.check(".dl-list tbody [data-select]")
    page.click(".dl-selection .dl-danger")
    page.wait_for_selector("#dl-keep")
    assert TITLE in page.inner_text("#dl-confirm")
    page.click("#dl-keep")
    harmless(reader)


def test_a_hostile_article_is_text_in_a_search(reader: Watched) -> None:
    page = reader.page
    reader.tab("Search")
    page.fill("#dl-search-words", '"lighthouse wall" OR zapstrand')
    page.press("#dl-search-words", "Enter")
    page.wait_for_selector("#dl-found-count >> text=2 articles")
    shown = page.inner_text("#dl-results")
    assert TITLE in shown and "</mark><script>window.hacked=1</script>" in shown
    outlet = page.locator(".dl-facet[aria-label=Outlet] .dl-value", has_text='">')
    outlet.click()
    page.wait_for_selector("#dl-results .dl-chip")
    page.wait_for_selector("#dl-found-count >> text=/^1 article$/")
    assert '">' in page.inner_text("#dl-results .dl-chip")
    page.click("[data-action=ask_about]")
    page.wait_for_selector("#dl-asking-about .dl-chip", state="visible")
    assert '">' in page.inner_text("#dl-asking-about")
    harmless(reader)
    page.click("#dl-asking-about .dl-chip")
    page.evaluate("location.hash = 'search?q=<img src=x onerror=window.hacked=1>&month=<svg onload=window.hacked=1>'")
    page.wait_for_selector("#dl-results [role=alert]")
    harmless(reader)


def test_a_kept_conversation_that_was_tampered_with_is_text(reader: Watched) -> None:
    page = reader.page
    reader.tab("Ask")
    reader.ask(QUESTION)
    page.evaluate(
        """() => {
          const name = Object.keys(localStorage).find(key => key.startsWith('dateline-conversation'));
          const kept = JSON.parse(localStorage[name]);
          const bad = '<img src=x onerror="window.hacked=1">';
          kept.title = bad;
          for (const turn of kept.turns) {
            turn.question = bad;
            turn.answer.text = bad;
            for (const sentence of turn.answer.sentences) {
              sentence.text = bad;
              for (const quote of sentence.citations) Object.assign(quote, { quote: bad, title: bad, outlet: bad });
            }
          }
          localStorage[name] = JSON.stringify(kept);
        }"""
    )
    reader.reload()
    page.wait_for_selector(ANSWERED)
    assert "<img src=x" in page.inner_text(ANSWERED)
    page.click("[data-conversations]")
    page.wait_for_selector("#dl-conversations .dl-kept")
    harmless(reader)
