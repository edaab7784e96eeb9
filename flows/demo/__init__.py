"""The demo: a small press of invented Urdu outlets on loopback, openly called a demo on every page it serves.

invented_articles  the outlets and their articles, dated relative to the start
pages              an outlet as a website: feed, sitemap, robots.txt, articles in its own layout
server             the websites on 127.0.0.1, and the sources.yaml that points at them
outlets/           the invented articles; layouts/ and feeds/ hold the templates
"""

from flows.demo.server import DemoSite, serve

__all__ = ["DemoSite", "serve"]
