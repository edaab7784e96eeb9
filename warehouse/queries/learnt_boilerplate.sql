-- Learnt: the lines learnt last for each outlet, and when.
SELECT outlet, max(learnt_at) AS learnt_at, arg_max(lines, learnt_at) AS lines
FROM learnt_boilerplate
GROUP BY outlet
