-- Stored articles that may be copies of the given ones, or about the same story: those that share two of the sampled
-- runs of letters within $copy_days, or three of the weightiest words within $story_days; the six most alike of each
-- kind. `kind` is 0 for copies, 1 for stories: numbers are joined and grouped in less time than words. The window comes
-- first, from two narrow columns. Everything wide is read within it, because a look-up by id reads about every block of
-- a column that its dates do not leave out.
WITH bounds AS (
    SELECT min(told_at) - to_days($copy_days::INTEGER) AS since, max(told_at) + to_days($copy_days::INTEGER) AS until
    FROM sketch WHERE article IN (SELECT unnest($articles::UUID[]))
),
near AS (
    SELECT article, told_at, copies, topics FROM sketch
    WHERE told_at BETWEEN (SELECT since FROM bounds) AND (SELECT until FROM bounds)
),
probe AS (
    SELECT article, told_at, copies, topics FROM near WHERE article IN (SELECT unnest($articles::UUID[]))
),
asked AS (
    SELECT article, epoch_ms(told_at) AS dated, 0::TINYINT AS kind, unnest(copies) AS hash FROM probe
    UNION ALL SELECT article, epoch_ms(told_at), 1::TINYINT, unnest(topics) FROM probe
),
stored AS (
    SELECT article, epoch_ms(told_at) AS dated, 0::TINYINT AS kind, unnest(copies) AS hash FROM near
    UNION ALL SELECT article, epoch_ms(told_at), 1::TINYINT, unnest(topics) FROM near
),
shared AS (
    SELECT asked.article, stored.article AS other, kind, count(*) AS hashes
    FROM asked JOIN stored USING (kind, hash)
    WHERE asked.article <> stored.article
      AND abs(asked.dated - stored.dated) <= 86400000::BIGINT * CASE kind WHEN 0 THEN $copy_days ELSE $story_days END
    GROUP BY ALL HAVING count(*) >= CASE kind WHEN 0 THEN 2 ELSE 3 END
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY article, kind ORDER BY hashes DESC, other) AS rank FROM shared
),
best AS (
    SELECT DISTINCT article, other FROM ranked WHERE rank <= 6
)
SELECT best.article, old.id, old.url, old.title, old.text, place.story, place.original
FROM best
-- What was published since then was first seen since then, except for the 5 minutes that a clock may be ahead. So no
-- older text is read.
JOIN article AS old ON old.id = best.other AND old.first_seen >= (SELECT since FROM bounds) - INTERVAL 5 MINUTE
LEFT JOIN place ON place.article = best.other
ORDER BY best.article, old.id
