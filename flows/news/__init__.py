"""From the web to a clean article: web, pages, outlets, listings."""
