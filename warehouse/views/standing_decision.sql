CREATE OR REPLACE VIEW standing_decision AS
SELECT verb, contact, article, arg_max(other, decided_at) AS other, max(decided_at) AS decided_at,
       arg_max(decided_by, decided_at) AS decided_by
FROM decision
GROUP BY verb, contact, article
HAVING NOT arg_max(undone, decided_at);
COMMENT ON VIEW standing_decision IS 'Decisions of people that were not undone.';
COMMENT ON COLUMN standing_decision.verb IS 'merge, split or dismiss.';
COMMENT ON COLUMN standing_decision.contact IS 'The contact that was decided about.';
COMMENT ON COLUMN standing_decision.article IS 'The article that was split off.';
COMMENT ON COLUMN standing_decision.other IS 'The contact it was merged into, or that was split off.';
COMMENT ON COLUMN standing_decision.decided_at IS 'When.';
COMMENT ON COLUMN standing_decision.decided_by IS 'Who.';
