"""The page in a real browser: every page in both languages, light and dark, from a phone to a wide screen."""

import functools
import http.server
import re
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

MENU = ("index", "timeline", "outlets", "edits", "search", "ask", "embed")
LANGUAGES = ("ur", "en")
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
# In the manner of Lighthouse: bytes and requests of a page, nodes of its tree, how far anything moves once it is shown.
BUDGET_KB = {"index": 400, "timeline": 600, "outlets": 400, "search": 2000, "ask": 600, "contact": 400}
BUDGET_NODES = {"timeline": 6000, "search": 1500}
NODES, SHIFT = 1500, 0.05
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; }))
  .observe({type: 'layout-shift', buffered: true});
"""
Open = Callable[..., Any]
PATIENCE = 120
"""Seconds that a page may take on a busy machine: what is typed or clicked is drawn some time later."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture(scope="module")
def origin(made: dict[str, Any]) -> Iterator[str]:
    """The built folder behind an ordinary web server."""
    handler = functools.partial(Quiet, directory=str(made["settings"].dashboard))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def show(browser: Any, origin: str) -> Iterator[Open]:
    """Open a page by its path, or an empty one; at the end none may have logged or asked for anything but itself."""
    contexts, noise, asked = [], [], []

    def opened(path: str = "", *, script: str = SHIFTS, **options: Any) -> Any:
        context = browser.new_context(**({"viewport": WIDE, "base_url": origin} | options))
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("dialog", lambda dialog: noise.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(script)
        if path:
            page.goto(path, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert noise == []
    assert [url for url in asked if not url.startswith((origin, "data:"))] == []


def paths(made: dict[str, Any], language: str) -> dict[str, str]:
    return {name: f"{language}/{name}.html" for name in MENU} | {
        "contact": f"{language}/contacts/{made['latest']}.html",
        "hostile": f"{language}/contacts/{made['into']}.html",
        "moved": f"{language}/contacts/{made['merged']}.html",
        "edit": f"{language}/edits/{made['edit']}",
        "answer": f"{language}/ask/08-channels.html",
        "answer with text": f"{language}/ask/25-why-pages-fail.html",
    }


def walk(page: Any, made: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """Open every page of a language in one tab, one after the other, and yield its name and path."""
    for name, path in paths(made, language).items():
        page.goto(path, wait_until="load")
        yield name, path


def until(page: Any, holds: Callable[[], bool]) -> None:
    """Wait until something holds on a page."""
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert holds()


def count(page: Any, selector: str) -> int:
    return int(page.locator(selector).count())


def settle(page: Any) -> None:
    """Wait until what was drawn last is on the screen."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_of_accessibility(language: str, show: Open, made: dict[str, Any]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, broken = Axe(), {}
    # What passes is reported in full otherwise, node by node: most of the time went into that.
    options = {"runOnly": {"type": "tag", "values": list(WCAG)}, "resultTypes": ["violations"], "preload": False}
    page = show(bypass_csp=True)
    for name, _ in walk(page, made, language):
        for scheme, size in (("light", WIDE), ("dark", PHONE)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            for violation in axe.run(page, options=options).response["violations"]:
                broken[name, scheme, violation["id"]] = [node["html"][:200] for node in violation["nodes"][:3]]
    assert broken == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_keeps_to_its_budget(language: str, show: Open, made: dict[str, Any], site: Path) -> None:
    requests: list[str] = []
    page = show(viewport=PHONE)
    page.on("request", lambda request: requests.append(request.url))
    for name, path in walk(page, made, language):
        settle(page)
        assert [url for url in requests if not url.startswith("data:")] == [page.url]
        requests.clear()
        if name != "hostile":
            assert (site / path).stat().st_size <= BUDGET_KB.get(name, 400) * 1024
            assert page.evaluate("document.querySelectorAll('*').length") <= BUDGET_NODES.get(name, NODES), name
        assert page.evaluate("window.shift") <= SHIFT, name


BROKEN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange(), broken = [];
  const hidden = "script, style, template, pre, [hidden]";
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement;
    if (parent.closest(hidden) || parent.offsetWidth < 2) continue;
    for (const { 0: word, index } of node.data.matchAll(/[\\p{L}\\p{M}\\p{N}]+/gu)) {
      const around = (node.data.slice(0, index).match(/\\S*$/)?.[0] || "") + node.data.slice(index).match(/^\\S+/)[0];
      if (word.length < 2 || around.length > 22 || around.includes("/")) continue;  // addresses may be cut anywhere
      range.setStart(node, index); range.setEnd(node, index + word.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      if (new Set(boxes.map((box) => Math.round(box.top / 8))).size > 1) broken.push(word);
    }
  }
  return broken;
}"""
"""Words of usual length that stand on two lines."""


CUT = """() => [...document.querySelectorAll('main *')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX === 'auto')
  .map((node) => node.outerHTML.slice(0, 80))"""
"""What would have to be scrolled on paper."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_out_of_the_screen_and_no_word_is_broken(language: str, show: Open, made: dict[str, Any]) -> None:
    page = show()
    for name, _ in walk(page, made, language):
        for width in (320, 390, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            settle(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            if width in (390, 1280) and name != "hostile":
                assert page.evaluate(BROKEN) == [], (name, width)


def test_urdu_runs_right_to_left_and_its_letters_stay_joined(show: Open, made: dict[str, Any]) -> None:
    page = show()
    for _ in walk(page, made, "ur"):
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
        assert page.evaluate(
            "[...document.querySelectorAll('*')].map((node) => getComputedStyle(node).letterSpacing)"
            ".filter((space) => !['normal', '0px'].includes(space)).length"
        ) == 0  # fmt: skip
        heading = page.evaluate(
            "(() => { const style = getComputedStyle(document.querySelector('h1')); "
            "return [style.fontFamily, parseFloat(style.lineHeight) / parseFloat(style.fontSize)]; })()"
        )
        assert "Nastaliq" in heading[0].split(",")[0]
        assert heading[1] >= 1.9
    page.goto(f"en/contacts/{made['latest']}.html")
    quote = page.locator("blockquote").first
    assert quote.evaluate("(node) => getComputedStyle(node).direction") == "rtl"


def test_one_screen_answers_who_when_how_long_who_said_so_and_how_sure(show: Open) -> None:
    for language in LANGUAGES:
        for size in (PHONE, WIDE):
            page = show(f"{language}/index.html", viewport=size)
            for part in ("#status", "h1", *(f".tiles > div:nth-child({n})" for n in range(1, 6))):
                box = page.locator(part).first.bounding_box()
                assert box["y"] + box["height"] <= size["height"], (language, part)
            page.context.close()


def only_hits_with(page: Any, text: str) -> bool:
    return 0 < count(page, ".hit") == int(page.locator(".hit", has_text=text).count())


def has_hits(page: Any, wanted: int) -> bool:
    return count(page, ".hit") == wanted


def test_hostile_texts_are_inert(show: Open, made: dict[str, Any]) -> None:
    for language in LANGUAGES:
        page = show(f"{language}/contacts/{made['into']}.html")
        assert page.locator(".report").count() >= 5
        assert page.locator("main script, main img, main iframe, main style, main [onclick], main b").count() == 0
        assert page.evaluate("window.hacked") is None
        page.goto(page.url.replace(f"contacts/{made['into']}", "search"))
        page.fill("#words", "style")  # of a title that the cleaning of headlines leaves as it is
        until(page, partial(only_hits_with, page, "style"))
        assert page.locator(".hit", has_text="<style>").count() > 0
        months = page.evaluate("JSON.parse(document.getElementById('data').textContent).months")
        rows = sum(month[1] for month in months)
        page.fill("#words", "")
        for shown in range(40, rows + 40, 40):
            until(page, partial(has_hits, page, min(shown, rows)))
            if shown < rows:
                page.click("#more")
        assert page.locator("main img, main iframe, main style, main [onclick], main b").count() == 0
        assert page.evaluate("window.hacked") is None


def test_the_timeline_zooms_sifts_and_opens_a_contact(show: Open, made: dict[str, Any]) -> None:
    page = show("en/timeline.html")
    mark = page.locator(f"#plot a[href='contacts/{made['latest']}.html'] circle")
    shown = count(page, "#plot .mark:visible")
    page.click("[data-zoom='1']")
    until(page, lambda: page.locator("#plot .tick text").first.text_content() != "2012")
    until(page, lambda: count(page, "#plot .mark:visible") < shown)
    page.locator("#lanes").focus()
    zoomed = mark.get_attribute("cx")
    page.keyboard.press("ArrowLeft")
    until(page, lambda: mark.get_attribute("cx") != zoomed)
    moved = mark.get_attribute("cx")
    page.keyboard.press("0")
    until(page, lambda: mark.get_attribute("cx") != moved)
    rows = count(page, ".row:visible")
    page.uncheck("input[value=phone]")
    until(page, lambda: 0 < count(page, ".row:visible") < rows)
    until(page, lambda: "contacts shown" in page.locator("#readout").text_content())
    page.check("input[value=phone]")
    until(page, lambda: count(page, ".row:visible") == rows)
    page.click("[data-zoom='1']")
    until(page, lambda: count(page, "#plot .mark:visible") < shown)
    mark.click()
    page.wait_for_url(f"**/contacts/{made['latest']}.html")


def test_search_finds_names_in_any_spelling_and_script_over_all_months(show: Open) -> None:
    page = show("ur/search.html")
    found = page.locator("#found")
    page.fill("#words", "ایسا لفظ جو نہیں")
    until(page, lambda: count(page, ".hit") == 0)
    said = []
    for name in ("پوٹن", "پيوٹن", "پیوٹن", "پوتن", "Putin", "putin TRUMP"):  # the second with an Arabic yeh
        page.fill("#words", name)
        until(page, lambda: count(page, ".hit") > 0 and page.locator("#more").is_visible())
        said.append(found.text_content())
    assert len(set(said[:5])) == 1
    assert any(digit in said[0] for digit in "۰۱۲۳۴۵۶۷۸۹")
    address = page.url
    assert "words=putin+TRUMP" in address
    page.goto("ur/index.html")
    page.goto(address)
    until(page, lambda: found.text_content() == said[-1])
    page.fill("#words", "خط")  # in a headline of last month
    page.select_option("#month", page.evaluate("document.querySelector('#month').options[2].value"))
    until(page, lambda: count(page, ".hit") == 2)  # both versions of the letter
    page.fill("#words", "")
    page.select_option("#month", "")
    page.select_option("#verdict-pick", "new")
    until(page, lambda: count(page, ".hit") >= count(page, ".hit-contact") > 0)
    assert "verdict-pick=new" in page.url
    page.locator(".hit-contact").first.click()
    page.wait_for_url("**/ur/contacts/*.html")


def test_theme_and_digits_are_kept_from_page_to_page(show: Open) -> None:
    page = show("ur/index.html")
    assert any(digit in page.locator(".numbers").text_content() for digit in "۰۱۲۳۴۵۶۷۸۹")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click("#theme")
    page.click("#theme")
    until(page, lambda: page.evaluate("document.documentElement.dataset.theme") == "dark")
    page.click("#digits")
    until(page, lambda: page.locator("#digits").get_attribute("aria-pressed") == "true")
    page.goto(page.url.replace("index", "outlets"))
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != before
    assert not any(digit in page.locator(".grid").first.text_content() for digit in "۰۱۲۳۴۵۶۷۸۹")


def test_times_are_pakistans_until_the_reader_chooses_his_own(show: Open, made: dict[str, Any]) -> None:
    page = show("en/index.html", timezone_id="America/New_York")
    first = page.locator(".hero time[datetime*=T]").first
    site = first.text_content()
    assert "PKT" in site
    page.click("#clock")
    until(page, lambda: "Your time" in first.text_content())
    page.goto(f"en/contacts/{made['latest']}.html")
    assert "Your time" in page.locator("#times").text_content()
    assert "PKT" not in page.locator("main").inner_text()
    page.click("#clock")
    until(page, lambda: "Pakistan time" in page.locator("#times").text_content())
    assert site.split(" · ")[0] in page.locator("main").inner_text()


def test_urdu_says_times_as_people_do(show: Open, made: dict[str, Any]) -> None:
    page = show()
    for name, _ in walk(page, made, "ur"):
        text = page.locator("body").inner_text()
        for odd in ("PM", "AM", "UTC", "دنوں پہلے", "گزشتہ کل"):
            assert odd not in text, (name, odd)


def test_the_same_page_in_the_other_language_is_one_step_away(show: Open, made: dict[str, Any]) -> None:
    page = show(f"ur/contacts/{made['latest']}.html")
    page.click("a[hreflang=en]")
    page.wait_for_url(f"**/en/contacts/{made['latest']}.html")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "ltr"


def test_a_page_that_nobody_renews_stops_saying_that_all_is_well(show: Open) -> None:
    later = SHIFTS + "Date.now = () => 4102444800000;"
    page = show("en/index.html", script=later)
    until(page, lambda: "stale" in page.locator("#status").get_attribute("class"))
    until(page, lambda: "may have stopped" in page.locator("#verdict").text_content())


def test_the_page_stands_without_scripts_and_on_paper(show: Open, made: dict[str, Any]) -> None:
    page = show("en/search.html", java_script_enabled=False, script="")
    assert page.locator(".hit").count() > 0
    assert page.locator("#form").is_hidden()
    page = show(f"ur/contacts/{made['latest']}.html", color_scheme="dark")
    page.emulate_media(media="print")
    until(page, lambda: page.locator(".menu").is_hidden())
    background = "getComputedStyle(document.documentElement).backgroundColor"
    until(page, lambda: page.evaluate(background) == "rgb(255, 255, 255)")


def test_printed_pages_fit_a4(show: Open, made: dict[str, Any]) -> None:
    page = show(viewport={"width": 688, "height": 970})  # what the margins leave of 210 mm
    for name, _ in walk(page, made, "ur"):
        page.emulate_media(media="print")
        if name not in {"hostile", "embed"}:
            assert page.evaluate("document.documentElement.scrollWidth") <= 688, name
            assert page.evaluate(CUT) == [], name
    sizes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}


def test_it_can_be_walked_by_keyboard(show: Open) -> None:
    page = show("en/index.html")
    page.keyboard.press("Tab")
    until(page, lambda: page.evaluate("document.activeElement.className") == "skip")
    page.keyboard.press("Enter")
    until(page, lambda: page.evaluate("location.hash") != "")
    page.keyboard.press("Tab")
    until(page, lambda: page.evaluate("document.activeElement.closest('main') !== null"))


def test_it_opens_from_a_folder_as_from_a_server(browser: Any, site: Path) -> None:
    page = browser.new_page()
    page.goto(f"file://{site.resolve()}/index.html")
    page.wait_for_url("**/ur/index.html")
    page.click("nav >> text=تلاش")
    page.wait_for_url("**/ur/search.html")
    page.fill("#words", "Putin")
    until(page, lambda: count(page, ".hit") > 0 and "۰" not in page.locator("#found").text_content()[:1])
    page.click("nav >> text=ٹائم لائن")
    page.wait_for_url("**/ur/timeline.html")
    until(page, lambda: count(page, "#plot .mark") > 50)
    page.close()
