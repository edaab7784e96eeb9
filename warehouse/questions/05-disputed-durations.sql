-- How often is the duration disputed, and by how much?
WITH stated AS (
    SELECT contact, count(DISTINCT duration_minutes) AS durations, min(duration_minutes) AS shortest,
           max(duration_minutes) AS longest, list_sort(list(DISTINCT duration_minutes)) AS minutes
    FROM contact_report
    WHERE role IN ('opening', 'supporting') AND duration_minutes IS NOT NULL
    GROUP BY contact
)
SELECT count(*) AS contacts_with_duration, count(*) FILTER (WHERE durations > 1) AS disputed,
       round(count(*) FILTER (WHERE durations > 1) / nullif(count(*), 0), 3) AS share,
       max(longest - shortest) AS widest_minutes, arg_max(contact, longest - shortest) AS widest_contact
FROM stated
