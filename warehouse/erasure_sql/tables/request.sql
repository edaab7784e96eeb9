-- Requests for them.
DELETE FROM main.request WHERE url IN (SELECT url FROM asked_url)
