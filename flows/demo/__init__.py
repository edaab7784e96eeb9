"""The demo: invented Urdu outlets on loopback; every page says that it is a demo.

invented_articles  the outlets and their articles, dated relative to the start
pages              the website of an outlet: feed, sitemap, robots.txt, and articles in its layout
server             the websites on 127.0.0.1, and the sources.yaml that lists them
outlets/           the invented articles; layouts/ and feeds/ hold the templates
"""

from flows.demo.server import DemoSite, serve

__all__ = ["DemoSite", "serve"]
