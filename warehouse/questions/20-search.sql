-- Which articles of the last week have the words "صدر پیوٹن", however they are spelt?
SELECT reported_at, outlet, title, in_title, url
FROM search_articles('صدر پیوٹن', first_day := current_date - 7)
LIMIT 50
