-- Articles of an address ($asked), every version, or the article with that id; of a reprint the reprint.
SELECT id, url FROM main.article WHERE url = $asked OR id::VARCHAR = $asked
UNION
SELECT NULL, $asked
