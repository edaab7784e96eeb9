-- Opinion: the last $limit questions that were sent to a model ($model), latest first.
SELECT article_id, content, rules, model, prompt, own_verdict, own_confidence, asked, asked_at, outcome, reason, seconds,
       tokens_in, tokens_out, status, us_leader, channel, contact_date, duration_minutes, place, sentence, differs,
       confirmed, rests_until
FROM second_opinion
WHERE asked AND model = $model
ORDER BY asked_at DESC, article_id
LIMIT $limit
