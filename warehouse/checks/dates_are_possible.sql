-- Articles that were published after they were seen.
SELECT id || ': ' || published AS trouble
FROM main.article
WHERE published > first_seen + INTERVAL 10 MINUTE
