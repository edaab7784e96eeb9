CREATE OR REPLACE VIEW current_reading AS
SELECT article_id, arg_max(rules, read_at) AS rules, max(read_at) AS read_at, arg_max(verdict, read_at) AS verdict,
       arg_max(why, read_at) AS why, arg_max(confidence, read_at) AS confidence
FROM reading
GROUP BY article_id;
COMMENT ON VIEW current_reading IS 'The latest reading of each article.';
COMMENT ON COLUMN current_reading.article_id IS 'The article.';
COMMENT ON COLUMN current_reading.rules IS 'Version of the rules that read it.';
COMMENT ON COLUMN current_reading.read_at IS 'When.';
COMMENT ON COLUMN current_reading.verdict IS 'new, planned, denied, background, envoy, other or none.';
COMMENT ON COLUMN current_reading.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN current_reading.confidence IS 'Probability that the article reports a new contact, 0 to 1.';
