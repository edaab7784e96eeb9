"""The published page: static, self-contained, in Urdu and English, built after every run.

data             everything that it shows, read from the published copy (queries/*.sql)
questions        the documented questions, run and shown with their SQL
service_health   whether the service is well
comparison       what the outlets say of one contact, side by side
evidence         which words of a quotation say so
timeline         where each contact stands
charts           bar charts as SVG
fragments        small pieces of HTML that stand on many pages
i18n             one language's words (words.yaml, and the alerts' words)
assets           style and scripts, and the policy that admits these alone (static/)
cache            what a build makes of each contact, kept for the next build
pages            what each page shows, filled into its template (templates/)
build            the public door: all of it into a new folder, swapped in
explore          an analyst's notebook
"""
