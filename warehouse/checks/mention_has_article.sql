-- Mentions, readings, sketches and places of articles that do not exist.
SELECT 'mention ' || mention.id AS trouble
FROM main.mention AS mention
ANTI JOIN main.article AS article ON article.id = mention.article_id
UNION ALL
SELECT 'reading of ' || reading.article_id
FROM main.reading AS reading
ANTI JOIN main.article AS article ON article.id = reading.article_id
UNION ALL
SELECT 'sketch of ' || sketch.article
FROM main.sketch AS sketch
ANTI JOIN main.article AS article ON article.id = sketch.article
UNION ALL
SELECT 'place of ' || place.article
FROM main.place AS place
ANTI JOIN main.article AS article ON article.id = place.article
