#!/bin/sh
# As in the official image of 2.1: as root, the data alone is given to Mosquitto.
set -e

if [ "$(id -u)" = 0 ]; then
  chown -R "${PUID:-1883}:${PGID:-1883}" /mosquitto/data || true
fi

exec "$@"
