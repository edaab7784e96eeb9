CREATE OR REPLACE VIEW planned_contacts AS
WITH plan AS (
    SELECT mention.us_leader, mention.channel, mention.contact_date AS date_from, mention.date_until AS date_to,
           mention.quote, article.outlet, coalesce(article.published, article.first_seen) AS reported_at,
           coalesce(contact_root.root, report.contact) AS contact
    FROM current_mention AS mention
    JOIN main.article AS article ON article.id = mention.article_id
    LEFT JOIN current_contact_report AS report ON report.mention = mention.id AND report.role = 'planned'
    LEFT JOIN contact_root ON contact_root.contact = report.contact
    WHERE mention.status = 'planned'
),
told AS (
    SELECT us_leader, channel, date_from, date_to, contact, count(DISTINCT outlet) AS outlets,
           min(reported_at) AS first_reported_at, max(reported_at) AS last_reported_at,
           arg_min(quote, reported_at) AS quote
    FROM plan
    GROUP BY ALL
)
SELECT us_leader, channel, date_from, date_to, outlets, first_reported_at, last_reported_at,
       CASE WHEN contact IS NOT NULL THEN 'happened' WHEN EXISTS (
           SELECT 1
           FROM current_mention AS denial
           JOIN main.article AS article ON article.id = denial.article_id
           WHERE denial.status = 'denied' AND denial.us_leader = told.us_leader AND denial.channel = told.channel
               AND coalesce(article.published, article.first_seen)
                   BETWEEN told.last_reported_at AND told.last_reported_at + INTERVAL 30 DAY
       ) THEN 'called off' WHEN date_to < current_date THEN 'past' ELSE 'open' END AS fate,
       contact, quote
FROM told;
COMMENT ON VIEW planned_contacts IS 'Contacts that the press announced, offered or expected, and what became of them.';
COMMENT ON COLUMN planned_contacts.us_leader IS 'The US leader.';
COMMENT ON COLUMN planned_contacts.channel IS 'How they were to be in contact.';
COMMENT ON COLUMN planned_contacts.date_from IS 'First day named; NULL where none was.';
COMMENT ON COLUMN planned_contacts.date_to IS 'Last day named.';
COMMENT ON COLUMN planned_contacts.outlets IS 'Outlets that announced it.';
COMMENT ON COLUMN planned_contacts.first_reported_at IS 'When the first did.';
COMMENT ON COLUMN planned_contacts.last_reported_at IS 'When the latest did.';
COMMENT ON COLUMN planned_contacts.fate IS 'happened; called off, where a denial of that kind followed within 30 days; past, where its day went by; open.';
COMMENT ON COLUMN planned_contacts.contact IS 'The contact it became.';
COMMENT ON COLUMN planned_contacts.quote IS 'The clause that announced it first.';
