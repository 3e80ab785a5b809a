"""Topic names and filters (MQTT 5.0 §4.7): what is valid, matches, overlaps, and how a bridge renames."""

from __future__ import annotations

MAX_BYTES = 65535  # MQTT 5.0 §4.7.3: a topic is a UTF-8 string with a two-byte length

DISJOINT = frozenset({"/#", "+"})
"""Two filters that only the empty text would match both, and that is no topic name (MQTT 5.0 §4.7.3)."""


def filter_fault(topic_filter: str) -> str | None:
    """Why this is no valid topic filter, or None when it is one (MQTT §4.7.1)."""
    if not topic_filter:
        return "a topic filter holds at least one character"
    if fault := _text_fault(topic_filter):
        return fault
    levels = topic_filter.split("/")
    for index, level in enumerate(levels):
        if "#" in level and (level != "#" or index != len(levels) - 1):
            return "`#` stands alone, as the last level"
        if "+" in level and level != "+":
            return "`+` stands alone in its level"
    return None


def prefix_fault(prefix: str) -> str | None:
    """Why this cannot be put before a topic, or None when it can."""
    if fault := _text_fault(prefix):
        return fault
    if "#" in prefix or "+" in prefix:
        return "a prefix holds no wildcard"
    return None


def _text_fault(text: str) -> str | None:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return f"a topic is at most {MAX_BYTES} bytes"
    if any(character.isspace() for character in text):
        return "mosquitto.conf cannot carry white space in a topic"
    if not text.isprintable():
        return "a topic holds no control characters"
    if '"' in text:
        return "mosquitto.conf cannot carry a quote in a topic"
    return None


def matches(topic_filter: str, topic: str) -> bool:
    """Whether a topic name matches a filter; wildcards never match a first level with `$` (MQTT §4.7.2)."""
    wanted, given = topic_filter.split("/"), topic.split("/")
    if given[0].startswith("$") and wanted[0] in ("+", "#"):
        return False
    for index, level in enumerate(wanted):
        if level == "#":
            return True
        if index >= len(given) or level not in ("+", given[index]):
            return False
    return len(wanted) == len(given)


def overlaps(left: str, right: str) -> bool:
    """Whether some topic name matches both filters."""
    ours, theirs = left.split("/"), right.split("/")
    if {left, right} == DISJOINT:
        return False
    if {ours[0][:1], theirs[0][:1]} & {"$"} and {ours[0], theirs[0]} & {"+", "#"}:
        return False
    for mine, other in zip(ours, theirs, strict=False):
        if "#" in (mine, other):
            return True
        if "+" not in (mine, other) and mine != other:
            return False
    shorter, longer = sorted((ours, theirs), key=len)
    return len(shorter) == len(longer) or longer[len(shorter)] == "#"


def covers(wide: str, narrow: str) -> bool:
    """Whether every topic name that matches `narrow` matches `wide` too."""
    ours = ["#"] if wide == "+/#" else wide.split("/")  # the two match the same topic names
    theirs = narrow.split("/")
    if theirs[0].startswith("$") and ours[0] in ("+", "#"):
        return False
    for index, mine in enumerate(ours):
        if mine == "#":
            return True
        if index >= len(theirs) or theirs[index] == "#" or mine not in ("+", theirs[index]):
            return False
    return len(ours) == len(theirs)


def intersection(left: str, right: str) -> str | None:
    """The filter that matches exactly the topic names that both match; None where there is none."""
    if not overlaps(left, right):
        return None
    ours, theirs = left.split("/"), right.split("/")
    levels: list[str] = []
    for index, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
        if "#" in (mine, other):
            return "/".join([*levels, *(theirs if mine == "#" else ours)[index:]])
        levels.append(other if mine == "+" else mine)
    return "/".join(levels)


def example(topic_filter: str) -> str:
    """A topic name that a filter matches."""
    levels = topic_filter.split("/")
    return "/".join("x" if level in ("+", "#") else level for level in levels)


def remap(topic: str, remove: str, add: str) -> str | None:
    """A topic with one prefix replaced by another, as a bridge does it; None where it lacks the first.

    Prefixes are plain text, no level is added (mosquitto.conf(5), `topic`).
    """
    return add + topic.removeprefix(remove) if topic.startswith(remove) else None
