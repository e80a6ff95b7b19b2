#!/bin/sh
# What the official image's entrypoint does, as far as this project uses it: root hands its folder to the user
# redis and becomes that user; options alone are options of the server.
set -eu

case "${1:-}" in
    -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" -eq 0 ]; then
    chown -R redis:redis /data
    exec setpriv --reuid redis --regid redis --clear-groups "$0" "$@"
fi
exec "$@"
