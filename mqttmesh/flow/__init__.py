"""How messages move through a mesh: pure reasoning over what is resolved, exact to the copy."""

from mqttmesh.flow.access import access_of, may_read, may_write
from mqttmesh.flow.filter_tree import FilterTree
from mqttmesh.flow.flows import Flows
from mqttmesh.flow.link import Link
from mqttmesh.flow.message import Arrival, Flow, Hop, Message, Stop

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
]
