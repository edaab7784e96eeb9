-- LinkEvent: what became of an address ($name) in each run that handled it, and why, latest first.
SELECT link.found_at, link.outlet, link.fate, link.found_in, problem.step, problem.reason, problem.detail
FROM link
LEFT JOIN problem ON problem.run = link.run AND problem.url = link.url
WHERE link.url = $name
ORDER BY link.found_at DESC
