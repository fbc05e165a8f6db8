"""What a browser says of itself, in words."""

from __future__ import annotations

import re

from django import template

register = template.Library()
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone|iPad", "an iPhone or iPad"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """A browser and its system, such as `Firefox on Windows`."""
    browser = next((name for mark, name in _BROWSERS if re.search(mark, user_agent)), "Another browser")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, user_agent)), "")
    return f"{browser} on {system}" if system else browser
