-- How many articles did each outlet bring in the last two weeks, by day?
SELECT first_seen::DATE AS day, outlet, count(*) AS articles, count(*) FILTER (WHERE is_copy) AS copies,
       round(avg(characters)) AS mean_characters
FROM article
WHERE first_seen >= current_date - 14
GROUP BY ALL
ORDER BY day DESC, articles DESC, outlet
