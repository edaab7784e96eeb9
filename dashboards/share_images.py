"""A preview picture of a contact: who, how, when and how long, composed of images of text that were drawn beforehand.

tests/dashboards/draw_share_image_text.py draws those images, so that a build needs neither a browser nor fonts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import xxhash
from PIL import Image, ImageChops

from dashboards.contact_confidence import Trust
from dashboards.page_data import ContactSummary
from dashboards.site_files import write_file
from flows.alerts.wording import URDU_DIGITS, Language
from flows.contacts.contact import DatePrecision

FOLDER = "cards"
WIDTH, HEIGHT = 600, 315
"""Pixels; the smallest size that the large services show in full width."""
MARGIN, EDGE, SPACE, PADDING = 30, 12, 4, 4
STATES = {
    "demo": ("DEMO: فرضی", "DEMO: invented"),
    "unconfirmed": ("غیر مصدقہ", "unconfirmed"),
    "denied": ("تردید شدہ", "denied"),
}
UNITS = {Language.UR: "منٹ", Language.EN: "min"}
DIGITS = {Language.UR: "0123456789".translate(URDU_DIGITS), Language.EN: "0123456789"}
INK, PAPER = (29, 33, 37), (255, 253, 248)
COLOURS = {
    "phone": (11, 107, 100), "video": (35, 102, 155), "meeting": (156, 71, 22), "brief": (130, 86, 11),
    "letter": (95, 71, 150), "message": (124, 74, 134),
}  # fmt: skip
"""The colours of the style sheet in its light theme."""
SHADES = 255
"""Shades from ink to paper; the last entry of the palette is the channel's colour."""


def share_image_name(contact: ContactSummary, trust: Trust) -> str:
    """Return the file name of a contact's picture: a hash of everything that it shows."""
    shown = (contact.details.channel, contact.details.us_leader, _lines(contact, trust), _version())
    return f"{xxhash.xxh3_64_hexdigest(repr(shown).encode())}.png"


def draw_share_image(contact: ContactSummary, trust: Trust) -> bytes:
    """Return the picture of a contact as PNG, WIDTH by HEIGHT pixels, Urdu to the right and English to the left."""
    canvas = Image.new("L", (WIDTH, HEIGHT), SHADES - 1)
    canvas.paste(SHADES, (0, 0, EDGE, HEIGHT))
    for top, words in _lines(contact, trust):
        right, left = WIDTH - MARGIN, MARGIN
        for word in words:
            urdu, english = (_joined(word, language) for language in (Language.UR, Language.EN))
            right -= urdu.width
            _put(canvas, top, urdu, right)
            _put(canvas, top, english, left)
            right, left = right - SPACE, left + english.width + SPACE
    colour = COLOURS.get(contact.details.channel, INK)
    palette = [tuple(ink + (paper - ink) * shade // (SHADES - 1) for ink, paper in zip(INK, PAPER, strict=True))
               for shade in range(SHADES)]  # fmt: skip
    drawn = Image.frombytes("P", canvas.size, canvas.tobytes())
    drawn.putpalette([part for entry in (*palette, colour) for part in entry])
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def write_share_images(contacts: Iterable[ContactSummary], trust: Mapping[str, Trust], fresh: Path, last: Path) -> None:
    """Write the picture of each contact; a picture that the last build has too is not drawn again."""
    for contact in contacts:
        path = f"{FOLDER}/{share_image_name(contact, trust[contact.contact])}"
        if not (fresh / path).exists():
            before = (last / path).read_bytes() if (last / path).is_file() else None
            write_file(fresh, last, path, before or draw_share_image(contact, trust[contact.contact]))


def _lines(contact: ContactSummary, trust: Trust) -> tuple[tuple[int, tuple[tuple[str, ...], ...]], ...]:
    """Return for each line its top and its words in reading order; a word is one image or several digits."""
    details, state = contact.details, _state(contact, trust)
    lines = (
        (10, (("brand",),)),
        (50, ((f"channel.{details.channel}",),)),
        (130, ((f"pair.{details.us_leader.casefold()}",),)),
        (186, _date(contact)),
        (228, (_number(details.duration_minutes), ("unit",)) if details.duration_minutes else ()),
        (266, ((f"state.{state}",),) if state else ()),
    )
    known = _places()
    return tuple((top, tuple(word for word in words if f"{word[0]}.{Language.EN}" in known)) for top, words in lines)


def _state(contact: ContactSummary, trust: Trust) -> str:
    if trust.demo:
        return "demo"
    if not contact.stands:
        return "denied"
    return "unconfirmed" if trust.unconfirmed else ""


def _date(contact: ContactSummary) -> tuple[tuple[str, ...], ...]:
    """Return the day, or only the month or the year if no more is known."""
    dates = contact.dates
    first, last = dates.date_from, dates.date_to
    if first is None or last is None or dates.date_precision is DatePrecision.NONE or first.year != last.year:
        return ()
    day = (_number(first.day),) if first == last else ()
    month = ((f"month.{first.month}",),) if first.month == last.month else ()
    return (*day, *month, _number(first.year))


def _number(value: int) -> tuple[str, ...]:
    return tuple(f"digit.{digit}" for digit in str(value))


def _put(canvas: Image.Image, top: int, image: Image.Image, left: int) -> None:
    """Draw an image on the canvas; the darker pixel wins."""
    box = (left, top, left + image.width, top + image.height)
    canvas.paste(ImageChops.darker(canvas.crop(box), image), box)


@cache
def _joined(word: tuple[str, ...], language: Language) -> Image.Image:
    """Return the images of a word side by side; digits run from the left in both languages."""
    images = [_text_image(f"{name}.{language}") for name in word]
    if len(images) > 1:  # without the white at both sides of a digit
        images = [image.crop((PADDING, 0, image.width - PADDING, image.height)) for image in images]
    joined = Image.new("L", (sum(image.width for image in images), min(image.height for image in images)))
    left = 0
    for image in images:
        joined.paste(image, (left, 0))
        left += image.width
    return joined


def _text_image(name: str) -> Image.Image:
    """Return an image of text as shades, 0 (ink) to 254 (paper)."""
    top, width, height = _places()[name]
    return _text_images().crop((0, top, width, top + height))


@cache
def _text_images() -> Image.Image:
    return Image.open(BytesIO(_file("share_image_text.png"))).point(lambda shade: min(shade, SHADES - 1))


@cache
def _places() -> dict[str, Any]:
    """Return where each image is: its first row, its width and its height."""
    return dict(json.loads(_file("share_image_text.json")))


@cache
def _version() -> str:
    return xxhash.xxh3_64_hexdigest(_file("share_image_text.png") + _file("share_image_text.json"))


def _file(name: str) -> bytes:
    return resources.files(__package__).joinpath("static", name).read_bytes()
