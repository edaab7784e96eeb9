"""FROM THE WEB TO A CLEAN ARTICLE: discover, fetch, archive, extract, clean, dedupe."""
