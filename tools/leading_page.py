"""The page that leads to all that `./dev run` wrote: what was done, how to do it with papers of one's own, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_STYLE = """\
body { margin: 0; background: #f0f4f5; color: #212b32; font: 17px/1.5 Arial, Helvetica, sans-serif; }
.width { max-width: 860px; margin: 0 auto; padding: 0 16px; }
header { background: #005eb8; color: #fff; padding: 16px 0 20px; }
header p { margin: 0 0 8px; }
h1 { margin: 0; font-size: 32px; line-height: 1.25; }
h2 { margin: 0 0 4px; font-size: 22px; }
.banner { background: #ffeb3b; padding: 10px 0; }
section { background: #fff; margin: 20px 0; padding: 16px 20px; }
section p { margin: 0 0 6px; }
ul { margin: 8px 0 0; padding-left: 22px; }
li { margin: 6px 0; overflow-wrap: anywhere; }
a { color: #005eb8; }
a:focus { outline: 4px solid #ffeb3b; box-shadow: inset 0 -4px 0 #212b32; }
code { background: #f0f4f5; padding: 2px 6px; overflow-wrap: anywhere; }
@media (max-width: 640px) { body { font-size: 16px; } h1 { font-size: 25px; } section { padding: 14px; } }
"""


@dataclass(frozen=True)
class Link:
    """A line of the page: the file, its title and what it shows."""

    path: str
    title: str
    shows: str


@dataclass(frozen=True)
class Step:
    """Something that was done: what, the command that does it with papers of one's own, and what was written."""

    heading: str
    tells: str
    command: str
    links: Sequence[Link]


def leading_page(steps: Sequence[Step]) -> str:
    """Return the page."""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Better Care: what was shown</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>\n{_STYLE}</style></head>\n<body>\n"
        '<header><div class="width"><p><strong>Better Care</strong></p><h1>What was shown</h1></div></header>\n'
        '<div class="banner" role="note"><div class="width"><strong>Made for demonstration.</strong> '
        "These are not plans of any area's board.</div></div>\n"
        f'<main class="width">\n{"".join(map(_section, steps))}</main></body></html>\n'
    )


def _section(step: Step) -> str:
    items = "".join(
        f'<li><a href="{escape(link.path)}">{escape(link.title)}</a>: {escape(link.shows)}</li>\n' for link in step.links
    )
    own = f"<p>With papers of your own: <code>{escape(step.command)}</code></p>"
    return f"<section><h2>{escape(step.heading)}</h2>\n<p>{escape(step.tells)}</p>\n{own}\n<ul>\n{items}</ul></section>\n"
