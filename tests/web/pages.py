"""Pages of an invented paper."""

from __future__ import annotations

PARAGRAPHS = (
    "The last ferry from {place} will leave at 21:40 on weekdays, the operator Teskline said on Tuesday, two hours "
    "earlier than in the summer.",
    "Mayor Ilse Brandt of {place} opposes the cuts. She told the council that the ferry was the town's main street and "
    "that no bus could take its place in winter.",
    "Teskline said that its fuel bill had risen by 31 percent within a year, and that fewer than forty people used the "
    "late boat on an average evening.",
)


def page(place: str = "Harrow Bay", *, published: str | None = "2025-09-02T08:15:00+02:00", canonical: str = "") -> str:
    """A page with an article about the ferry of ``place``."""
    head = f"<title>Ferry of {place} to stop earlier</title><meta property='og:site_name' content='Skarne Ledger'>"
    if published:
        head += f"<meta property='article:published_time' content='{published}'>"
    if canonical:
        head += f"<link rel='canonical' href='{canonical}'>"
    body = "".join(f"<p>{paragraph.format(place=place)}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang='en'><head>{head}</head>"
        "<body><nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>"
        f"<article><h1>Ferry of {place} to stop earlier</h1>{body}</article></body></html>"
    )
