"""Rabita: the way from a feed in Urdu to one alert per real-world contact.

The rooms, in the order in which an article walks through them:

news       from the web to a clean article: outlets, discover, fetch, archive, extract, clean, dedupe
contacts   from articles to real-world contacts: lexicon, detect, dates, resolve
alerts     from contacts to people: outbox, message, channels
steps      the composition of the rooms, free of Prefect
ingest, watch, replay, collect, upkeep   the steps as Prefect flows
tracking, heartbeat   what makes a flow run a tracked one
serve      schedules and deployments, the server they need, what tells others that all is well
cli        the command `rabita`
vault      addresses from the environment, .env and Prefect's Secret blocks
books      the rows a run writes about itself
logline    log lines as JSON, and as plain text
visible    outside text without what acts on a terminal
settings   what the operator sets
demo       a small outlet site on loopback, for `rabita demo`
"""
