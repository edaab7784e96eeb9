-- Report: what the current readings say about contacts, with their articles and the contact each was last assigned to.
WITH zone AS (
    SELECT id, max_by(timezone, since) AS timezone
    FROM outlet
    GROUP BY id
),
-- Other rules may have read the same clause differently: the article keeps its contact of that kind.
placed AS (
    SELECT report.article, mention.us_leader, mention.channel, max_by(report.contact, report.resolved_at) AS contact
    FROM current_contact_report AS report
    JOIN mention ON mention.id = report.mention
    GROUP BY ALL
),
-- The latest version of each article speaks for it, even if it says nothing about a contact. If something is published
-- at an address days later, the address was reused for another article. A version that could not be read says nothing.
latest_version AS (
    SELECT version.outlet, version.url, version.id, coalesce(version.published, version.first_seen) AS reported_at
    FROM article AS version
    WHERE version.id IN (
        SELECT article_id FROM reading
        WHERE NOT EXISTS (
            FROM problem
            WHERE problem.run = reading.run AND problem.url = version.url AND step = 'detect' AND reason = 'crashed'
        )
    )
        AND version.url IN (SELECT url FROM article WHERE id IN (SELECT article_id FROM current_mention))
    QUALIFY count(*) OVER (PARTITION BY outlet, url) > 1 AND row_number() OVER (
        PARTITION BY outlet, url ORDER BY first_seen DESC, coalesce(published, first_seen) DESC, id::VARCHAR DESC
    ) = 1
),
said AS (
    SELECT article_id, us_leader, bool_or(status IN ('happened', 'background')) AS held
    FROM current_mention
    WHERE status IN ('happened', 'planned', 'denied', 'background')
    GROUP BY ALL
)
SELECT mention.id AS mention, mention.article_id AS article, article.outlet, article.published, article.first_seen,
       mention.us_leader, mention.channel, mention.status,
       coalesce(zone.timezone, 'Asia/Karachi') AS zone,
       nullif(place.original, article.id) AS copy_of,
       article.title || chr(10) || left(article.text, 1000) AS context, article.url AS address,
       mention.contact_date AS date_from, mention.date_until AS date_to, mention.date_precision, mention.date_basis,
       mention.stated_weekday, mention.stated_month, mention.stated_day,
       mention.ordinal, mention.duration_minutes, mention.place, mention.topics,
       coalesce(report.contact, placed.contact) AS contact,
       coalesce(latest_version.id <> article.id, false)
           AND latest_version.reported_at < coalesce(article.published, article.first_seen) + INTERVAL 3 DAY
           AND (said.article_id IS NULL OR (mention.status = 'happened' AND NOT said.held)) AS taken_back
FROM current_mention AS mention
JOIN article ON article.id = mention.article_id
LEFT JOIN zone ON zone.id = article.outlet
LEFT JOIN place ON place.article = article.id
LEFT JOIN current_contact_report AS report ON report.mention = mention.id
LEFT JOIN placed ON placed.article = article.id AND placed.us_leader = mention.us_leader AND placed.channel = mention.channel
LEFT JOIN latest_version ON latest_version.outlet = article.outlet AND latest_version.url = article.url
LEFT JOIN said ON said.article_id = latest_version.id AND said.us_leader = mention.us_leader
WHERE mention.status IN ('happened', 'planned', 'denied', 'background')
ORDER BY coalesce(article.published, article.first_seen), article.id, mention.id
