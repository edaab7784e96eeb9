"""The published page: static, self-contained, in Urdu and English, made anew after every run.

material    everything that it tells, read from the published copy (queries/*.sql)
questions   the documented questions, run and shown with their SQL
health      whether the service is well
accounts    what the outlets say of one contact, side by side
evidence    which words of a quotation say so
timeline    where each contact stands
charts      what is drawn without interaction; drawing does so, with Vega-Lite
fragments   small pieces of HTML that stand on many pages
voice       one language's words (words.yaml, and the alerts' words)
sheets      style and scripts, and the policy that admits these alone (static/)
pages       what each page shows, filled into its template (templates/)
build       the public door: all of it into a new folder, swapped in
explore     an analyst's notebook
"""
