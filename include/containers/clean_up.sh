#!/bin/sh
# The service `maintenance`: once a day old rows of Airflow's metadata and old log files are deleted. No task can do
# it: tasks have no access to the metadata. The warehouse and the archive are never touched.
set -eu

keep_days=${SCOREBOOK_KEEP_DAYS:?}
logs=${AIRFLOW_HOME:?}/logs
day=86400
# A failure is mostly a database that restarts.
again=600

# Read by health.py: a start counts as a success, or a new deployment would wait a day to be healthy.
note_success() {
    touch /tmp/cleaned
}

clean() {
    before=$(date -u -d "-$keep_days days" +%Y-%m-%dT%H:%M:%S+00:00)
    airflow db clean --clean-before-timestamp "$before" --skip-archive --yes || return 1
    # What another process deletes meanwhile is no failure; what may not be deleted is one.
    find "$logs" -ignore_readdir_race -type f -mtime "+$keep_days" -delete || return 1
    find "$logs" -ignore_readdir_race -mindepth 1 -type d -empty -mtime +1 -delete || return 1
    echo "deleted what was older than $keep_days days"
}

note_success
while true; do
    if clean; then
        note_success
        pause=$day
    else
        echo "the clean-up failed and is tried again in $again s" >&2
        pause=$again
    fi
    # In the background, so that the signal that ends the service is heeded at once.
    sleep "$pause" &
    wait $!
done
