-- Move: every channel that deliveries were stored for or moved to, and the one that they belong to now.
SELECT channel, coalesce(arg_max(becomes, number), channel) AS becomes, coalesce(max(number), 0)::INTEGER AS number
FROM (
    SELECT DISTINCT channel, NULL::VARCHAR AS becomes, NULL::INTEGER AS number FROM delivery
    UNION ALL
    SELECT channel, becomes, number FROM channel_move
)
GROUP BY channel
ORDER BY channel
