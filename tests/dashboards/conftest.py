"""A page with everything on it, built once: a run of the demo, a merged contact, hostile texts."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import warehouse
from dashboards.article_edits import file_of_edit
from dashboards.page_data import load_data
from flows.alerts.alert_channels import open_channels
from flows.contacts.resolve.resolution_types import Decision, Verb
from flows.demo import serve
from flows.news.outlets.sources import load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.import_run import run_import
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.operator_decision_run import run_decision
from flows.settings import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHARED = Path(__file__).resolve().parents[3] / "shared"
HOSTILE = (
    "<script>window.hacked = 1</script>",
    "</script><script>window.hacked = 1</script>",
    '"><img src=x onerror="window.hacked = 1">',
    "' onmouseover='window.hacked = 1",
    "<svg onload=window.hacked=1>",
    "<style>*{display:none}</style>",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "<!-- --><template><b>bold</b></template>",
    "<a href='javascript:window.hacked=1'>click</a>",
    "\u202egnp.exe\u2066 left open",
    "&lt;b&gt; &amp;amp; &#60;i&#62;",
)
MONTHS = ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"]
URDU = "روسی صدر ولادیمیر پیوٹن نے امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر بات چیت کی۔"


def hostile_titles() -> tuple[str, ...]:
    """Our own hostile titles, and a part of the public list of naughty strings where it is at hand."""
    file = SHARED / "suites" / "blns" / "blns.json"
    naughty = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return (*HOSTILE, *(text for text in naughty[::6] if text.strip()))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings it was made with, the latest contact, one that was merged, and the hostile titles."""
    folder = tmp_path_factory.mktemp("dashboard")
    now = datetime.now(UTC)
    titles = hostile_titles()
    with serve(now, folder) as press:
        settings = Settings(
            data=folder / "data", sources=press.sources, allow_private=True, alert_urls=(), operator_urls=(),
            dashboard_base="https://rabita.example/", page=True,
        )  # fmt: skip
        outlets = load_sources(settings.sources, allow_private=True).outlets
        asyncio.run(run_ingest(settings, outlets))
        found = run_watch(settings, open_channels(()))
    rows = [
        {
            "id": f"h{number}",
            "title": f"{title} پیوٹن اور ٹرمپ",
            "text": f"{URDU} {title} خبر {number}",
            "published": (now - timedelta(days=9, minutes=number)).isoformat(),
            "url": f"https://hostile.example/{number}?a=<b>&c='\"",
            "outlet": f"<b onclick=window.hacked=1>outlet {number % 3}",
        }
        for number, title in enumerate(titles)
    ]
    letter = {
        "id": "letter", "title": "ٹرمپ نے پیوٹن کو خط لکھا",
        "text": "امریکی صدر ڈونلڈ ٹرمپ نے گزشتہ روز روسی صدر پیوٹن کو خط لکھا۔",
        "published": (now - timedelta(days=30)).isoformat(), "url": "https://other.example/1", "outlet": "other",
    }  # fmt: skip
    file = folder / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (*rows, letter)))
    asyncio.run(run_import(settings, [file]))
    run_watch(settings, (), alert=False)
    later = letter | {
        "id": "later",
        "text": f"{letter['text']} خط میں یوکرین کا ذکر ہے۔".replace("گزشتہ روز", "بدھ کو"),
    }
    day = now + timedelta(days=20)
    when = f"{day.day} {MONTHS[day.month - 1]}"
    plan = {
        "id": "plan", "title": "ٹرمپ اور پیوٹن کی ملاقات کا اعلان", "outlet": "other", "url": "https://other.example/2",
        "text": f"امریکی صدر ڈونلڈ ٹرمپ اور روسی صدر پیوٹن {when} کو جنیوا میں ملاقات کریں گے۔",
        "published": (now - timedelta(hours=5)).isoformat(),
    }  # fmt: skip
    (folder / "later.jsonl").write_text("\n".join(map(json.dumps, (later, plan))))
    asyncio.run(run_import(settings, [folder / "later.jsonl"]))
    run_watch(settings, (), alert=False)
    latest = next(change.contact for change in found.news)
    with warehouse.open_published(settings.published) as con:
        rows = con.execute("SELECT channel, contact FROM contact_timeline WHERE contact <> ?", [latest]).fetchall()
    reported = dict(rows)
    run_decision(settings, Decision(Verb.MERGE, reported["letter"], "tests", now, other=reported["phone"]))
    with warehouse.open_published(settings.published) as con:
        (changed,) = load_data(con, now, most=1, timezone="UTC").edits
    return {
        "edit": file_of_edit(changed),
        "settings": settings,
        "latest": latest,
        "merged": reported["letter"],
        "edited": letter["url"],
        "planned": day.date(),
        "into": reported["phone"],
        "titles": titles,
    }


@pytest.fixture
def site(made: dict[str, Any]) -> Path:
    """The built page, as the runs left it."""
    return made["settings"].dashboard


@pytest.fixture(scope="module")
def browser(made: dict[str, Any]) -> Iterator[Any]:  # noqa: ARG001 - made first, since asyncio cannot run beside it
    """A headless Chromium; tests that need one are skipped where there is none.

    Playwright keeps an event loop in this thread, so it ends with the module: other tests begin their own.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()
