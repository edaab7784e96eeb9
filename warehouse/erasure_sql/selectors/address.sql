-- Every version of the article at an address ($asked), or the article with that id; for a reprint, only the reprint.
SELECT id, url FROM main.article WHERE url = $asked OR id::VARCHAR = $asked
UNION
SELECT NULL, $asked
