"""Feeds, sitemaps and section pages: the links of an outlet, and when to poll again."""
