-- Outlet: its health, how often it was first, the share of copies, and how much boilerplate was learnt.
WITH wording AS (
    SELECT id, arg_max(homepage, since) AS homepage, arg_max(country, since) AS country,
           arg_max(timezone, since) AS timezone
    FROM outlet
    GROUP BY id
),
reporting AS (
    SELECT coalesce(contact_root.root, report.contact) AS contact, article.outlet,
           min(coalesce(article.published, article.first_seen)) AS reported_at
    FROM current_contact_report AS report
    JOIN article ON article.id = report.article
    LEFT JOIN contact_root ON contact_root.contact = report.contact
    WHERE report.role IN ('opening', 'supporting')
    GROUP BY ALL
),
race AS (
    SELECT reporting.outlet, count(*) AS contacts, count(*) FILTER (timeline.first_outlet = reporting.outlet) AS firsts,
           -- Midnight exactly, in UTC or at the outlet, means a day without a time, so it says nothing about minutes.
           (median(epoch(reporting.reported_at) - epoch(timeline.first_reported_at)) FILTER (
                0 NOT IN (epoch(reporting.reported_at) % 86400, epoch(timeline.first_reported_at) % 86400,
                          epoch(timezone(own.timezone, reporting.reported_at)) % 86400,
                          epoch(timezone(coalesce("first".timezone, 'UTC'), timeline.first_reported_at)) % 86400)
           ) / 60)::BIGINT AS lag_minutes
    FROM reporting
    JOIN wording AS own ON own.id = reporting.outlet
    JOIN contact_timeline AS timeline ON timeline.contact = reporting.contact
    LEFT JOIN wording AS "first" ON "first".id = timeline.first_outlet
    WHERE timeline.outlets > 1
    GROUP BY reporting.outlet
),
copied AS (
    SELECT article.outlet, count(*) AS copies
    FROM place
    JOIN article ON article.id = place.article
    WHERE place.kind = 'copy'
    GROUP BY article.outlet
),
again AS (
    SELECT outlet, count(*) AS reprints
    FROM reprint
    GROUP BY outlet
),
learnt AS (
    SELECT outlet, arg_max(lines, learnt_at) AS boilerplate
    FROM learnt_boilerplate
    GROUP BY outlet
)
SELECT health.outlet, health.name, health.tier, wording.homepage, wording.country, wording.timezone,
       health.last_success, health.last_problem, health.newest_article, health.articles, health.articles_last_day,
       health.failing_runs, coalesce(its.state, 'ok') AS condition, coalesce(race.contacts, 0) AS contacts, coalesce(race.firsts, 0) AS firsts,
       race.lag_minutes, coalesce(copied.copies, 0) + coalesce(again.reprints, 0) AS copies,
       health.articles + coalesce(again.reprints, 0) AS pages, coalesce(learnt.boilerplate, []) AS boilerplate
FROM source_health AS health
JOIN wording ON wording.id = health.outlet
LEFT JOIN current_outlet_state AS its ON its.outlet = health.outlet
LEFT JOIN race ON race.outlet = health.outlet
LEFT JOIN copied ON copied.outlet = health.outlet
LEFT JOIN again ON again.outlet = health.outlet
LEFT JOIN learnt ON learnt.outlet = health.outlet
ORDER BY health.tier, health.name COLLATE NOCASE
