CREATE OR REPLACE MACRO search_articles(phrase, first_day := '0001-01-01', last_day := '9999-12-31') AS TABLE
SELECT id, outlet, title, url, reported_at, regexp_matches(title, public.spelling(phrase)) AS in_title, is_copy, story,
       characters, text
FROM public.article
WHERE reported_at >= first_day::TIMESTAMPTZ AND reported_at < last_day::TIMESTAMPTZ + INTERVAL 1 DAY
    AND (regexp_matches(title, public.spelling(phrase)) OR regexp_matches(text, public.spelling(phrase)))
ORDER BY reported_at DESC, id;
COMMENT ON MACRO TABLE search_articles IS 'Articles whose headline or text has these words one after the other, however their letters, digits and marks are written; first_day and last_day bound the days searched, which is what makes it fast.';
