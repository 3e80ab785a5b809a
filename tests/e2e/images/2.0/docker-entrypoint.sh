#!/bin/sh
# As in the official image of 2.0: as root, everything of Mosquitto's is given to it, what is mounted there too.
set -e

if [ "$(id -u)" = 0 ]; then
  chown -R mosquitto:mosquitto /mosquitto || true
fi

exec "$@"
