CREATE OR REPLACE VIEW second_word AS
SELECT said.article_id, CASE WHEN said.outcome = 'used' THEN ['decided'] ELSE [] END || said.differs AS said, said.model
FROM second_opinion AS said
JOIN current_reading AS reading ON reading.article_id = said.article_id AND reading.rules = said.rules
WHERE said.outcome IN ('used', 'agreed')
QUALIFY row_number() OVER (PARTITION BY said.article_id ORDER BY said.asked_at DESC) = 1;
COMMENT ON VIEW second_word IS 'What a second reader contributed to the latest reading of an article.';
COMMENT ON COLUMN second_word.article_id IS 'The article.';
COMMENT ON COLUMN second_word.said IS 'decided if it decided against our own reading, then each detail that it states differently; empty if it agrees.';
COMMENT ON COLUMN second_word.model IS 'Its model.';
