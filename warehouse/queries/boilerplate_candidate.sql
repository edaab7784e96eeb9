-- Short lines that an outlet's articles repeat since $since, the most frequent first, and whether they are boilerplate
-- there: in at least $articles articles of as many stories on three days, $share of all or more, and no sentence that
-- other outlets carry too (which makes it an agency's). What was removed as learnt still counts, or the rule would undo
-- itself. A person's last decision outranks the numbers.
WITH recent AS (
    SELECT article.id, article.text, article.removed, coalesce(place.story, article.id) AS story,
           coalesce(article.published, article.first_seen)::DATE AS day
    FROM article LEFT JOIN place ON place.article = article.id
    WHERE article.outlet = $outlet AND article.first_seen >= $since::TIMESTAMPTZ
),
piece AS (
    SELECT id, story, day, unnest(string_split(text, chr(10))) AS line FROM recent
    UNION ALL
    SELECT id, story, day, taken."text" FROM (SELECT id, story, day, unnest(removed) AS taken FROM recent)
    WHERE taken.rule = 'learnt'
),
repeated AS (
    SELECT line, count(DISTINCT id) AS articles, count(DISTINCT story) AS stories, count(DISTINCT day) AS days
    FROM piece WHERE length(line) BETWEEN 2 AND 200 GROUP BY line HAVING count(DISTINCT id) > 1
),
abroad AS (
    SELECT DISTINCT line FROM (
        SELECT unnest(string_split(text, chr(10))) AS line FROM article
        WHERE outlet <> $outlet AND first_seen >= $since::TIMESTAMPTZ
    ) SEMI JOIN repeated USING (line)
),
decided AS (
    SELECT line, arg_max(removes, decided_at) AS removes FROM boilerplate_decision WHERE outlet = $outlet GROUP BY line
),
judged AS (
    SELECT repeated.*, articles / (SELECT count(*) FROM recent) AS share,
           line IN (SELECT line FROM abroad) AND regexp_matches(line, '[۔.!؟][’”»")]*$') AS agency, decided.removes
    FROM repeated LEFT JOIN decided USING (line)
)
SELECT line, articles, stories, days, share, agency, removes AS decided,
       coalesce(removes, articles >= $articles AND stories >= $articles AND days >= 3 AND share >= $share AND NOT agency)
           AS boilerplate
FROM judged
ORDER BY articles DESC, line
