-- Articles by an author ($asked), in any spelling of the name.
SELECT id, url FROM main.article WHERE regexp_matches(author, public.spelling($asked))
