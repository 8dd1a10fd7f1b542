"""Draw what ``dateline eval answers SET --curve --json`` gives: right answers against refusals, as an SVG.

    python tools/draw_curves.py docs/answers-curve.svg "sample corpus=corpus.json" "squad2=squad2.json"

Each line is a set; each point a threshold on the confidence from which a sentence would count as an answer. Further up
is more that is answered rightly, further right more that is refused rightly.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

#: Pixels of the picture, of its margin at the left and below, and of that at the other two sides.
_WIDTH, _HEIGHT, _MARGIN, _EDGE = 640, 400, 56, 20
#: Told apart by those who see no colours by their dashes.
_STYLES = (("#1f5fa8", ""), ("#a8471f", "7 4"), ("#2d7a3e", "2 3"), ("#6b3fa0", "10 3 2 3"))
_TEXT = 'font-family="sans-serif" font-size="13" fill="#333"'


def main() -> None:
    """Read the runs and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", type=Path)
    parser.add_argument("runs", nargs="+", metavar="NAME=FILE")
    given = parser.parse_args()
    curves = []
    for run in given.runs:
        name, _, file = run.partition("=")
        points = json.loads(Path(file).read_text(encoding="utf-8"))["curve"]
        curves.append((name, [(point["refused_right"], point["correct"]) for point in points]))
    given.picture.write_text(picture(curves), encoding="utf-8")


def picture(curves: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> str:
    """The picture of some curves.

    Args:
        curves: of each its name and its points, (rightly refused, rightly answered), both in [0, 1].
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'aria-label="Right answers against right refusals">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for step in range(6):
        value = step / 5
        (x, y), (left, bottom), (right, top) = _at(value, value), _at(0, 0), _at(1, 1)
        parts += [
            f'<path d="M{x} {bottom}V{top}M{left} {y}H{right}" stroke="#ddd" fill="none"/>',
            f'<text x="{x}" y="{bottom + 18}" text-anchor="middle" {_TEXT}>{value:g}</text>',
            f'<text x="{left - 8}" y="{y + 4}" text-anchor="end" {_TEXT}>{value:g}</text>',
        ]
    parts += [
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 12}" text-anchor="middle" {_TEXT}>refused, of what has no answer</text>',
        f'<text transform="translate(16 {_HEIGHT / 2}) rotate(-90)" text-anchor="middle" {_TEXT}>'
        "answered rightly, of what has one</text>",
    ]
    for number, (name, points) in enumerate(curves):
        colour, dashes = _STYLES[number % len(_STYLES)]
        line = " ".join(f"{x},{y}" for x, y in (_at(*point) for point in points))
        style = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}" fill="none"'
        left, bottom = _at(0.03, 0)
        level = bottom - 16 - 18 * (len(curves) - 1 - number)
        parts += [
            f'<polyline points="{line}" {style}/>',
            f'<path d="M{left} {level - 4}h34" {style}/>',
            f'<text x="{left + 42}" y="{level}" {_TEXT}>{escape(name)}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def _at(across: float, up: float) -> tuple[float, float]:
    """Where a point in the unit square lies in the picture."""
    wide, high = _WIDTH - _MARGIN - _EDGE, _HEIGHT - _MARGIN - _EDGE
    return round(_MARGIN + across * wide, 1), round(_EDGE + (1 - up) * high, 1)


if __name__ == "__main__":
    main()
