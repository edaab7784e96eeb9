-- How many contacts did each US leader have, by year, in the press and in the reference ledger?
SELECT year, us_leader, count(*) FILTER (WHERE from_press) AS in_press, count(*) AS all_known
FROM (
    SELECT contact, us_leader, year(coalesce(date_from, first_reported_on)) AS year, true AS from_press
    FROM contact_timeline
    WHERE state <> 'dismissed'
    UNION ALL
    SELECT id, us_leader, year(date_from), false
    FROM known_contact
    WHERE id NOT IN (SELECT contact FROM contact_timeline)
)
GROUP BY year, us_leader
ORDER BY year DESC, us_leader
