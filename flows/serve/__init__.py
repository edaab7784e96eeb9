"""`rabita serve`: schedules and deployments, Prefect's server, and the status page.

auth            the auth string of Prefect's server, made for each installation
origin_check    which host names and origins are answered
environment     the settings that Prefect is started with
ports           whether the ports are free, and which process has one that is not
schedules       when each deployment runs, and whether it missed a run
deployments     the deployments, the runs that they missed, and the runs of a service that died
prefect_server  Prefect's server as a child process, restarted when it dies
prefect_yaml    prefect.yaml, for work pools
log_formatter   Prefect's log lines without control characters
schedule_check  whether scheduled runs exist
status_server   /healthz and /metrics on loopback
supervisor      the process that runs all of these
"""
