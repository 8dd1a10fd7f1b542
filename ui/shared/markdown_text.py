"""Text of articles, models and users as Markdown that shows just its characters: no heading, link, tag or image."""

from __future__ import annotations

import re
from urllib.parse import quote as percent

from ui.shared.wording import safe_link

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#|~$+=-])")
#: At the start of a line these would begin a list, a heading or a rule.
_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_IN_A_LINK = "%/:?#@!$&'*+,;=~[]"


def md(text: str) -> str:
    """The text on one line."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")
    return _OPENING.sub(lambda match: f"{match[1]}\\{match[2]}" if not match[2].isdigit() else match[0], line)


def without_md(markdown: str) -> str:
    """What :func:`md` was given, but for its line breaks."""
    return _ESCAPED.sub(r"\1", markdown).replace("&amp;", "&")


def md_link(url: str | None) -> str:
    """An address in angle brackets; nothing where it may not be a link."""
    link = safe_link(url)
    return f"<{percent(link, safe=_IN_A_LINK)}>" if link else ""
