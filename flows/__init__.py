"""Rabita: from a feed in Urdu to one alert per real-world contact.

This package is the whole application. In the order in which an article passes through it; docs/design.md has the terms:

news         web, listings, pages, outlets: from the web to a clean article
contacts     detection, and resolve: from articles to real-world contacts
alerts       from contacts to people: outbox, message, channels
pipeline     the composition of these, free of Prefect
evaluation   scores on labelled reports
ingest, detect_and_alert, replay, collect_on_worker, maintenance   the runs as Prefect flows
prefect_artifacts, prefect_crashes, secret_lookup   what a flow run needs
serve        schedules, deployments, the server they need, the status page
cli          the command `rabita`
run_statistics, settings, errors, json_log, printable_text, clock   what all of them use
demo         outlets on loopback for `rabita demo`
"""
