CREATE OR REPLACE VIEW current_detection AS
SELECT article_id, arg_max(rules, read_at) AS rules, max(read_at) AS read_at, arg_max(verdict, read_at) AS verdict,
       arg_max(why, read_at) AS why, arg_max(confidence, read_at) AS confidence
FROM reading
GROUP BY article_id;
COMMENT ON VIEW current_detection IS 'The latest reading of each article.';
COMMENT ON COLUMN current_detection.article_id IS 'The article.';
COMMENT ON COLUMN current_detection.rules IS 'Version of the rules that read it.';
COMMENT ON COLUMN current_detection.read_at IS 'When.';
COMMENT ON COLUMN current_detection.verdict IS 'new, planned, denied, background, envoy, other or none.';
COMMENT ON COLUMN current_detection.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN current_detection.confidence IS 'Probability that the article reports a new contact, 0 to 1.';
