"""The pipeline, free of Prefect: each module is one job, and the *_run modules put jobs together.

In the order in which an article passes through them:

due_outlets          which outlets a scheduled run asks
collect_outlet       one outlet to one batch: poll_listings, then fetch_and_extract_pages and articles_from_feeds
collect_all          many outlets to batches, in this process
landing_zone         batches between machines: WARC and Parquet in a folder
load                 one batch to rows; load_by_bisection stores the rest where a row cannot be stored
learn_boilerplate    lines that an outlet repeats, computed once a day
detect_stored        stored articles to mentions; second_opinions and ask_llm_second_reader ask a second reader
resolve_stored       mentions to contacts; late_contact_alerts are those of a time when the service was down
detect_and_resolve   both, and alerts into the outbox
send_and_publish     the outbox to people, and the alert feeds
publish_copy_and_page  the published copy, the metrics and the page
monitor_ping         pings to an outside monitor

Whole runs: ingest_run, import_run, detect_and_alert_run, replay_run, operator_decision_run; run_record is their lock
and record. Notices to the operator: outlet_health, service_check, operator_notices, canary_article.

Each job can be run again from what the job before it stored, and does nothing twice.
"""
