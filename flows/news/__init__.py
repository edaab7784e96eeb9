"""From the web to clean articles: web, pages, outlets, listings."""
