CREATE OR REPLACE VIEW mention AS
SELECT mention.id, report.role, coalesce(contact_root.root, report.contact) AS contact, mention.status, mention.us_leader,
       mention.channel, mention.contact_date, mention.date_until, mention.date_precision, mention.date_basis,
       mention.date_words, mention.duration_minutes, mention.place, mention.topics, mention.ordinal, mention.quote,
       mention.article_id, article.outlet, article.title, article.url,
       coalesce(article.published, article.first_seen) AS reported_at, article.first_seen, mention.watch, mention.why,
       mention.field_name, mention.start, mention."end", mention.rules, mention.run
FROM main.current_mention AS mention
JOIN main.article AS article ON article.id = mention.article_id
LEFT JOIN main.current_contact_report AS report ON report.mention = mention.id
LEFT JOIN main.contact_root AS contact_root ON contact_root.contact = report.contact;
COMMENT ON VIEW mention IS 'What each article says about each contact, by its latest reading: one row per clause.';
COMMENT ON COLUMN mention.id IS 'Hash of article and content.';
COMMENT ON COLUMN mention.role IS 'Its role for the contact: opening, supporting, background, planned or denied; NULL if it belongs to none.';
COMMENT ON COLUMN mention.contact IS 'The contact to which it belongs, after merges; NULL if it belongs to none.';
COMMENT ON COLUMN mention.status IS 'happened, planned, denied, background, envoy or other.';
COMMENT ON COLUMN mention.us_leader IS 'The US leader''s name.';
COMMENT ON COLUMN mention.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN mention.contact_date IS 'First day on which it can have taken place, local to the outlet; NULL if nothing bounds it.';
COMMENT ON COLUMN mention.date_until IS 'Last such day.';
COMMENT ON COLUMN mention.date_precision IS 'day, range, month, year or none.';
COMMENT ON COLUMN mention.date_basis IS 'stated, relative, weekday, byline or none.';
COMMENT ON COLUMN mention.date_words IS 'The words that the date was read from.';
COMMENT ON COLUMN mention.duration_minutes IS 'How long it lasted.';
COMMENT ON COLUMN mention.place IS 'Where.';
COMMENT ON COLUMN mention.topics IS 'What it was about.';
COMMENT ON COLUMN mention.ordinal IS 'n if the text calls it the n-th contact.';
COMMENT ON COLUMN mention.quote IS 'The clause that says so, exactly as in the article.';
COMMENT ON COLUMN mention.article_id IS 'The article.';
COMMENT ON COLUMN mention.outlet IS 'Its outlet.';
COMMENT ON COLUMN mention.title IS 'Its headline.';
COMMENT ON COLUMN mention.url IS 'Its address.';
COMMENT ON COLUMN mention.reported_at IS 'When it was published, or first seen if the outlet does not say.';
COMMENT ON COLUMN mention.first_seen IS 'When Rabita first stored the article.';
COMMENT ON COLUMN mention.watch IS 'Always putin-us.';
COMMENT ON COLUMN mention.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN mention.field_name IS 'title or text: the field that contains the clause.';
COMMENT ON COLUMN mention.start IS 'Character offset of the start of the clause in that field.';
COMMENT ON COLUMN mention."end" IS 'Character offset of the end of the clause.';
COMMENT ON COLUMN mention.rules IS 'Version of the rules that read it.';
COMMENT ON COLUMN mention.run IS 'The run that read it.';
