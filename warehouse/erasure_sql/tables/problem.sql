-- What went wrong with their addresses.
DELETE FROM main.problem WHERE url IN (SELECT url FROM asked_url)
