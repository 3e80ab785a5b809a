"""How messages move through a mesh: pure reasoning over what is resolved, exact to the copy."""

from mqttmesh.flow.access import access_of, may_read, may_write
from mqttmesh.flow.filter_tree import FilterTree
from mqttmesh.flow.flows import Flows
from mqttmesh.flow.link import Link, renamed_in, renamed_out
from mqttmesh.flow.message import Arrival, Flow, Hop, Message, Stop
from mqttmesh.flow.skipped import with_twins

__all__ = [
    "Arrival",
    "FilterTree",
    "Flow",
    "Flows",
    "Hop",
    "Link",
    "Message",
    "Stop",
    "access_of",
    "may_read",
    "may_write",
    "renamed_in",
    "renamed_out",
    "with_twins",
]
