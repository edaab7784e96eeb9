-- Opinion: what a second reader ($model, $prompt) said about articles ($ids) that these rules ($rules) have read.
SELECT article_id, content, rules, model, prompt, own_verdict, own_confidence, asked, asked_at, outcome, reason, seconds,
       tokens_in, tokens_out, status, us_leader, channel, contact_date, duration_minutes, place, sentence, differs,
       confirmed, rests_until
FROM second_opinion
WHERE article_id IN (SELECT unnest($ids::UUID[])) AND rules = $rules AND model = $model AND prompt = $prompt
