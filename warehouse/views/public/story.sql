CREATE OR REPLACE VIEW story AS
WITH contact AS (
    SELECT coalesce(place.story, report.article) AS story, list_sort(list(DISTINCT report.contact)) AS contacts
    FROM main.contact_evidence AS report
    LEFT JOIN main.place AS place ON place.article = report.article
    GROUP BY ALL
),
reported AS (
    SELECT coalesce(place.story, article.id) AS story, count(*) AS articles,
           count(*) FILTER (WHERE place.original <> article.id) AS copies, count(DISTINCT article.outlet) AS outlets,
           arg_min(article.title, (coalesce(article.published, article.first_seen), article.id)) AS title,
           arg_min(article.outlet, (coalesce(article.published, article.first_seen), article.id)) AS first_outlet,
           min(coalesce(article.published, article.first_seen)) AS first_reported_at,
           max(coalesce(article.published, article.first_seen)) AS last_reported_at,
           min(article.first_seen) AS first_seen
    FROM main.article AS article
    LEFT JOIN main.place AS place ON place.article = article.id
    GROUP BY ALL
)
SELECT reported.story, reported.title, reported.first_outlet, reported.first_reported_at, reported.last_reported_at, reported.articles,
       reported.copies, reported.outlets, reported.first_seen, coalesce(contact.contacts, []) AS contacts
FROM reported
LEFT JOIN contact ON contact.story = reported.story;
COMMENT ON VIEW story IS 'One row per event, for all articles about it, copies included.';
COMMENT ON COLUMN story.story IS 'The id of its first article.';
COMMENT ON COLUMN story.title IS 'Headline of the article that reported it first.';
COMMENT ON COLUMN story.first_outlet IS 'The outlet that reported it first.';
COMMENT ON COLUMN story.first_reported_at IS 'When that report was published.';
COMMENT ON COLUMN story.last_reported_at IS 'When the latest article was published.';
COMMENT ON COLUMN story.articles IS 'Articles about it, including versions at one address.';
COMMENT ON COLUMN story.copies IS 'Articles that are copies of another one.';
COMMENT ON COLUMN story.outlets IS 'Outlets that report it.';
COMMENT ON COLUMN story.first_seen IS 'When Rabita first stored one of them.';
COMMENT ON COLUMN story.contacts IS 'The contacts that its articles report.';
