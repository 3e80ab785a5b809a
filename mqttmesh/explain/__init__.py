"""What brokers write to their logs, and what it means."""

from mqttmesh.explain.decode import Decoder
from mqttmesh.explain.entry import Entry, entries, lines_of
from mqttmesh.explain.explanation import Decoded, Explanation, Strange

__all__ = ["Decoded", "Decoder", "Entry", "Explanation", "Strange", "entries", "lines_of"]
