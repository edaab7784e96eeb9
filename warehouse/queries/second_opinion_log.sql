-- SecondOpinion: everything that second readers said about one article ($article), latest first.
SELECT model, prompt, asked, asked_at, outcome, reason, seconds, tokens_in, tokens_out, status, us_leader, channel,
       contact_date, duration_minutes, place, sentence, differs
FROM second_opinion
WHERE article_id = $article
ORDER BY asked_at DESC
