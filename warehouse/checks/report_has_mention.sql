-- Reports of mentions or contacts that do not exist.
SELECT report.mention || coalesce(' of ' || report.contact, '') AS trouble
FROM main.current_contact_report AS report
WHERE report.mention NOT IN (SELECT id FROM main.mention)
   OR report.contact NOT IN (SELECT id FROM main.contact UNION ALL SELECT id FROM main.known_contact
                             UNION ALL SELECT id FROM main.non_contact)
