-- Which articles of the last week contain the words "صدر پیوٹن", in any spelling?
SELECT reported_at, outlet, title, in_title, url
FROM search_articles('صدر پیوٹن', first_day := current_date - 7)
LIMIT 50
