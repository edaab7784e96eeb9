"""The composition of the rooms, free of Prefect, in the order of the day.

collect    one outlet, or some files, to one batch: discover, fetch, archive, extract, clean
due        which outlets a scheduled run asks
gather     many outlets to batches, in this process
landing    batches between machines: WARC and Parquet in a folder
learn      what an outlet repeats, looked at once a day
load       one batch to rows: exact and near duplicates set apart, all of it committed together
watch      rows to contacts to the outbox: detect, resolve, alert
tell       the outbox to people: channels, feeds, proofs of life
metrics    gauges for a monitoring system
report     what a run has to say for itself
trouble    what goes wrong with the service itself, told to the operator
upkeep     the day summed up, runs and disk looked at, what is kept no longer deleted
runs       whole runs of these: ingest and import, with their books

Each step can be run again from what the step before stored, and does nothing twice.
"""
