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
COMMENT ON VIEW current_mention IS 'The mentions of the latest reading of each article.';
COMMENT ON COLUMN current_mention.id IS 'Hash of article and content: the same for rules that read it alike.';
COMMENT ON COLUMN current_mention.rules IS 'Version of the rules that read it.';
COMMENT ON COLUMN current_mention.run IS 'The run that read it.';
COMMENT ON COLUMN current_mention.article_id IS 'The article.';
COMMENT ON COLUMN current_mention.watch IS 'What is watched: always putin-us.';
COMMENT ON COLUMN current_mention.us_leader IS 'The US leader''s name.';
COMMENT ON COLUMN current_mention.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN current_mention.status IS 'happened, planned, denied, background, envoy or other.';
COMMENT ON COLUMN current_mention.quote IS 'The clause that says so, as it stands in the article.';
COMMENT ON COLUMN current_mention.field_name IS 'title or text: where the clause stands.';
COMMENT ON COLUMN current_mention.start IS 'Character offset of the clause there.';
COMMENT ON COLUMN current_mention."end" IS 'Character offset behind it.';
COMMENT ON COLUMN current_mention.contact_date IS 'First day it can have been, local to the outlet; NULL where nothing bounds it.';
COMMENT ON COLUMN current_mention.date_until IS 'Last such day.';
COMMENT ON COLUMN current_mention.date_precision IS 'day, range, month, year or none.';
COMMENT ON COLUMN current_mention.date_basis IS 'stated, relative, weekday, byline or none.';
COMMENT ON COLUMN current_mention.date_words IS 'The words the date was read from.';
COMMENT ON COLUMN current_mention.ordinal IS 'n where the text calls it the n-th contact.';
COMMENT ON COLUMN current_mention.ordinal_since IS 'The year it counts from.';
COMMENT ON COLUMN current_mention.duration_minutes IS 'How long it lasted.';
COMMENT ON COLUMN current_mention.place IS 'Where.';
COMMENT ON COLUMN current_mention.topics IS 'What it was about.';
COMMENT ON COLUMN current_mention.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN current_mention.stated_weekday IS 'ISO weekday, where only that is stated and the week is not known.';
COMMENT ON COLUMN current_mention.stated_month IS 'Month, where the year is not known.';
COMMENT ON COLUMN current_mention.stated_day IS 'Day of the month, where the year is not known.';
COMMENT ON COLUMN current_mention.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN current_mention.confidence IS 'Probability of the status, 0 to 1; 1 where rules alone decided (before version 13).';
COMMENT ON COLUMN current_mention.participants IS 'Persons that the clause names, in the folded words of the text; NULL before version 13.';
