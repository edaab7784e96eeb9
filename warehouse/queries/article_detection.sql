-- ReadingRow: how each version of the rules read one article ($article), latest first.
SELECT article_id, verdict, confidence, why, rules, read_at
FROM reading
WHERE article_id = $article
ORDER BY read_at DESC
