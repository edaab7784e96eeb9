-- Headlines and first paragraphs of the articles of the last 3 days, the newest 150 of each outlet.
SELECT outlet, title, left(string_split(text, chr(10))[1], 500) AS lead
FROM article
WHERE first_seen > $now::TIMESTAMPTZ - INTERVAL 3 DAYS
QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY first_seen DESC, id) <= 150
ORDER BY outlet, first_seen DESC, id
