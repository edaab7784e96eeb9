-- CorrectedArticle: articles whose reading a person corrected: those reported as missed, and those of dismissed
-- contacts.
WITH missed AS (
    SELECT article, arg_max(sentence, reported_at) AS sentence, arg_max(channel, reported_at) AS channel,
           arg_max(note, reported_at) AS note, arg_max(undone, reported_at) AS undone
    FROM missed_article
    GROUP BY article
),
dismissed AS (
    SELECT contact, arg_max(note, decided_at) AS note
    FROM decision
    WHERE verb = 'dismiss'
    GROUP BY contact
    HAVING NOT arg_max(undone, decided_at)
),
corrected AS (
    SELECT article, true AS reports_contact, sentence, channel, note
    FROM missed
    WHERE NOT undone
    UNION ALL
    SELECT report.article, false, min(report.quote), NULL, min(dismissed.note)
    FROM dismissed
    JOIN contact_evidence AS report ON report.contact = dismissed.contact AND report.status = 'happened'
    WHERE report.article NOT IN (SELECT article FROM missed WHERE NOT undone)
    GROUP BY report.article
)
SELECT article.id, article.url, article.outlet, article.published, article.lang, article.title, article."text",
       corrected.reports_contact, corrected.sentence, corrected.channel, corrected.note
FROM corrected
JOIN article ON article.id = corrected.article
ORDER BY article.first_seen, article.id
