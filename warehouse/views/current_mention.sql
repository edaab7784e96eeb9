CREATE OR REPLACE VIEW current_mention AS
WITH latest AS (
    SELECT article_id, arg_max(rules, read_at) AS rules
    FROM reading
    WHERE article_id IN (SELECT article_id FROM mention)
    GROUP BY article_id
)
SELECT mention.*
FROM mention
JOIN latest ON latest.article_id = mention.article_id AND latest.rules = mention.rules;
COMMENT ON VIEW current_mention IS 'The mentions in the latest reading of each article.';
COMMENT ON COLUMN current_mention.id IS 'Hash of article and content: equal for rules that read it alike.';
COMMENT ON COLUMN current_mention.rules IS 'Version of the rules that read it.';
COMMENT ON COLUMN current_mention.run IS 'The run that read it.';
COMMENT ON COLUMN current_mention.article_id IS 'The article.';
COMMENT ON COLUMN current_mention.watch IS 'Always putin-us.';
COMMENT ON COLUMN current_mention.us_leader IS 'The US leader''s name.';
COMMENT ON COLUMN current_mention.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN current_mention.status IS 'happened, planned, denied, background, envoy or other.';
COMMENT ON COLUMN current_mention.quote IS 'The clause that says so, exactly as in the article.';
COMMENT ON COLUMN current_mention.field_name IS 'title or text: the field that contains the clause.';
COMMENT ON COLUMN current_mention.start IS 'Character offset of the start of the clause in that field.';
COMMENT ON COLUMN current_mention."end" IS 'Character offset of the end of the clause.';
COMMENT ON COLUMN current_mention.contact_date IS 'First day on which it can have taken place, local to the outlet; NULL if nothing bounds it.';
COMMENT ON COLUMN current_mention.date_until IS 'Last such day.';
COMMENT ON COLUMN current_mention.date_precision IS 'day, range, month, year or none.';
COMMENT ON COLUMN current_mention.date_basis IS 'stated, relative, weekday, byline or none.';
COMMENT ON COLUMN current_mention.date_words IS 'The words that the date was read from.';
COMMENT ON COLUMN current_mention.ordinal IS 'n if the text calls it the n-th contact.';
COMMENT ON COLUMN current_mention.ordinal_since IS 'The year it counts from.';
COMMENT ON COLUMN current_mention.duration_minutes IS 'How long it lasted.';
COMMENT ON COLUMN current_mention.place IS 'Where.';
COMMENT ON COLUMN current_mention.topics IS 'What it was about.';
COMMENT ON COLUMN current_mention.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN current_mention.stated_weekday IS 'ISO weekday, if only that is stated and the week is unknown.';
COMMENT ON COLUMN current_mention.stated_month IS 'Month, if the year is unknown.';
COMMENT ON COLUMN current_mention.stated_day IS 'Day of the month, if the year is unknown.';
COMMENT ON COLUMN current_mention.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN current_mention.confidence IS 'Probability of the status, 0 to 1; 1 if rules alone decided (before version 13).';
COMMENT ON COLUMN current_mention.participants IS 'Persons named in the clause, in the folded words of the text; NULL before version 13.';
