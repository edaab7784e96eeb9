CREATE OR REPLACE VIEW contact_timeline AS
WITH latest AS (
    SELECT *
    FROM contact_change
    WHERE kind NOT IN ('merged', 'dismissed')
    QUALIFY number = max(number) OVER (PARTITION BY contact)
),
alerted AS (
    SELECT contact_root.root AS contact, min(noted_at) FILTER (WHERE alert) AS alerted_at,
           bool_or(kind = 'denied') AS denied
    FROM contact_change
    JOIN contact_root USING (contact)
    GROUP BY ALL
),
news AS (
    SELECT contact, list_sort(list(DISTINCT outlet)) AS outlet_list,
           arg_min(outlet, reported_at) AS first_outlet, arg_min(title, reported_at) AS first_title,
           arg_min(url, reported_at) AS first_url, min(reported_at) AS first_reported_at,
           arg_min(reported_on, reported_at) AS first_reported_on, count(*) FILTER (independent) AS outlets
    FROM contact_evidence
    WHERE role IN ('opening', 'supporting')
    GROUP BY contact
)
SELECT contact.id AS contact, contact.us_leader, contact.channel, latest.date_from, latest.date_to,
       latest.date_precision, latest.duration_minutes, latest.place, contact.topics, contact.origin,
       CASE WHEN dismissed.contact IS NOT NULL THEN 'dismissed' WHEN latest.kind = 'withdrawn' THEN 'withdrawn'
            WHEN alerted.denied THEN 'denied'
            WHEN coalesce(news.outlets, latest.outlets) > 1 THEN 'corroborated' ELSE 'new' END AS state,
       coalesce(news.outlets, latest.outlets) AS outlets, coalesce(news.outlet_list, []) AS outlet_list, news.first_outlet, news.first_title,
       news.first_url, news.first_reported_at, news.first_reported_on, contact.opened_at, alerted.alerted_at
FROM contact
JOIN contact_root ON contact_root.contact = contact.id AND contact_root.root = contact.id
JOIN latest ON latest.contact = contact.id
LEFT JOIN alerted ON alerted.contact = contact.id
LEFT JOIN news ON news.contact = contact.id
LEFT JOIN standing_decision AS dismissed ON dismissed.contact = contact.id AND dismissed.verb = 'dismiss';
COMMENT ON VIEW contact_timeline IS 'One row per real-world contact, as known now.';
COMMENT ON COLUMN contact_timeline.contact IS 'Its id.';
COMMENT ON COLUMN contact_timeline.us_leader IS 'The US leader.';
COMMENT ON COLUMN contact_timeline.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN contact_timeline.date_from IS 'First day on which it can have taken place; NULL if nothing bounds it.';
COMMENT ON COLUMN contact_timeline.date_to IS 'Last such day.';
COMMENT ON COLUMN contact_timeline.date_precision IS 'day, range, month or none (bounded by publication only).';
COMMENT ON COLUMN contact_timeline.duration_minutes IS 'How long it lasted, according to most outlets.';
COMMENT ON COLUMN contact_timeline.place IS 'Where, according to most outlets.';
COMMENT ON COLUMN contact_timeline.topics IS 'What it was about, as first reported.';
COMMENT ON COLUMN contact_timeline.origin IS 'press, or reference if it is in known_contact.';
COMMENT ON COLUMN contact_timeline.state IS 'new, corroborated, denied, dismissed, or withdrawn (no article reports it any more).';
COMMENT ON COLUMN contact_timeline.outlets IS 'Independent outlets that report it; copies count once.';
COMMENT ON COLUMN contact_timeline.outlet_list IS 'All outlets that report it as news, including copies.';
COMMENT ON COLUMN contact_timeline.first_outlet IS 'The outlet that reported it first.';
COMMENT ON COLUMN contact_timeline.first_title IS 'Its headline.';
COMMENT ON COLUMN contact_timeline.first_url IS 'Its address.';
COMMENT ON COLUMN contact_timeline.first_reported_at IS 'When that report was published.';
COMMENT ON COLUMN contact_timeline.first_reported_on IS 'The outlet''s local day of that time.';
COMMENT ON COLUMN contact_timeline.opened_at IS 'When Rabita opened it; in a replay, the time of the first report.';
COMMENT ON COLUMN contact_timeline.alerted_at IS 'When the alert was raised; NULL if none was.';
