"""Draw the pieces of text that pictures for previews are put together from: dashboards/static/images.*

    python tests/dashboards/draw_share_image_text.py

It needs Chromium and the font Noto Nastaliq Urdu, which a machine that builds the page need not have. Run it after a
change of the alerts' words for leaders, channels or months.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
from pathlib import Path

from PIL import Image

import dashboards
from dashboards.share_images import DIGITS, HEIGHT, STATES, UNITS, WIDTH
from flows.alerts import wording
from flows.alerts.wording import Language

STATIC = Path(dashboards.__file__).parent / "static"
URDU, LATIN = "'Noto Nastaliq Urdu'", "'Noto Serif', 'DejaVu Serif', serif"
CHANNELS = ("phone", "video", "meeting", "brief", "letter", "message")
DRAW = """([text, font, height, rtl]) => {
  const canvas = document.createElement('canvas'), ctx = canvas.getContext('2d', {willReadFrequently: true});
  const set = () => { ctx.font = font; ctx.direction = rtl ? 'rtl' : 'ltr'; ctx.textAlign = 'left'; };
  set();
  const size = ctx.measureText(text);
  canvas.width = Math.ceil(Math.max(size.width, size.actualBoundingBoxLeft + size.actualBoundingBoxRight)) + 8;
  canvas.height = height;
  ctx.fillStyle = '#fff'; ctx.fillRect(0, 0, canvas.width, height);
  set();
  ctx.fillStyle = '#000';
  ctx.fillText(text, 4, Math.round(height * (rtl ? 0.6 : 0.72)));
  const data = ctx.getImageData(0, 0, canvas.width, height).data;
  let out = '';
  for (let i = 0; i < data.length; i += 4) out += String.fromCharCode(data[i]);
  return [canvas.width, btoa(out)];
}"""


def texts() -> dict[str, tuple[str, str, int, bool]]:
    """Return each image by name: its text, font, height and whether it runs from the right."""
    found: dict[str, tuple[str, str, int, bool]] = {
        "brand.ur": ("رابطہ", f"700 26px {URDU}", 60, True),
        "brand.en": ("Rabita", f"500 24px {LATIN}", 60, False),
    }
    for language in (Language.UR, Language.EN):
        urdu = language is Language.UR

        def big(text: str, size: int, height: int, *, right: bool = urdu) -> tuple[str, str, int, bool]:
            return text, f"700 {size}px {URDU if right else LATIN}", height, right

        for channel in CHANNELS:
            said = str(wording.name("channels", channel, language))
            found[f"channel.{channel}.{language}"] = big(said if urdu else said.capitalize(), 27 if urdu else 26, 90)
        putin = "پیوٹن" if urdu else "Putin"
        for leader in ("bush", "obama", "trump", "biden"):
            name = str(wording.name("leaders", leader, language)).split()[-1]
            found[f"pair.{leader}.{language}"] = big(
                f"{putin} {'اور' if urdu else 'and'} {name}", 24 if urdu else 23, 64
            )
        for month in range(12):
            said = wording._words()["months"][month][language == Language.EN]
            found[f"month.{month + 1}.{language}"] = big(said, 20, 56)
        for state, pair in STATES.items():
            found[f"state.{state}.{language}"] = big(pair[language == Language.EN], 17, 48)
        found[f"unit.{language}"] = big(UNITS[language], 18 if urdu else 19, 56)
        for place, digit in enumerate(DIGITS[language]):
            found[f"digit.{place}.{language}"] = (digit, f"700 20px {LATIN if not urdu else URDU}", 56, False)
    return found


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content(f'<p style="font-family:{URDU}">پیوٹن</p><p style="font-family:{LATIN}">Putin</p>')
        drawn = {}
        for name, (text, font, height, rtl) in texts().items():
            width, pixels = page.evaluate(DRAW, [text, font, height, rtl])
            drawn[name] = (width, height, base64.b64decode(pixels))
        browser.close()
    places, top = {}, 0
    images = Image.new("L", (max(width for width, _, _ in drawn.values()), sum(one[1] for one in drawn.values())), 255)
    for name, (width, height, pixels) in drawn.items():
        places[name] = (top, width, height)
        images.paste(Image.frombytes("L", (width, height), pixels), (0, top))
        top += height
    images.save(STATIC / "share_image_text.png")
    (STATIC / "share_image_text.json").write_text(json.dumps(places, separators=(",", ":")) + "\n")
    sys.stdout.write(f"{len(places)} images for pictures of {WIDTH} by {HEIGHT} pixels, {top} rows\n")


if __name__ == "__main__":
    main()
