CREATE OR REPLACE VIEW article AS
SELECT article.id, article.outlet, wording.name AS outlet_name, wording.tier, article.title, article.text, article.url,
       article.published, article.first_seen, coalesce(article.published, article.first_seen) AS reported_at,
       article.published_source, article.published_raw, article.characters, article.lang, article.author,
       article.agency, coalesce(place.story, article.id) AS story, coalesce(place.original, article.id) AS original,
       coalesce(place.original <> article.id, false) AS is_copy,
       article.first_seen = (
           SELECT max(same.first_seen)
           FROM main.article AS same
           WHERE same.url = article.url
       ) AS is_latest,
       article.extracted_by, article.content, article.removed, article.run
FROM main.article AS article
LEFT JOIN main.place AS place ON place.article = article.id
LEFT JOIN main.current_outlet AS wording ON wording.id = article.outlet;
COMMENT ON VIEW article IS 'Every stored version of every article, with its outlet, its story and the article that it copies.';
COMMENT ON COLUMN article.id IS 'Hash of canonical address and text.';
COMMENT ON COLUMN article.outlet IS 'The outlet''s id in sources.yaml.';
COMMENT ON COLUMN article.outlet_name IS 'The outlet''s display name; NULL if it is not in sources.yaml.';
COMMENT ON COLUMN article.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN article.title IS 'Headline, cleaned.';
COMMENT ON COLUMN article.text IS 'Body, cleaned; one paragraph per line.';
COMMENT ON COLUMN article.url IS 'Canonical URL; urn:… for an imported file without an address.';
COMMENT ON COLUMN article.published IS 'Publication time stated by the outlet; NULL if it states none.';
COMMENT ON COLUMN article.first_seen IS 'When Rabita first stored it.';
COMMENT ON COLUMN article.reported_at IS 'published, or first_seen if that is NULL.';
COMMENT ON COLUMN article.published_source IS 'Where that date was found: jsonld, meta, feed, byline, url, given (by an import), seen (first listed then) or none.';
COMMENT ON COLUMN article.published_raw IS 'The text that the date was read from.';
COMMENT ON COLUMN article.characters IS 'Length of the text.';
COMMENT ON COLUMN article.lang IS 'ISO 639 code; ur for Urdu.';
COMMENT ON COLUMN article.author IS 'Author, if named.';
COMMENT ON COLUMN article.agency IS 'News agency credited.';
COMMENT ON COLUMN article.story IS 'The first article about the same event: equal for all articles about it.';
COMMENT ON COLUMN article.original IS 'The article that this one copies; the article itself if it is not a copy.';
COMMENT ON COLUMN article.is_copy IS 'Whether it is a copy of another article.';
COMMENT ON COLUMN article.is_latest IS 'Whether it is the newest stored version at its address.';
COMMENT ON COLUMN article.extracted_by IS 'How the text was extracted from the page.';
COMMENT ON COLUMN article.content IS 'Hash of the match key of the text: equal for copies that differ only in spacing or letter forms.';
COMMENT ON COLUMN article.removed IS 'Boilerplate that cleaning removed, each piece with its rule.';
COMMENT ON COLUMN article.run IS 'The run that loaded it.';
