"""The authored world as JSON Schema, for editors and other validators."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from pydantic.json_schema import GenerateJsonSchema

from mqttmesh.spec import TopologySpec
from mqttmesh.spec.base import purposes

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core.core_schema import ModelSchema


class _Draft202012(GenerateJsonSchema):
    """Pydantic's own form, less the titles: they would repeat the keys in every completion."""

    def generate(self, schema: Any, mode: str = "validation") -> dict[str, Any]:
        """The schema, with its dialect first."""
        return {"$schema": self.schema_dialect, **super().generate(schema, mode="validation")}

    def model_schema(self, schema: ModelSchema) -> dict[str, Any]:
        """A model, each of its keys with what it is for."""
        made, model = super().model_schema(schema), cast("type[BaseModel]", schema["cls"])
        for key, purpose in purposes(model).items():
            made["properties"][key]["description"] = purpose
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No field gets a title."""
        return False


def schema_text() -> str:
    """JSON Schema 2020-12 of a topology file, two spaces deep."""
    return json.dumps(
        TopologySpec.model_json_schema(schema_generator=_Draft202012), indent=2, ensure_ascii=False
    )
