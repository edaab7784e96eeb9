"""Rendering of templates: their common environment, and the pages that come out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dashboards import assets
from dashboards.detection_reasons import in_words
from dashboards.fragments import clause, cleaned, icon, linked, source, urdu
from flows.alerts.sanitize import isolate, safe_link

ADDRESS = re.compile(r"https?://[^\s|,;]+[^\s|,;.)]")


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A rendered page: its path in the folder of its language, and its HTML."""

    path: str
    html: str


def html_page(path: str, template: str, context: dict[str, Any]) -> HtmlPage:
    """Return the page at a path, rendered from a template with its path and its content security policy."""
    return HtmlPage(path, filled(template, context | {"path": path, "policy": assets.policy(template)}))


def filled(template: str, context: dict[str, Any]) -> str:
    """Return a rendered template."""
    return _environment().get_template(template).render(context)


def keep_templates(folder: Path) -> None:
    """Keep the compiled templates in a folder for the next build, since compiling takes longer than rendering."""
    folder.mkdir(exist_ok=True)
    _environment().bytecode_cache = FileSystemBytecodeCache(str(folder))


def root_page() -> str:
    """Return the page above the two languages, which redirects to the Urdu one."""
    return filled("language_choice.html", {"policy": assets.policy("language_choice.html"), "favicon": assets.ICON})


def file_of(contact: str) -> str:
    """Return the file name of a contact's page, which never changes."""
    return f"{re.sub(r'[^A-Za-z0-9._-]', '-', contact).lstrip('.')}.html"


def evidence(text: str) -> Markup:
    """Return the evidence of the ledger with its addresses as links."""
    done, parts = 0, []
    for match in ADDRESS.finditer(text):
        parts.append(escape(text[done : match.start()]))
        link = safe_link(match[0])
        parts.append(
            Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, match[0]) if link else escape(match[0])
        )
        done = match.end()
    return Markup("").join([*parts, escape(text[done:])])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or "dashboards"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters |= {"clean": cleaned, "isolate": isolate}
    environment.tests["urdu"] = urdu
    environment.globals |= {
        "icon": icon,
        "clause": clause,
        "source": source,
        "link_of": linked,
        "file_of": file_of,
        "evidence": evidence,
        "reasons": in_words,
    }
    return environment
