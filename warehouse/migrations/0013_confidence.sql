-- How sure the reader is, and whom a clause names.

ALTER TABLE mention ADD COLUMN confidence DOUBLE DEFAULT 1.0;
COMMENT ON COLUMN mention.confidence IS 'Probability of the status, 0 to 1; 1 where rules alone decided (before version 13).';
ALTER TABLE mention ADD COLUMN participants VARCHAR[];
COMMENT ON COLUMN mention.participants IS 'Persons that the clause names, in the folded words of the text; NULL before version 13.';
ALTER TABLE reading ADD COLUMN confidence DOUBLE DEFAULT 0.0;
COMMENT ON COLUMN reading.confidence IS 'Probability that the article reports a fresh contact, 0 to 1.';

COMMENT ON COLUMN reading.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN mention.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN mention.watch IS 'What is watched: always putin-us.';
