-- Every row says when it came to be known and which run wrote it. Rows stored before this get the best that is known.

ALTER TABLE run_end ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE run_end SET first_seen = ended_at;
COMMENT ON COLUMN run_end.first_seen IS 'When this row was stored.';

ALTER TABLE tally ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE tally SET first_seen = (SELECT run.started_at FROM run WHERE run.id = tally.run);
COMMENT ON COLUMN tally.first_seen IS 'When this row was stored.';

ALTER TABLE outlet ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE outlet ADD COLUMN run UUID;
UPDATE outlet SET first_seen = since;
COMMENT ON COLUMN outlet.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN outlet.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE request ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE request SET first_seen = fetched_at;
COMMENT ON COLUMN request.first_seen IS 'When this row was stored.';

ALTER TABLE link ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE link SET first_seen = found_at;
COMMENT ON COLUMN link.first_seen IS 'When this row was stored.';

ALTER TABLE problem ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE problem SET first_seen = noted_at;
COMMENT ON COLUMN problem.first_seen IS 'When this row was stored.';

ALTER TABLE reading ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE reading SET first_seen = read_at;
COMMENT ON COLUMN reading.first_seen IS 'When this row was stored.';

ALTER TABLE mention ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE mention SET first_seen = (SELECT reading.read_at FROM reading WHERE reading.article_id = mention.article_id AND reading.rules = mention.rules);
COMMENT ON COLUMN mention.first_seen IS 'When this row was stored.';

ALTER TABLE contact ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE contact SET first_seen = opened_at;
COMMENT ON COLUMN contact.first_seen IS 'When this row was stored.';

ALTER TABLE contact_report ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE contact_report SET first_seen = resolved_at;
COMMENT ON COLUMN contact_report.first_seen IS 'When this row was stored.';

ALTER TABLE contact_change ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE contact_change SET first_seen = noted_at;
COMMENT ON COLUMN contact_change.first_seen IS 'When this row was stored.';

ALTER TABLE decision ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE decision ADD COLUMN run UUID;
UPDATE decision SET first_seen = decided_at;
COMMENT ON COLUMN decision.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN decision.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE alert ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE alert ADD COLUMN run UUID;
UPDATE alert SET first_seen = raised_at;
COMMENT ON COLUMN alert.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN alert.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE notice ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE notice ADD COLUMN run UUID;
UPDATE notice SET first_seen = raised_at;
COMMENT ON COLUMN notice.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN notice.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE delivery ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE delivery ADD COLUMN run UUID;
UPDATE delivery SET first_seen = created_at;
COMMENT ON COLUMN delivery.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN delivery.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE delivery_item ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE delivery_item ADD COLUMN run UUID;
UPDATE delivery_item SET first_seen = (SELECT delivery.created_at FROM delivery WHERE delivery.id = delivery_item.delivery);
COMMENT ON COLUMN delivery_item.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN delivery_item.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE delivery_attempt ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE delivery_attempt ADD COLUMN run UUID;
UPDATE delivery_attempt SET first_seen = started_at;
COMMENT ON COLUMN delivery_attempt.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN delivery_attempt.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE delivery_outcome ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE delivery_outcome ADD COLUMN run UUID;
UPDATE delivery_outcome SET first_seen = ended_at;
COMMENT ON COLUMN delivery_outcome.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN delivery_outcome.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE delivery_given_up ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE delivery_given_up ADD COLUMN run UUID;
UPDATE delivery_given_up SET first_seen = given_up_at;
COMMENT ON COLUMN delivery_given_up.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN delivery_given_up.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE delivery_retry ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE delivery_retry ADD COLUMN run UUID;
UPDATE delivery_retry SET first_seen = asked_at;
COMMENT ON COLUMN delivery_retry.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN delivery_retry.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE sketch ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE sketch ADD COLUMN run UUID;
UPDATE sketch SET first_seen = (SELECT article.first_seen FROM article WHERE article.id = sketch.article), run = (SELECT article.run FROM article WHERE article.id = sketch.article);
COMMENT ON COLUMN sketch.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN sketch.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE place ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE place SET first_seen = (SELECT article.first_seen FROM article WHERE article.id = place.article);
COMMENT ON COLUMN place.first_seen IS 'When this row was stored.';

ALTER TABLE boilerplate_decision ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE boilerplate_decision ADD COLUMN run UUID;
UPDATE boilerplate_decision SET first_seen = decided_at;
COMMENT ON COLUMN boilerplate_decision.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN boilerplate_decision.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE learnt_boilerplate ADD COLUMN first_seen TIMESTAMPTZ;
ALTER TABLE learnt_boilerplate ADD COLUMN run UUID;
UPDATE learnt_boilerplate SET first_seen = learnt_at;
COMMENT ON COLUMN learnt_boilerplate.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN learnt_boilerplate.run IS 'The run that stored it; NULL outside of runs.';

ALTER TABLE run ADD COLUMN first_seen TIMESTAMPTZ;
UPDATE run SET first_seen = started_at;
COMMENT ON COLUMN run.first_seen IS 'When this row was stored.';
