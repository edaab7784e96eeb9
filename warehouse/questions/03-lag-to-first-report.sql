-- How long after a contact is the first report published?
-- A contact has a day, not an hour: 0 days means the same day. Both are local days of the outlet that was first, as it
-- dates the contact; if it does not, the day that is known now is used.
SELECT timeline.first_reported_on - coalesce(first.contact_date, timeline.date_to) AS days_after,
       count(*) AS contacts, list_sort(list(timeline.contact))[-3:] AS latest
FROM contact_timeline AS timeline
JOIN (
    SELECT contact, arg_min(CASE WHEN contact_date = date_until THEN contact_date END, reported_at) AS contact_date
    FROM contact_report
    WHERE role IN ('opening', 'supporting')
    GROUP BY contact
) AS first ON first.contact = timeline.contact
WHERE timeline.date_precision = 'day' AND timeline.state <> 'dismissed'
GROUP BY days_after
ORDER BY days_after
