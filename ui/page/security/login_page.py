"""The page that asks for the password, as HTML: no script, nothing fetched, in the page's colours."""

from __future__ import annotations

from ui.page.answers.html import esc

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
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' "
    "rx='6' fill='%238a2a1c'/%3E%3C/svg%3E"
)
#: The colours of ui/page/static/dateline.css, which a browser gets only once it has signed in.
_STYLE = """
:root { --paper: #faf7f0; --card: #fffefb; --ink: #201d18; --muted: #5f574a; --edge: #8f8573; --accent: #8a2a1c;
  --strong: #6d1f14; --on-accent: #fffaf2; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --paper: #181613; --card: #211e1a; --ink: #ece6da; --muted: #b3a998;
  --edge: #857b6b; --accent: #eb9c86; --strong: #f4b5a3; --on-accent: #2a0f09; } }
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(1.5rem, 12vh, 7rem) 1.25rem 2rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 24rem; margin: 0 auto; }
h1 { margin: 0; padding-bottom: .6rem; border-bottom: 3px double var(--edge); letter-spacing: -.015em;
  font: 700 2.4rem/1.05 "Source Serif 4", "Source Serif Pro", "Iowan Old Style", "Palatino Linotype", Palatino, Charter,
    Georgia, "Noto Serif", "DejaVu Serif", "Times New Roman", serif; }
p { margin: 1rem 0; color: var(--muted); }
.trouble { padding: .6rem .85rem; border: 1px solid var(--accent); border-radius: 4px; background: var(--card);
  color: var(--ink); }
label { display: block; margin-bottom: .3rem; font-weight: 600; font-size: .9rem; }
input { width: 100%; padding: .65rem .8rem; border: 1px solid var(--edge); border-radius: 6px; background: var(--card);
  color: var(--ink); font: inherit; }
button { margin-top: 1rem; padding: .6rem 1.3rem; border: 0; border-radius: 4px; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
button:hover { background: var(--strong); }
input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
"""


def login_html(trouble: str = "") -> str:
    """The page.

    Args:
        trouble: a sentence that says why the last try did not do.
    """
    told = f'<p class="trouble" role="alert" id="trouble">{esc(trouble)}</p>' if trouble else ""
    described = ' aria-describedby="trouble" aria-invalid="true"' if trouble else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to Dateline</title>
<link rel="icon" href="{_ICON}">
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Dateline</h1>
<p>This archive is open to those who know its password.</p>
{told}
<form method="post" action="/login">
<label for="password">Password</label>
<input type="password" id="password" name="password" required autofocus autocomplete="current-password"
 maxlength="1000"{described}>
<button type="submit">Sign in</button>
</form>
</main>
</body>
</html>
"""
