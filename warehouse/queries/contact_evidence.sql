-- EvidenceRow: the reports of one contact ($contact), with the clause and the rules, in order of publication.
SELECT contact, role, independent, outlet, article, title, url, reported_at, status, quote, why
FROM contact_evidence
WHERE contact = $contact
ORDER BY reported_at, outlet
