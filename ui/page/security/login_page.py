"""The page that asks for the password, as HTML: no script, nothing fetched, in the page's colours."""

from __future__ import annotations

from ui.page.templating import Html, render

#: It needs even less than the page: its own style and picture, and to send its form here.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def login_html(trouble: str = "", *, named: bool = False, name: str = "") -> Html:
    """The page.

    Args:
        trouble: a sentence that says why the last try did not do.
        named: whether it asks for a name, too.
        name: what was typed as that.
    """
    return render("login", "page", trouble, named, name)
