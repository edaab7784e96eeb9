-- What did they talk about, by year?
SELECT year(coalesce(date_from, first_reported_on)) AS year, topic, count(*) AS contacts
FROM (SELECT date_from, first_reported_on, unnest(topics) AS topic FROM contact_timeline WHERE state <> 'dismissed')
GROUP BY ALL
ORDER BY year DESC, contacts DESC, topic
