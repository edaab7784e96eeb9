"""Malformed pages made of well-formed ones: each kind breaks the markup around the article as real pages do."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

ROW = "<tr><td>خانہ</td></tr>"


def _before(opening: str) -> Callable[[str, int, int], str]:
    """Put markup in front of the first paragraph."""
    return lambda page, start, _end: page[:start] + opening + page[start:]


def _around(opening: str, closing: str) -> Callable[[str, int, int], str]:
    """Put markup around the paragraphs."""
    return lambda page, start, end: page[:start] + opening + page[start:end] + closing + page[end:]


def _after_head(opening: str) -> Callable[[str, int, int], str]:
    """Put markup at the beginning of the body."""
    return lambda page, _start, _end: re.sub(r"(<body[^>]*>)", lambda m: m[1] + opening, page, count=1)


def _in_head(opening: str) -> Callable[[str, int, int], str]:
    return lambda page, _start, _end: re.sub(r"(</head>|(?=<body))", lambda m: opening + m[1], page, count=1)


def _without(pattern: str, count: int = 0) -> Callable[[str, int, int], str]:
    return lambda page, _start, _end: re.sub(pattern, "", page, count=count)


def _before_all(opening: str) -> Callable[[str, int, int], str]:
    return lambda page, _start, _end: opening + page


def _misnested(page: str, start: int, end: int) -> str:
    """Wrap every second paragraph in tags that are closed in the wrong order."""
    paragraphs = re.split(r"(?=<p[ >])", page[start:end])
    wrong = (f"<b><i>{part}</b></i>" if at % 2 else part for at, part in enumerate(paragraphs))
    return page[:start] + "".join(wrong) + page[end:]


def _end_in_the_middle(page: str, start: int, end: int) -> str:
    """End the document after the second paragraph."""
    second = [match.start() for match in re.finditer(r"<p[ >]", page[start:end])][1:2]
    at = start + second[0] if second else end
    return page[:at] + "</body></html>" + page[at:]


KINDS: dict[str, Callable[[str, int, int], str]] = {
    # the document ends too early, or there are two of them
    "html ends before the article": _before("</html>"),
    "body and html end before the article": _before("</body></html>"),
    "HTML ENDS in capitals": _before("</BODY></HTML >"),
    "html ends in the article": _end_in_the_middle,
    "html ends at the beginning of the body": _after_head("</html>"),
    "html ends in the head": _in_head("</html>"),
    "an empty document first": _before_all("<html><head><title>x</title></head><body></body></html>"),
    "a document of a few words first": _before_all("<!DOCTYPE html><html><body><p>براہ کرم انتظار کریں۔</p></body></html>\n"),
    "a frame of a document first": _before_all("<html><body bgcolor=white><!-- counter --></body></html><!DOCTYPE html>"),
    "three documents": lambda page, start, end: "<html><p>1</p></html>" + page + "<html><p>2</p></html>",
    "body ends early and begins again": _before("</body><body class='second'>"),
    "head begins again in the body": _before("<head><meta name='x' content='y'></head>"),
    # elements without an end
    "svg without an end": _before('<svg viewBox="0 0 1 1"><path d="M0 0">'),
    "svg without an end in the menu": _after_head('<div><svg viewBox="0 0 1 1"><g><path d="M0 0"/>'),
    "svg symbols without an end": _after_head('<svg><defs><symbol id="a"><path d="M0">'),
    "svg title without an end": _after_head("<svg><title>بند"),
    "math without an end": _before("<math><mi>x"),
    "template without an end": _before("<template>"),
    "template at the beginning of the body": _after_head('<template id="card"><div class="c">'),
    "script without an end": _before('<script async src="/a.js">'),
    "script at the beginning of the body": _after_head("<script>var a = 1;\n"),
    "script in the head": _in_head('<script src="/a.js">'),
    "script with a comment in it": _before("<script><!-- var x = '<script>'; </script>"),
    "style without an end": _before("<style>p{color:red}"),
    "style in the head": _in_head("<style>p{color:red}\n"),
    "title without an end": _in_head("<title>روزنامہ"),
    "titles lose their end": _without("</title>"),
    "textarea without an end": _before('<textarea name="t">'),
    "a comment without an end": _before("<!-- begin of text"),
    "a comment in the head": _in_head("<!-- styles "),
    "a comment that ends with one dash": _before("<!-- begin -> "),
    "a conditional comment without an end": _in_head("<!--[if lt IE 9]><script src='x.js'></script>"),
    "noscript without an end": _before("<noscript><img src='/p.gif'>"),
    "noscript at the beginning of the body": _after_head("<noscript>"),
    "noscript in the head": _in_head("<noscript><style>x{}</style>"),
    "select without an end": _before("<select><option>شہر"),
    "button without an end": _before("<button type=button>بند کریں"),
    "iframe without an end": _before('<iframe src="/ad">'),
    "object without an end": _before('<object data="/a.swf"><param name=a>'),
    "video without an end": _before('<video src="/a.mp4">'),
    "canvas without an end": _before("<canvas>"),
    "figure without an end": _before("<figure><img src=a.jpg>"),
    "nav without an end": _after_head("<nav><ul><li><a href='/'>خبریں</a>"),
    "aside without an end": _before("<aside>"),
    "footer without an end": _after_head("<footer>"),
    "form without an end": _before("<form action='/s'><input name=q>"),
    "forms in forms": _around("<form><form action='/a'><div>", "</form></div></form>"),
    "an anchor without an end": _before("<a href='/x'>"),
    "an anchor around the article": _around("<a href='/x'>", "</a>"),
    "plaintext": _before("<plaintext>"),
    "xmp without an end": _before("<xmp>"),
    "noembed without an end": _before("<noembed>"),
    "noframes without an end": _before("<noframes>"),
    "a list item without an end": _before("<ul><li><dl><dd>"),
    # tables
    "a table without an end": _before("<table><tr><td>خانہ</td>"),
    "a table that only begins": _before("<table>"),
    "a table row only": _before("<table><tr>"),
    "the article between rows": _around(f"<table>{ROW}", f"{ROW}</table>"),
    "the article in a table without cells": _around("<table><tbody><tr>", "</tr></tbody></table>"),
    "tables in tables without cells": _around("<table><tr><table><tr>", "</tr></table></tr></table>"),
    "a colgroup without an end": _before("<table><colgroup><col>"),
    "a caption without an end": _before("<table><caption>"),
    # attributes and bytes
    "a quote without an end": _before('<div class="x><span>'),
    "a quote without an end in a link": _before("<a href='/x>خبر</a>"),
    "a tag without an end": _before("<div class=x "),
    "a less-than sign": _before("قیمت < 5 اور <3 "),
    "NUL bytes": lambda page, start, end: page[:start] + page[start:end].replace(" ", "\0 ") + page[end:],
    "a NUL byte before the article": _before("\0"),
    "a NUL byte at the very beginning": _before_all("\0"),
    "control characters": lambda page, start, end: page[:start] + page[start:end].replace(" ", " \x0b\x1f") + page[end:],
    "an end-of-file character": _before("\x1a"),
    "doctype in the body": _before("<!DOCTYPE html>"),
    "text before the doctype": _before_all("Warning: mysql_connect() in /var/www/x.php on line 5\n"),
    "a byte order mark in the middle": _before("\ufeff"),
    "an XML declaration": _before_all('<?xml version="1.0" encoding="utf-8"?>\n'),
    "a PHP tag without an end": _before("<?php echo $x; "),
    "a CDATA section": _around("<![CDATA[", "]]>"),
    # the frame of the page
    "no end of the head": _without("</head>"),
    "no head and no body tags": _without(r"</?(?:html|head|body)\b[^>]*>"),
    "no end tags at all": lambda page, start, end: page[:start] + re.sub(r"</(?:p|div|li|ul|span|article)>", "", page[start:]),
    "no beginning of the body": _without(r"<body[^>]*>", 1),
    "body twice": _after_head("<body class='a'>"),
    "a frameset around the body": _in_head("<frameset rows='*'><frame src='/a'></frameset>"),
    "a frameset first": lambda page, start, end: re.sub(r"(?=<body)", "<frameset cols='*'><frame src=a>", page, count=1),
    "html in html": _before("<html lang='ur'><body>"),
    # depth and order
    "deeper than 300": _around("<div>" * 300, "</div>" * 300),
    "deeper than 3,000": _around("<div>" * 3000, "</div>" * 3000),
    "spans deeper than 600": _before("<span>" * 600),
    "formatting deeper than 600": _before("<b><font>" * 300),
    "closed in the wrong order": _misnested,
    "ends without beginnings": _before("</div></div></section></td></tr></table></form></span></p></center>" * 3),
    "paragraphs in spans in paragraphs": lambda page, start, end: page[:start] + re.sub(r"<p([ >])", r"<p><span><p\1", page[start:end]) + page[end:],
}  # fmt: skip
"""The kinds: each takes the page and where its article begins and ends."""


def malformed(truths: list[Any]) -> Iterator[tuple[str, Any, bytes]]:
    """Yield (kind, truth, page) of every kind and every page whose article stands in its markup as UTF-8."""
    for truth in truths:
        try:
            page = truth.page.decode()
        except UnicodeDecodeError:
            continue
        place = _article(page, truth.paragraphs)
        if place is None:
            continue
        for kind, spoil in KINDS.items():
            spoilt = spoil(page, *place)
            if spoilt != page:
                yield kind, truth, spoilt.encode()


def _article(page: str, paragraphs: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the article's first paragraph begins and its last one ends."""
    body = max(page.find("<body"), 0)
    first, last = (html.escape(words, quote=False) for words in (paragraphs[0], paragraphs[-1]))
    at = page.find(first, body)
    end = page.rfind(last)
    start = page.rfind("<p", 0, at)
    if at < 0 or end < at or start < body or "<script" in page[start:at]:
        return None
    return start, page.find(">", end) + 1
