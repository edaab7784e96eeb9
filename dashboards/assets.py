"""Style and scripts, inlined into every page, and the content security policy that permits only them."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from types import MappingProxyType
from urllib.parse import quote

from markupsafe import Markup

SCRIPTS = {
    "timeline.html": ("head", "page", "timeline"),
    "search.html": ("head", "page", "search"),
    "embed.html": ("head", "timeline"),
    "language_choice.html": (),
}
"""The scripts of the pages that do not have `head` and `page`."""
LOADING = frozenset({"search.html"})
"""Pages that load other files of the site: a search loads the headlines of one month after another."""
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6b64"/>'
    '<circle cx="10" cy="16" r="4.500" fill="#fff"/><circle cx="22" cy="16" r="4.500" fill="#ffe7a0"/>'
    '<path d="M10 16h12" stroke="#fff" stroke-width="2.500"/></svg>'
)
SHARE_IMAGE_SIZE = (1200, 630)
"""Width and height in pixels of the preview picture, as the large services recommend."""
ICON = f"data:image/svg+xml,{quote(DRAWING)}"


@cache
def style() -> Markup:
    """Return the style sheet, without its comments and line ends."""
    text = re.sub(r"/\*.*?\*/", "", _file("page.css"), flags=re.DOTALL)
    return Markup("".join(text.splitlines()))  # noqa: S704 - our own file


@cache
def scripts() -> MappingProxyType[str, Markup]:
    """Return the scripts by name."""
    return MappingProxyType({name: Markup(_file(f"{name}.js")) for name in ("head", "page", "timeline", "search")})  # noqa: S704 - our own files


@cache
def sprite() -> Markup:
    """Return the icons, which pages refer to by name."""
    return Markup(_file("sprite.svg"))  # noqa: S704 - our own file


def share_image() -> bytes:
    """Return the preview picture of the site as PNG, SHARE_IMAGE_SIZE pixels large."""
    return resources.files(__package__).joinpath("static", "share_image.png").read_bytes()


@cache
def policy(template: str) -> str:
    """Return the content security policy of a page: only our own style and scripts, by their hashes.

    Standard: W3C Content Security Policy Level 3, hash-source.
    """
    names = SCRIPTS.get(template, ("head", "page"))
    own = ["'self'"] if template in LOADING else []
    allowed = " ".join([*own, *(_hash(scripts()[name]) for name in names)]) or "'none'"
    sheet = _hash(style()) if template != "language_choice.html" else "'none'"
    nothing = "base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {allowed}; style-src {sheet}; img-src data:; {nothing}"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    return resources.files(__package__).joinpath("static", name).read_text(encoding="utf-8").strip()
