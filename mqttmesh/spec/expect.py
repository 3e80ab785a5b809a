"""What a mesh is expected to bear: `check` holds it against all else, and nothing is rendered of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mqttmesh.spec.base import Spec
from mqttmesh.spec.scalars import Duration, Rate, Size


class ExpectSpec(Spec):
    """What a spoke and its link are expected to bear. Only `mqttmesh check` reads it."""

    rate: Annotated[Rate, Field(ge=1)] | None = None
    """Messages that a spoke sends over its bridge, such as 50/s, 10/m or 1/h."""
    inward_rate: Annotated[Rate, Field(ge=1)] | None = None
    """Messages that the hub sends to a spoke."""
    outage: Annotated[Duration, Field(ge=1)] | None = None
    """How long the link may be away without the loss of a message."""
    message_size: Annotated[Size, Field(ge=1)] | None = None
    """Size of a message's payload, which is what `queue.bytes` counts. Default 200B."""
