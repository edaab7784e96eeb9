"""Feeds, sitemaps and section pages: which links an outlet lists, and when to ask again."""
