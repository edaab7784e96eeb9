-- StoredVersion: every stored version of the article with this address or id ($name), by outlet and address, oldest
-- first.
SELECT id, outlet, url, title, "text", published, first_seen
FROM article
WHERE (outlet, url) IN (
    SELECT (outlet, url)
    FROM article
    WHERE url = $name OR id::VARCHAR = $name OR id IN (SELECT article FROM reprint WHERE url = $name)
)
ORDER BY outlet, url, first_seen, id
