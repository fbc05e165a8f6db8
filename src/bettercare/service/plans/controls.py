"""The control that people type into or choose from, as HTML. A page has hundreds of them, so they are not made by a template."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from bettercare.service.plans.typed import SAYABLE
from bettercare.writing.form import Cell

_SAID = tuple(SAYABLE.values())
_YES_NO = ("", "Yes", "No", *_SAID)
_NUMBERS = ("money", "number", "percent")


def id_of(address: str | None) -> str:
    """The name of a box within its page."""
    return (address or "").replace("/", "-")


def control(
    cell: Cell, text: str, label: str = "", long: bool = False, rows: int = 0, unsaved: bool = False, bad: bool = False
) -> Markup:
    """The control of a box with a text in it; `label` where no label stands beside it, `bad` where something is said against it."""
    id = escape(id_of(cell.address))
    told = " data-unsaved" if unsaved else ""
    told += f' aria-label="{escape(label)}"' if label else ""
    told += f' aria-invalid="true" aria-describedby="{id}-error"' if bad else ""
    named = f'id="{id}" name="v:{escape(cell.address)}"'
    if cell.kind == "choice" and cell.choices:
        return Markup(f'<select class="nhsuk-select" {named}{told}>{_options(cell.choice_ids, cell.choices, text)}</select>')
    if cell.kind == "yes-no":
        return Markup(f'<select class="nhsuk-select" {named}{told}>{_plain_options(_YES_NO, text)}</select>')
    if long:
        high = rows or min(max(len(text) // 90 + 2, 4), 24)
        wrong = " nhsuk-textarea--error" if bad else ""
        return Markup(f'<textarea class="nhsuk-textarea{wrong}" {named} rows="{high}"{told}>\n{escape(text)}</textarea>')
    number = cell.kind in _NUMBERS
    kind = f"nhsuk-input{' nhsuk-input--error' if bad else ''}{' bc-number' if number else ''}"
    keys = ' inputmode="decimal" spellcheck="false"' if number else ""
    size = min(max(len(text), 5), 24)
    return Markup(f'<input class="{kind}" {named} value="{escape(text)}" autocomplete="off" size="{size}"{keys}{told}>')


@lru_cache(maxsize=4096)
def _options(ids: tuple[str, ...], labels: tuple[str, ...], text: str) -> str:
    """The options of a list, those that may be said in every box first; a text that is none of them stands there too."""
    other = f'<option value="{escape(text)}" selected>{escape(text)}</option>' if text and text not in (*ids, *_SAID) else ""
    chosen = "".join(
        f'<option value="{escape(id)}"{" selected" if id == text else ""}>{escape(label)}</option>'
        for id, label in zip(ids, labels, strict=True)
    )
    return f'<option value=""></option>{_plain_options(_SAID, text)}{other}{chosen}'


@lru_cache(maxsize=256)
def _plain_options(words: tuple[str, ...], text: str) -> str:
    return "".join(f"<option{' selected' if said == text else ''}>{said}</option>" for said in words)
