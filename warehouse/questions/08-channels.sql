-- How are the leaders in contact, and how long does it last?
SELECT us_leader, channel, count(*) AS contacts, round(median(duration_minutes)) AS median_minutes,
       max(duration_minutes) AS longest_minutes
FROM contact_timeline
WHERE state <> 'dismissed'
GROUP BY us_leader, channel
ORDER BY us_leader, contacts DESC, channel
