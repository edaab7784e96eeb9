"""Bytes of markup to a tree: the one way pages are parsed, whoever looks at them afterwards."""

from __future__ import annotations

from lxml import etree, html

PARSE_ERRORS = (etree.ParserError, etree.XMLSyntaxError)
"""What parsing raises where there is no markup at all."""

# lxml.html asks Python for the class of every element it hands out, a third of what a page costs; here C answers.
# What is lost are the classes of forms, labels and inputs, which no article has.
_CLASSES = etree.ElementDefaultClassLookup(
    element=html.HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction, entity=html.HtmlEntity
)


def parse(page: str | bytes) -> html.HtmlElement:
    """Return the tree of a page, text or UTF-8, however large and ill-formed.

    Raises one of PARSE_ERRORS where it has no markup.
    """
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    markup = page.encode("utf-8", "replace") if isinstance(page, str) else page
    return html.document_fromstring(markup, parser=parser)
