-- Statistics of a run that do not balance.
SELECT run || ' ' || outlet AS trouble
FROM main.tally
WHERE discovered <> loaded + duplicate + unchanged + rejected + failed
