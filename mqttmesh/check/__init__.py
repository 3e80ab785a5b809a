"""The linter: rules that look at a topology before any broker does."""

from mqttmesh.check.case import Case
from mqttmesh.check.examination import Examination, examine
from mqttmesh.check.run import check

__all__ = ["Case", "Examination", "check", "examine"]
