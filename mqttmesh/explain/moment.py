"""When a line was written, in seconds: enough to tell whether two logs speak of the same moment."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=1024)
def moment(time: str) -> int | None:
    """Seconds of a time as logs write it: ISO 8601, seconds since 1970, or syslog's; None for others.

    Logs that name no time zone are taken to be of the same one, and syslog's to be of the same year.
    """
    if time.isdecimal():
        return int(time)
    for read in (datetime.fromisoformat, _of_syslog):
        try:
            when = read(time.replace(",", "."))
        except ValueError:
            continue
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    return None


def _of_syslog(time: str) -> datetime:
    return datetime.strptime(f"1972 {time}", "%Y %b %d %H:%M:%S")
