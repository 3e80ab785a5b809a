"""From files in memory to files on disk, each old or new and never half; and what differs between the two."""

from mqttmesh.write.bundle import write_bundle
from mqttmesh.write.drift import Drift, compare, diff
from mqttmesh.write.writer import WriteReport, require_complete, write_tree

__all__ = ["Drift", "WriteReport", "compare", "diff", "require_complete", "write_bundle", "write_tree"]
