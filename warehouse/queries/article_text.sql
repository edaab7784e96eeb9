-- Text: title and text of every stored version of the article with this address or id ($name), latest first.
SELECT id, title, "text"
FROM article
WHERE url = $name OR id::VARCHAR = $name
   OR id IN (SELECT article FROM reprint WHERE url = $name)
ORDER BY first_seen DESC
