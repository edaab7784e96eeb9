-- NamedArticle: every stored version of the article with this address or id ($name), latest first.
SELECT id, outlet, url, title, published, published_source, published_raw, first_seen, lang, extracted_by, agency, author,
       characters, list_transform(removed, lambda piece: piece.rule || ': ' || piece."text") AS removed
FROM article
WHERE url = $name OR id::VARCHAR = $name
   OR id IN (SELECT article FROM reprint WHERE url = $name)
ORDER BY first_seen DESC
