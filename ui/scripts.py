"""The few lines of script that Gradio's HTML components run; the page's own script is ui/static/dateline.js.

Gradio offers ``component.NAME(...)`` for each event NAME that stands in quotes in the component's script.
"""

from __future__ import annotations

from ui.render import OPEN
from ui.render_archive import ASK, REMOVE

#: A click on anything with a ``data-action`` triggers the event of that name, with the element's data.
#: A click that ends a selection of words is none: quotes can be copied.
CLICKS = f"""
const actions = ['{OPEN}', '{ASK}', '{REMOVE}'];
element.addEventListener('click', (event) => {{
  const from = event.target.closest('[data-action]');
  const selected = window.getSelection && String(window.getSelection());
  if (!from || (selected && !event.target.closest('button'))) return;
  if (actions.includes(from.dataset.action)) trigger(from.dataset.action, {{ ...from.dataset }});
}});
"""

#: The pane empties itself, and tells the page when an article has come.
PANE = """
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-close]')) {
    props.value = '';
    element.dispatchEvent(new CustomEvent('dateline:closed', { bubbles: true }));
  }
});
watch('value', () => element.dispatchEvent(new CustomEvent('dateline:opened', { bubbles: true })));
"""

#: The conversation, besides: the latest question is brought into view.
CONVERSATION = (
    CLICKS
    + """
watch('value', () => element.dispatchEvent(new CustomEvent('dateline:said', { bubbles: true })));
"""
)
