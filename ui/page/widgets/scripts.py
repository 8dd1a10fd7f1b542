"""The few lines of script that Gradio's HTML components run; the page's own scripts are in ui/page/static.

Gradio offers ``component.NAME(...)`` for each event NAME that stands in quotes in the component's script.
"""

from __future__ import annotations

from collections.abc import Sequence

from ui.page.answers.html import ASK, EDIT, OPEN, RETRY
from ui.page.archive.many_html import CORRECT_MANY, LEAVE_MANY
from ui.page.article.html import STOP_SUMMARY, SUMMARISE
from ui.page.article.more_html import CORRECT, UNDO

#: What the browser asks of the conversation: show one that it has kept, begin a new one.
REOPEN = "reopen_conversation"
BEGIN = "begin_conversation"


def clicks(*names: str, asking: Sequence[str] = ()) -> str:
    """A click on anything with a ``data-action`` of these triggers the event of that name, with the element's data.

    Those of ``asking`` trigger "submit", as the box does: all ways to ask are one event, which no session has twice at
    once. A click that ends a selection of words is none: quotes can be copied. What is ticked beside a button, within
    the same ``data-fields``, goes with its data.
    """
    return f"""
const actions = {[*names]};
const asking = {[*asking]};
element.addEventListener('click', (event) => {{
  const from = event.target.closest('[data-action]');
  const selected = window.getSelection && String(window.getSelection());
  if (!from || (selected && !event.target.closest('button'))) return;
  if (asking.includes(from.dataset.action)) trigger('submit', {{ ...from.dataset }});
  else if (actions.includes(from.dataset.action)) {{
    const ticked = [...(from.closest('[data-fields]')?.querySelectorAll('input:checked') ?? [])];
    const besides = Object.fromEntries(ticked.map((box) => [box.name, box.value]));
    trigger(from.dataset.action, {{ ...besides, ...from.dataset }});
  }}
}});
"""


def sends(name: str) -> str:
    """A form with a ``data-action`` triggers the event ``name`` when it is sent, with its fields and its data."""
    return f"""
element.addEventListener('submit', (event) => {{
  const form = event.target.closest('form[data-action]');
  if (!form) return;
  event.preventDefault();
  trigger('{name}', {{ ...Object.fromEntries(new FormData(form)), ...form.dataset }});
}});
"""


#: The pane empties itself, and tells the page when an article has come.
PANE = (
    clicks(OPEN, SUMMARISE, STOP_SUMMARY, UNDO)
    + sends(CORRECT)
    + """
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-close]')) {
    props.value = '';
    element.dispatchEvent(new CustomEvent('dateline:closed', { bubbles: true }));
  }
});
watch('value', () => element.dispatchEvent(new CustomEvent('dateline:opened', { bubbles: true })));
"""
)

#: The form that corrects many articles: whoever opened it, or is told what is wrong, goes on in its first field.
MANY = (
    clicks(LEAVE_MANY)
    + sends(CORRECT_MANY)
    + f"""
element.addEventListener('keydown', (event) => {{
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  trigger('{LEAVE_MANY}', {{}});
}});
const begin = () => setTimeout(() => element.querySelector('input')?.focus(), 60);
watch('value', begin);
begin(); // it is only made when it is shown first
"""
)

#: The turns before the latest.
PAST = clicks(OPEN)

#: The latest turn: the page is told when it changes, and asks through it for conversations that the browser has kept.
LATEST = (
    clicks(OPEN, EDIT, asking=[RETRY])
    + f"""
for (const name of ['{REOPEN}', '{BEGIN}']) {{
  document.addEventListener('dateline:' + name, (event) => trigger(name, event.detail));
}}
watch('value', () => element.dispatchEvent(new CustomEvent('dateline:said', {{ bubbles: true }})));
element.dispatchEvent(new CustomEvent('dateline:ready', {{ bubbles: true }}));
"""
)

#: Examples and follow-ups.
QUESTIONS = clicks(asking=[ASK])

#: An answer that stands alone: a summary.
ANSWER = (
    clicks(OPEN)
    + """
watch('value', () => element.dispatchEvent(new CustomEvent('dateline:said', { bubbles: true })));
"""
)
