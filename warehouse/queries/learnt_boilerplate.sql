-- Learnt: the latest learnt lines of each outlet, and when they were learnt.
SELECT outlet, max(learnt_at) AS learnt_at, arg_max(lines, learnt_at) AS lines
FROM learnt_boilerplate
GROUP BY outlet
