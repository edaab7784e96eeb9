"""The composition of the rooms, free of Prefect, in the order of the day.

collect    one outlet, or some files, to one batch: discover, fetch, archive, extract, clean
learn      what an outlet repeats, looked at once a day
load       one batch to rows: exact and near duplicates set apart, all of it committed together
watch      rows to contacts to the outbox: detect, resolve, alert
tell       the outbox to people: channels, feeds, proofs of life
runs       whole runs of these: ingest and import, with their books

Each step can be run again from what the step before stored, and does nothing twice.
"""
