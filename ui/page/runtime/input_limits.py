"""How long what somebody types may be. The browser has the same bounds, but not everybody who sends comes from one."""

from __future__ import annotations


def too_long(text: object, most: int, what: str) -> str:
    """What is wrong with a text that was sent, as a sentence; nothing where it is short enough.

    Args:
        text: it; from the browser, so it may be anything.
        most: the most characters.
        what: it is: "question".
    """
    if text is None or (isinstance(text, str) and len(text) <= most):
        return ""
    if not isinstance(text, str):
        article = "an" if what[:1] in "aeiou" else "a"
        return f"The page sent something else than {article} {what}: load it anew, and try again."
    return f"The {what} is too long: it has {len(text):,} characters, and {most:,} are the most."
