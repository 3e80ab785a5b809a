"""Where secrets, certificates and keys are; never what they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is: an environment variable, or a file from the topology's folder."""

    env: str | None = None
    file: str | None = None

    def path_in(self, mesh: str) -> str:
        """Its file, from the topology's folder; one is written for what is in the environment."""
        return self.file if self.file is not None else f".mqttmesh/{mesh}/env/{self.env}"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate chain (leaf first) and its private key, as paths from the topology's folder.

    `letsencrypt` is certbot's `live/NAME` folder where the pair comes from one.
    """

    certificate: str
    private_key: str
    letsencrypt: str | None = None
