"""Which Mosquitto a broker runs, and what that release cannot do."""

from __future__ import annotations

import re

from mqttmesh.finding import Loc
from mqttmesh.mesh import Release
from mqttmesh.resolve.collector import Collector

_OFFICIAL_TAG = re.compile(r"(?:.*/)?eclipse-mosquitto:(2\.[01])(?:[.-][A-Za-z0-9._-]+)?(?:@.*)?")


def release_of(image: str, stated: Release | None, loc: Loc, collector: Collector) -> Release:
    """The release that an image holds: what is stated, else what the official image's tag says."""
    found = _OFFICIAL_TAG.fullmatch(image)
    tagged: Release | None = None if found is None else ("2.0" if found[1] == "2.0" else "2.1")
    if stated and tagged and stated != tagged:
        collector.add(
            "release-mismatch", f"`{image}` holds Mosquitto {tagged}, not {stated}", loc, "remove `mosquitto`"
        )
    if stated is None and tagged is None:
        collector.add(
            "unknown-release",
            f"the tag of `{image}` does not say which Mosquitto it holds",
            loc,
            'add `mosquitto: "2.1"` or `mosquitto: "2.0"` beside it',
        )
    return stated or tagged or "2.1"
