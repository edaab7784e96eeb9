-- Month: the newest $most headlines by month of the clock $timezone, newest first, as rows of JSON: minutes since 1970,
-- outlet, headline, address and, if the article is about a contact, its verdict and the contact. Outside text is in the
-- form of sanitize.clean and safe_link: one line without invisible characters, and a web address or none.
WITH recent AS (
    SELECT id, coalesce(published, first_seen) AS reported_at, outlet, title, url
    FROM article
    ORDER BY reported_at DESC, id
    LIMIT $most
),
shown AS (
    SELECT recent.id, recent.reported_at, (epoch(recent.reported_at) // 60)::BIGINT AS minute,
           -- Most headlines have nothing to drop.
           CASE WHEN regexp_full_match(recent.title, '[\p{L}\p{N}\p{P}\p{S}]+( [\p{L}\p{N}\p{P}\p{S}]+)*') THEN recent.title
           ELSE trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(recent.title, '[\s\p{Z}]+', ' ', 'g'),
               '[^\P{C}\x{200c}\x{200d}\x{0600}-\x{0605}\x{06dd}]', '', 'g'), '(\p{M}{4})\p{M}+', '\1', 'g'),
               '([\x{200c}\x{200d}])[\x{200c}\x{200d}]+', '\1', 'g'), chr(8204) || chr(8205) || ' ') END AS title,
           recent.outlet,
           CASE WHEN regexp_full_match(recent.url, 'https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][^\s<>"''\\\p{C}]*)?')
                THEN recent.url ELSE '' END AS url,
           coalesce(reading.verdict, 'unread') AS verdict, coalesce(reporting.contact, '') AS contact
    FROM recent
    LEFT JOIN current_reading AS reading ON reading.article_id = recent.id
    LEFT JOIN article_contact AS reporting ON reporting.article = recent.id
)
SELECT strftime(timezone($timezone, reported_at), '%Y-%m') AS month, count(*) AS articles,
       string_agg(CASE WHEN contact <> '' THEN json_array(minute, outlet, title, url, verdict, contact)
                       WHEN verdict <> 'none' THEN json_array(minute, outlet, title, url, verdict)
                       ELSE json_array(minute, outlet, title, url) END::VARCHAR,
                  ',' || chr(10) ORDER BY reported_at DESC, id) AS rows
FROM shown
GROUP BY month
ORDER BY month DESC
