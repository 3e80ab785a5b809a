"""The hub: ours or somebody else's, where spokes dial it, and how they prove who they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from mqttmesh.mesh import Endpoint, Listener
from mqttmesh.resolve.broker import resolve_listeners
from mqttmesh.resolve.collector import Collector
from mqttmesh.resolve.layers import Layers
from mqttmesh.resolve.placeholders import Names, needs_spoke
from mqttmesh.resolve.presets import PRESETS, Preset, Proof
from mqttmesh.spec import BrokerSpec, CertificateAuthSpec, HubSpec

_OURS_ONLY = (
    "listeners",
    "tls",
    "users",
    "anonymous",
    "persistence",
    "queue",
    "log",
    "container",
    "extra_config",
)


@dataclass(frozen=True)
class Hub:
    """A hub as its spokes see it, before they are known."""

    spec: HubSpec
    layers: Layers
    names: Names

    @property
    def ours(self) -> bool:
        """Whether we render it."""
        return self.spec.kind == "mosquitto"

    @cached_property
    def preset(self) -> Preset:
        """What its kind demands; our own demands nothing."""
        return PRESETS.get(self.spec.kind, _OWN)

    @cached_property
    def merged(self) -> BrokerSpec:
        """What holds for it as a broker."""
        return self.layers.merged()

    @cached_property
    def client_ca(self) -> str | None:
        """PEM of the authority that issues the spokes' certificates, for a hub of ours."""
        spokes = self.spec.auth.spokes if self.spec.auth else None
        if not isinstance(spokes, CertificateAuthSpec):
            return None
        return self.names.fill(spokes.certificate.client_ca)

    @cached_property
    def proof(self) -> Proof:
        """How spokes log in."""
        if self.spec.auth is None or "spokes" not in self.spec.auth.model_fields_set:
            return self.preset.proofs[0]
        spokes = self.spec.auth.spokes
        return "certificate" if isinstance(spokes, CertificateAuthSpec) else spokes

    def dialled(self, *, tls: bool) -> int | None:
        """Index of the listener that spokes dial: the first for MQTT, with TLS or without."""
        for index, listener in enumerate(self.merged.listeners or ()):
            if listener.protocol == "mqtt" and listener.tls == tls:
                return index
        return None

    def addresses(self, *, tls: bool) -> tuple[Endpoint, ...]:
        """What spokes dial, in order; none when no listener of ours answers them."""
        return self._secure_addresses if tls else self._plain_addresses

    @cached_property
    def _secure_addresses(self) -> tuple[Endpoint, ...]:
        return self._addresses(tls=True)

    @cached_property
    def _plain_addresses(self) -> tuple[Endpoint, ...]:
        return self._addresses(tls=False)

    def _addresses(self, *, tls: bool) -> tuple[Endpoint, ...]:
        if self.spec.dial:
            return tuple(_endpoint(text) for text in self.spec.dial)
        if not self.ours:
            return (Endpoint(self.spec.host, self.preset.port if tls else 1883),)
        index = self.dialled(tls=tls)
        listeners = self.merged.listeners or ()
        return () if index is None else (Endpoint(self.spec.host, listeners[index].port),)

    def listeners(self, *, tls: frozenset[bool]) -> tuple[Listener, ...]:
        """Its listeners; those that spokes dial ask for what the spokes bring."""
        listeners = list(resolve_listeners(self.merged, self.names))
        for index in {self.dialled(tls=flag) for flag in tls} - {None}:
            assert index is not None
            if self.proof == "anonymous":
                listeners[index] = replace(listeners[index], allow_anonymous=True)
            if self.client_ca:
                listeners[index] = replace(
                    listeners[index], client_ca=self.client_ca, use_username_as_clientid=True
                )
        return tuple(listeners)


_OWN = Preset("Mosquitto")


def _endpoint(text: str) -> Endpoint:
    host, _, port = text.rpartition(":")
    return Endpoint(host.strip("[]"), int(port))


def check_hub(hub: Hub, collector: Collector) -> None:
    """Note what a hub of this kind cannot have."""
    auth = ("hub", "auth", "spokes")
    if hub.proof not in hub.preset.proofs:
        collector.add(
            "foreign-hub",
            f"{hub.preset.title} does not let spokes in by {hub.proof}",
            auth,
            f"by {' or '.join(hub.preset.proofs)}",
        )
    if hub.ours and hub.proof == "certificate" and hub.client_ca is None:
        collector.add(
            "missing-client-ca",
            "the hub needs the authority of the spokes' certificates",
            auth,
            "{certificate: {client_ca: pki/spokes.pem}}",
        )
    if not hub.ours:
        _check_foreign(hub, collector)


def _check_foreign(hub: Hub, collector: Collector) -> None:
    if hub.client_ca is not None:
        collector.add(
            "foreign-hub",
            f"{hub.preset.title} keeps its own authority of client certificates",
            ("hub", "auth", "spokes"),
            "write `certificate` alone",
        )
    for key in _OURS_ONLY:
        if getattr(hub.spec, key) is not None:
            collector.add(
                "foreign-hub",
                f"`{key}` is for a hub of ours; this one is {hub.preset.title}",
                ("hub", key),
                "remove it, or `kind`",
                on_key=True,
            )


def check_hub_users(hub: Hub, admitted: frozenset[int], collector: Collector) -> None:
    """Note users and anonymous clients of our hub that could do nothing there."""
    listeners, users = hub.merged.listeners or (), hub.merged.users or ()
    opens = [listener.allow_anonymous for listener in listeners]
    if any(opens) and hub.merged.anonymous is None and hub.proof != "anonymous":
        collector.add(
            "anonymous-without-access",
            "anonymous clients of the hub may do nothing: nobody said what",
            (*hub.layers.loc("listeners"), opens.index(True), "allow_anonymous"),
            'add `anonymous: {read: ["sites/#"]}` to the hub, or remove it',
        )
    for index in sorted(admitted):
        if hub.proof == "anonymous" and listeners[index].use_username_as_clientid:
            collector.add(
                "bad-proof",
                "spokes without a user name cannot come in where clients are known by theirs",
                (*hub.layers.loc("listeners"), index, "use_username_as_clientid"),
                "let spokes in by password or certificate, or remove it",
            )
    if users and hub.proof == "certificate" and admitted >= set(range(len(listeners))):
        collector.add(
            "users-without-listener",
            "every listener of the hub asks for a spoke's certificate, so its users cannot come in",
            hub.layers.loc("users"),
            "add a listener for them",
        )
    for index, user in enumerate(users):
        if any(map(needs_spoke, (user.name, *user.read, *user.write))):
            collector.add(
                "bad-placeholder",
                "`{spoke}` says nothing at the hub",
                (*hub.layers.loc("users"), index),
                "write a topic filter with `+` in its place",
            )
