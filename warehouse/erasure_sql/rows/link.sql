-- The words of links to them. The address stays, or they would be read again.
UPDATE main.link SET title = NULL, published_raw = NULL, address = NULL WHERE url IN (SELECT url FROM asked_url)
