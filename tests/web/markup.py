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


def item(link: str | None, title: str = "A headline", date: str | None = None, **more: str) -> str:
    """An RSS item; further elements by name (``__`` for a colon), their content as it is to stand there."""
    parts = [f"<title>{title}</title>"]
    parts += [f"<link>{link}</link>"] if link is not None else []
    parts += [f"<pubDate>{date}</pubDate>"] if date is not None else []
    parts += [f"<{name.replace('__', ':')}>{value}</{name.replace('__', ':')}>" for name, value in more.items()]
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, title: str = "Skarne Ledger", link: str = "") -> str:
    """An RSS feed."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>{title}</title><link>{link}</link><language>en-GB</language>{''.join(items)}</channel></rss>"
    )
