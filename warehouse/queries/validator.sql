-- Validator: the ETag and Last-Modified that each feed, sitemap or section sent with its last good answer.
SELECT url, max_by(etag, fetched_at) AS etag, max_by(last_modified, fetched_at) AS last_modified
FROM request
WHERE kind <> 'page' AND reason IS NULL AND status = 200
GROUP BY url
