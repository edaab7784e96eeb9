-- Validator: what each feed, sitemap or section sent with its last full response: ETag, Last-Modified, hash of the
-- body.
SELECT outlet, url, arg_max_null(etag, fetched_at) AS etag, arg_max_null(last_modified, fetched_at) AS last_modified,
       arg_max_null(body, fetched_at) AS body
FROM request
WHERE kind <> 'page' AND reason IS NULL AND status = 200
GROUP BY outlet, url
