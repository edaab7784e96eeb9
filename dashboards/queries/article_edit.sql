-- Edit: articles whose words an outlet changed at the same address, with the text before and after: the newest $most,
-- and all of articles that report a contact; the latest change first.
WITH version AS (
    SELECT id, outlet, url, first_seen, content,
           lag(id) OVER its AS earlier, lag(content) OVER its AS earlier_content
    FROM article
    WINDOW its AS (PARTITION BY outlet, url ORDER BY first_seen, id)
),
changed AS (
    SELECT id, earlier, first_seen, row_number() OVER (ORDER BY first_seen DESC, id) AS place,
           url IN (SELECT article.url FROM current_contact_report AS report
                   JOIN article ON article.id = report.article) AS reporting
    FROM version
    WHERE earlier IS NOT NULL AND content <> earlier_content
)
SELECT after.outlet, after.url, before.title AS title_before, after.title AS title_after, before.text AS text_before,
       after.text AS text_after, before.first_seen AS seen_before, after.first_seen AS seen_after
FROM changed
JOIN article AS after ON after.id = changed.id
JOIN article AS before ON before.id = changed.earlier
WHERE changed.place <= $most OR changed.reporting
ORDER BY after.first_seen DESC, after.id
LIMIT 2 * $most
