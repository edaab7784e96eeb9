"""The published page: static, self-contained, in Urdu and English, built after every run.

page_data          everything that it shows, read from the published copy (queries/*.sql)
questions          the documented questions, run and shown with their SQL
question_downloads their answers as CSV and JSON
service_health     whether the service is well
outlet_comparison  what the outlets say of one contact, side by side
contact_confidence how far a contact may be trusted, and what is invented
detection_reasons  what weighed for and against a report, in words (detection_reasons.yaml)
article_edits      what outlets changed in their articles
headlines          all headlines by month, and how a search finds them (search_spellings.yaml)
planned_calendar   planned contacts as iCalendar
highlight          which words of a quotation say so
timeline           where each contact stands
charts             bar charts as SVG
share_images       pictures of contacts for previews
fragments          small pieces of HTML that stand on many pages
i18n             one language's words (words.yaml, and the alerts' words)
assets             style and scripts, and the policy that admits these alone (static/)
cache              what a build makes of each contact, kept for the next build
contact_page       what the page of a contact shows
pages              what the other pages show
templating         templates, filled in (templates/)
build              the public door: all of it into a new folder, swapped in
notebook           an analyst's notebook
"""
