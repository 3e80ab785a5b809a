"""What brokers write to their logs, and what it means."""

from mqttmesh.explain.decode import Decoded, Decoder, Explanation, Strange
from mqttmesh.explain.entry import Entry, entries

__all__ = ["Decoded", "Decoder", "Entry", "Explanation", "Strange", "entries"]
