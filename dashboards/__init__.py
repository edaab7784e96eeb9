"""The published page: static, self-contained, in Urdu and English, built after every run.

page_data          the data of all pages, read from the published copy (queries/*.sql)
questions          the worked questions with their answers
question_downloads the answers as CSV and JSON
service_health     the state of the service
outlet_comparison  what the outlets say about one contact, side by side
contact_confidence how far a contact can be trusted, and whether it is invented
detection_reasons  what the reader weighed, in words (detection_reasons.yaml)
article_edits      changes that outlets made to their articles
headlines          all headlines by month, and the spellings that a search knows (search_spellings.yaml)
planned_calendar   planned contacts as iCalendar
highlight          the words of a quotation that name a contact
timeline           positions of the contacts on the timeline
charts             bar charts as SVG
share_images       preview pictures of contacts
site_files         the files of a build; unchanged ones are links to the last build's
fragments          small pieces of HTML that many pages use
i18n               words, numbers and times in one language (page_words.yaml, and the words of the alerts)
assets             style and scripts, and the content security policy that permits only them (static/)
cache              HTML that the next build can use again
contact_page       the page of one contact
pages              all other pages
templating         rendering of templates (templates/)
build              the entry point: builds everything into a new folder and swaps it in
notebook           a notebook for analysts
"""
