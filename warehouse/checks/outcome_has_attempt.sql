-- Outcomes of attempts that never began.
SELECT outcome.delivery || ' ' || outcome.number AS trouble
FROM main.delivery_outcome AS outcome
ANTI JOIN main.delivery_attempt AS attempt ON attempt.delivery = outcome.delivery AND attempt.number = outcome.number
