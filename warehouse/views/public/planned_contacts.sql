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
announced AS (
    SELECT us_leader, channel, date_from, date_to, contact, count(DISTINCT outlet) AS outlets,
           min(reported_at) AS first_reported_at, max(reported_at) AS last_reported_at,
           arg_min(quote, reported_at) AS quote
    FROM plan
    GROUP BY ALL
),
family AS (
    FROM (VALUES ('phone', 'call'), ('video', 'call'), ('meeting', 'meeting'), ('brief', 'meeting'),
                 ('letter', 'letter'), ('message', 'letter')) AS pair (channel, family)
),
held AS (
    SELECT contact AS id, us_leader, channel, date_from, date_to
    FROM contact_timeline
    WHERE state NOT IN ('dismissed', 'denied', 'withdrawn')
    UNION
    SELECT id, us_leader, channel, date_from, date_to
    FROM known_contact
),
-- The contact that followed: on the named day, plus or minus one for other calendars; without a day, the first
-- one within three months.
followed AS (
    SELECT announced.us_leader, announced.channel, announced.date_from, announced.date_to, announced.first_reported_at,
           arg_min(held.id, (held.date_from, held.id)) AS contact
    FROM announced
    JOIN family AS its ON its.channel = announced.channel::VARCHAR
    JOIN held ON held.us_leader = announced.us_leader
    JOIN family ON family.channel = held.channel::VARCHAR AND family.family = its.family
    WHERE held.date_to >= announced.first_reported_at::DATE - 1
      AND held.date_from <= coalesce(announced.date_to, announced.last_reported_at::DATE + 90) + 1
      AND held.date_to >= coalesce(announced.date_from, held.date_to) - 1
    GROUP BY ALL
),
called_off AS (
    SELECT DISTINCT announced.us_leader, announced.channel, announced.date_from, announced.date_to, announced.first_reported_at
    FROM announced
    JOIN family AS its ON its.channel = announced.channel::VARCHAR
    JOIN current_mention AS denial ON denial.status = 'denied' AND denial.us_leader = announced.us_leader
    JOIN family ON family.channel = denial.channel::VARCHAR AND family.family = its.family
    JOIN main.article AS article ON article.id = denial.article_id
    WHERE coalesce(article.published, article.first_seen)
          BETWEEN announced.last_reported_at AND announced.last_reported_at + INTERVAL 30 DAY
)
SELECT announced.us_leader, announced.channel, announced.date_from, announced.date_to, announced.outlets, announced.first_reported_at,
       announced.last_reported_at,
       CASE WHEN coalesce(announced.contact, followed.contact) IS NOT NULL THEN 'happened'
            WHEN called_off.us_leader IS NOT NULL THEN 'called off'
            WHEN coalesce(announced.date_to, announced.last_reported_at::DATE + 30) < current_date - 1 THEN 'past'
            ELSE 'open' END AS fate,
       coalesce(announced.contact, followed.contact) AS contact, announced.quote
FROM announced
LEFT JOIN followed ON followed.us_leader = announced.us_leader AND followed.channel = announced.channel
    AND followed.date_from IS NOT DISTINCT FROM announced.date_from AND followed.date_to IS NOT DISTINCT FROM announced.date_to
    AND followed.first_reported_at = announced.first_reported_at
LEFT JOIN called_off ON called_off.us_leader = announced.us_leader AND called_off.channel = announced.channel
    AND called_off.date_from IS NOT DISTINCT FROM announced.date_from
    AND called_off.date_to IS NOT DISTINCT FROM announced.date_to
    AND called_off.first_reported_at = announced.first_reported_at;
COMMENT ON VIEW planned_contacts IS 'Contacts that the press announced, reported as offered, or expected, and what became of them.';
COMMENT ON COLUMN planned_contacts.us_leader IS 'The US leader.';
COMMENT ON COLUMN planned_contacts.channel IS 'How they were to be in contact.';
COMMENT ON COLUMN planned_contacts.date_from IS 'First day named; NULL if none was.';
COMMENT ON COLUMN planned_contacts.date_to IS 'Last day named.';
COMMENT ON COLUMN planned_contacts.outlets IS 'Outlets that announced it.';
COMMENT ON COLUMN planned_contacts.first_reported_at IS 'When the first of them did.';
COMMENT ON COLUMN planned_contacts.last_reported_at IS 'When the latest of them did.';
COMMENT ON COLUMN planned_contacts.fate IS 'happened: a contact of that kind followed, possibly in known_contact. called off: a denial of that kind followed within 30 days. past: its day is over, or 30 days without a day. open: none of these.';
COMMENT ON COLUMN planned_contacts.contact IS 'The contact it became.';
COMMENT ON COLUMN planned_contacts.quote IS 'The clause that announced it first.';
