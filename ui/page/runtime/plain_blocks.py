"""Gradio's page without its files: what a browser sends is text, numbers, choices, and no file of this machine's."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState

_NO_FILE = "The page sent something else than text: load it anew, and try again."


class PlainBlocks(gr.Blocks):
    """Gradio copies into its cache whatever file of this machine, or of the web, a value names in the way of its own
    file components: a private one, or one without an end. The page has none of these, so none is sent by it.
    """

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], state: SessionState | None, explicit_call: bool = False
    ) -> Any:
        """Refuse a value that names a file, whichever component it is for, and mark half letters (lone surrogates)."""
        if names_a_file(inputs):
            raise gr.Error(_NO_FILE, print_exception=False)
        whole = with_whole_letters(inputs)
        # Who calls as it was before a field was added, such as a page that was loaded then, leaves that field empty.
        whole += [None] * (len(block_fn.inputs) - len(whole))
        return await super().preprocess_data(block_fn, whole, state, explicit_call)


def with_whole_letters(value: Any) -> Any:
    """A value of JSON with its half letters (lone surrogates) marked.

    A text that is shown again with half an emoji in it would end the answer to the request.
    """
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def names_a_file(value: object) -> bool:
    """Whether a value of JSON holds, however deep, what Gradio takes for a file."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            if "path" in each:
                return True
            left.extend(each.values())
        elif isinstance(each, list | tuple):
            left.extend(each)
    return False
