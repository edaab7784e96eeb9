-- This reads the tables, because is_latest of the view examines every article before any day is left out. first_seen is
-- at most 5 minutes before reported_at, so blocks with earlier rows are not read.
CREATE OR REPLACE MACRO search_articles(phrase, first_day := '0001-01-01', last_day := '9999-12-31') AS TABLE
SELECT article.id, article.outlet, article.title, article.url,
       coalesce(article.published, article.first_seen) AS reported_at,
       regexp_matches(article.title, public.spelling(phrase)) AS in_title,
       coalesce(place.original <> article.id, false) AS is_copy, coalesce(place.story, article.id) AS story,
       article.characters, article.text
FROM main.article AS article
LEFT JOIN main.place AS place ON place.article = article.id
WHERE article.first_seen >= first_day::TIMESTAMPTZ - INTERVAL 5 MINUTE
    AND reported_at >= first_day::TIMESTAMPTZ AND reported_at < last_day::TIMESTAMPTZ + INTERVAL 1 DAY
    AND regexp_matches(article.title || ' | ' || article.text, public.spelling(phrase))
ORDER BY reported_at DESC, article.id;
COMMENT ON MACRO TABLE search_articles IS 'Articles whose headline or text contains these words in a row, in any spelling of their letters, digits and marks. first_day and last_day bound the days that are searched, which makes it fast.';
