"""Pages to articles: archive, extract, clean, dates, language, near-duplicates."""
