-- Further addresses of their texts.
DELETE FROM main.reprint WHERE url IN (SELECT url FROM asked_url) OR article IN (SELECT id FROM asked_article)
