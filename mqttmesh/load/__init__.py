"""A topology file to a checked `TopologySpec`, with every mistake placed in the user's own text."""

from mqttmesh.load.topology import Topology, load

__all__ = ["Topology", "load"]
