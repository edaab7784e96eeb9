CREATE OR REPLACE VIEW latest_second_opinion AS
SELECT said.article_id, CASE WHEN said.outcome = 'used' THEN ['decided'] ELSE [] END || said.differs AS said, said.model
FROM second_opinion AS said
JOIN current_reading AS reading ON reading.article_id = said.article_id AND reading.rules = said.rules
WHERE said.outcome IN ('used', 'agreed')
QUALIFY row_number() OVER (PARTITION BY said.article_id ORDER BY said.asked_at DESC) = 1;
COMMENT ON VIEW latest_second_opinion IS 'What a second reader contributed to the latest reading of an article.';
COMMENT ON COLUMN latest_second_opinion.article_id IS 'The article.';
COMMENT ON COLUMN latest_second_opinion.said IS 'decided if it decided against our own reading, then each detail that it states differently; empty if it agrees.';
COMMENT ON COLUMN latest_second_opinion.model IS 'Its model.';
