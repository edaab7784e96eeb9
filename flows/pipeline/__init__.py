"""The pipeline, free of Prefect: each module is one job, and the *_run modules put jobs together.

In the order in which an article passes through them:

due_outlets          which outlets a scheduled run asks
collect_outlet       one outlet to one batch: ask_listings, then read_pages and feed_articles
collect_all          many outlets to batches, in this process
landing_zone         batches between machines: WARC and Parquet in a folder
load                 one batch to rows; load_salvage stores the rest where a row cannot be stored
learn_boilerplate    lines that an outlet repeats, computed once a day
detect_stored        stored articles to mentions; second_opinions and ask_second_reader ask a second reader
resolve_stored       mentions to contacts
detect_and_resolve   both, and alerts into the outbox; late_contacts are those of a time without the service
notify               the outbox to people, and the alert feeds
publish              the published copy, the metrics and the page
ping                 pings to an outside monitor

ingest_run, import_run, watch_run, replay_run, decision_run   whole runs of these; run_record is their lock and record
outlet_health, service_check, operator_notices, canary        what the operator is notified of
corrections, edit_sources, import_files, replay_archive, retention, metrics, run_report, open_channels
                                                              what commands and flows also need

Each job can be run again from what the job before it stored, and does nothing twice.
"""
