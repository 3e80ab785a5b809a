"""The authored world as JSON Schema, for editors and other validators."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from mqttmesh.spec import TopologySpec


class _Draft202012(GenerateJsonSchema):
    """Pydantic's own form, less the titles: they would repeat the keys in every completion."""

    def generate(self, schema: Any, mode: str = "validation") -> dict[str, Any]:
        """The schema, with its dialect first."""
        return {"$schema": self.schema_dialect, **super().generate(schema, mode="validation")}

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No field gets a title."""
        return False


def schema_text() -> str:
    """JSON Schema 2020-12 of a topology file, two spaces deep."""
    return json.dumps(
        TopologySpec.model_json_schema(schema_generator=_Draft202012), indent=2, ensure_ascii=False
    )
