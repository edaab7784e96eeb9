"""`rabita serve`: schedules and deployments, a server of its own, and what tells others that all is well.

auth            the auth string of Prefect's server, made per installation
origin_check    which host names and origins are answered
environment     the settings that Prefect is started with: quiet, offline-safe, kept below our data
schedules       when each deployment runs, and whether it missed its turn
deployments     the six of them, what they missed, and what a dead service left behind
prefect_server  Prefect's server as a child process, started again where it dies
log_formatter   Prefect's log lines without what acts on a terminal
schedule_check  whether what is scheduled will run
status_server   /healthz and /metrics on loopback
supervisor      all of these together
"""
