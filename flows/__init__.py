"""Rabita: the way from a feed in Urdu to one alert per real-world contact.

The rooms, in the order in which an article walks through them:

news       from the web to a clean article: outlets, discover, fetch, archive, extract, clean, dedupe
contacts   from articles to real-world contacts: lexicon, detect, dates, resolve
alerts     from contacts to people: outbox, message, channels
steps      the composition of the rooms, free of Prefect
ingest, watch, replay   the steps as Prefect flows
serve      schedules and deployments
cli        the command `rabita`
books      the rows a run writes about itself
settings   what the operator sets
demo       a small outlet site on loopback, for `rabita demo`
"""
