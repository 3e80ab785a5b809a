"""The servers that tests run, as `scripts/brokers` fetched them; a test never uses the machine's own."""

from dataclasses import dataclass
from pathlib import Path

import pytest

BROKERS = Path(__file__).parents[2] / ".cache" / "brokers"


@dataclass(frozen=True)
class MosquittoBinary:
    """One version of Mosquitto and its clients."""

    version: str
    path: Path

    @property
    def pub(self) -> Path:
        return self.path.with_name("mosquitto_pub")

    @property
    def sub(self) -> Path:
        return self.path.with_name("mosquitto_sub")

    @property
    def passwd(self) -> Path:
        return self.path.with_name("mosquitto_passwd")


def fetched(part: str, program: str) -> Path:
    """The path of a fetched program; without it the test fails, since a skipped proof is none."""
    path = BROKERS / part / "bin" / program
    if not path.is_file():
        pytest.fail(f"{program} is missing: run scripts/brokers {part}", pytrace=False)
    return path


def fetched_part(part: str) -> Path:
    """The folder of a fetched part, for its files."""
    folder = BROKERS / part
    if not (folder / "made-by").is_file():
        pytest.fail(f"{folder} is missing: run scripts/brokers {part}", pytrace=False)
    return folder


def mosquitto_binary(version: str) -> MosquittoBinary:
    """Mosquitto of a version: "2.0" or "2.1"."""
    return MosquittoBinary(version, fetched(f"mosquitto-{version}", "mosquitto"))
