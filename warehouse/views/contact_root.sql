CREATE OR REPLACE VIEW contact_root AS
WITH RECURSIVE judged AS (
    SELECT contact, other
    FROM decision
    WHERE verb = 'merge'
),
shown AS (
    SELECT contact, arg_max(became, number) AS became
    FROM contact_change AS change
    WHERE kind = 'merged' AND NOT EXISTS (
        SELECT 1
        FROM judged
        WHERE judged.contact = change.contact AND judged.other = change.became
    )
    GROUP BY contact
),
step AS (
    SELECT contact, other AS became
    FROM standing_decision
    WHERE verb = 'merge'
    UNION ALL
    SELECT contact, became
    FROM shown
    WHERE contact NOT IN (SELECT contact FROM standing_decision WHERE verb = 'merge')
),
walk AS (
    SELECT id AS contact, id AS root, 0 AS steps
    FROM contact
    UNION ALL
    SELECT walk.contact, step.became, walk.steps + 1
    FROM walk
    JOIN step ON step.contact = walk.root
    WHERE walk.steps < 20
)
SELECT contact, arg_max(root, steps) AS root
FROM walk
GROUP BY contact;
COMMENT ON VIEW contact_root IS 'The contact that each contact finally became: itself unless it was merged.';
COMMENT ON COLUMN contact_root.contact IS 'A contact.';
COMMENT ON COLUMN contact_root.root IS 'The contact that it is now.';
