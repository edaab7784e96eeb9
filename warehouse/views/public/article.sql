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
COMMENT ON VIEW article IS 'Every stored version of every article, with its outlet, its story and whose words it carries.';
COMMENT ON COLUMN article.id IS 'Hash of canonical address and text.';
COMMENT ON COLUMN article.outlet IS 'The outlet''s id in sources.yaml.';
COMMENT ON COLUMN article.outlet_name IS 'The outlet''s name for people; NULL where sources.yaml does not know it.';
COMMENT ON COLUMN article.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN article.title IS 'Headline, cleaned.';
COMMENT ON COLUMN article.text IS 'Body, cleaned; a paragraph a line.';
COMMENT ON COLUMN article.url IS 'Canonical address; urn:… for an imported file.';
COMMENT ON COLUMN article.published IS 'When the outlet says it published; NULL where it does not say.';
COMMENT ON COLUMN article.first_seen IS 'When Rabita first had it.';
COMMENT ON COLUMN article.reported_at IS 'published, or first_seen where the outlet does not say.';
COMMENT ON COLUMN article.published_source IS 'Where that date stood: jsonld, meta, feed, byline, url, given, seen or none.';
COMMENT ON COLUMN article.published_raw IS 'The date in the words it was read from.';
COMMENT ON COLUMN article.characters IS 'Length of the text.';
COMMENT ON COLUMN article.lang IS 'ISO 639 code; ur for Urdu.';
COMMENT ON COLUMN article.author IS 'Author, where named.';
COMMENT ON COLUMN article.agency IS 'News agency credited.';
COMMENT ON COLUMN article.story IS 'The first article of the event it tells: equal for all that tell it.';
COMMENT ON COLUMN article.original IS 'The article whose words these are; the article itself where they are its own.';
COMMENT ON COLUMN article.is_copy IS 'Whether its words are another article''s.';
COMMENT ON COLUMN article.is_latest IS 'Whether it is the newest version stored under its address.';
COMMENT ON COLUMN article.extracted_by IS 'Which way the text was taken from the page.';
COMMENT ON COLUMN article.content IS 'Hash of the match key of the text: equal for copies that differ in spacing or letter forms only.';
COMMENT ON COLUMN article.removed IS 'Boilerplate that cleaning took out, each piece with its rule.';
COMMENT ON COLUMN article.run IS 'The run that loaded it.';
