"""The floor of rendering: the same files from the same YAML and templates, by a script that fits one mesh.

No model, no checks, no manifest; every default is written out in `floor_values`. Run as

    python floor_render.py TOPOLOGY OUT TEMPLATES

where TEMPLATES holds the project's templates, compiled by Jinja; without arguments it only imports.
"""

from __future__ import annotations

import gc
import hashlib
import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace as Values
from typing import Any

import yaml
from jinja2 import Environment, ModuleLoader

from benchmarks.floor_values import BRIDGE_OPTIONS, BROKER, CONTAINER, LAYOUT, ORIGIN, PLACES

NAMES = ("mosquitto.conf", "acl", "acl-observation", "docker-compose.yml", "entrypoint.sh")
ATTRIBUTES = (
    "# Made by mqttmesh: with other line ends these files were not what was rendered.\n* text eol=lf\n"
)
HOST = "mqtt.bench.example"
SEEN = f"/mqttmesh/keys/listener/live/{HOST}"
PAIR = Values(name="listener", certificate=f"{SEEN}/fullchain.pem", private_key=f"{SEEN}/privkey.pem")

Files = dict[str, bytes]


class Floor:
    def __init__(self, mesh: dict[str, Any], out: Path, templates: str) -> None:
        self.mesh, self.out = mesh, out
        environment = Environment(loader=ModuleLoader(templates))
        environment.filters.update(
            flag=lambda value: "true" if value else "false",
            scalar=cache(lambda value: json.dumps(value).replace("$", "$$")),
            key=cache(json.dumps),
            sh=shlex.quote,
            comment=str,
        )
        self.templates = {name: environment.get_template(f"{name}.jinja") for name in NAMES}
        self.entrypoints = {accounts: self.entrypoint(accounts=accounts) for accounts in (False, True)}
        self.services: list[Values] = []

    def write(self) -> None:
        self.out.mkdir()
        self.hub()
        for index, spoke in enumerate(self.mesh["spokes"], 1):
            self.spoke(spoke, index)
        (self.out / "docker-compose.yml").write_bytes(
            self.compose(self.services, "bench", alone="", brought=())
        )
        (self.out / ".gitattributes").write_text(ATTRIBUTES)

    def rendered(self, template: str, **values: object) -> bytes:
        return self.templates[template].render(origin=ORIGIN, places=PLACES, **values).encode()

    def hub(self) -> None:
        said = self.mesh["hub"]
        grants = [(user["name"], permissions(user)) for user in said["users"]]
        grants += [spoke_grant(spoke["name"], self.routes(spoke)) for spoke in self.mesh["spokes"]]
        broker = Values(name="hub", role="hub", accounts=True, **BROKER)
        files = {
            **self.configuration(broker, listener(8883, tls=True), None, [], grants),
            "entrypoint.sh": self.entrypoint(accounts=True, pairs=(PAIR,), name=HOST, port="49152"),
        }
        live = said["tls"]["letsencrypt"]
        mounts = ((live, SEEN), (live.replace("/live/", "/archive/"), SEEN.replace("/live/", "/archive/")))
        secrets = [("passwords", "secrets/hub.passwords")]
        self.folder("hub", files, Values(role="hub", port=8883, labels={}, mounts=mounts, secrets=secrets), 0)

    def spoke(self, spoke: dict[str, Any], index: int) -> None:
        name, users, routes = spoke["name"], spoke.get("users", ()), self.routes(spoke)
        opens = spoke["listeners"][0].get("allow_anonymous", False)
        broker = Values(name=name, role="spoke", accounts=bool(users), **BROKER)
        files = {
            **self.configuration(
                broker,
                listener(spoke["listeners"][0]["port"], opens=opens),
                bridge(name, routes),
                permissions(carried(routes)) if opens else [],
                [(user["name"], permissions(user)) for user in users],
            ),
            "entrypoint.sh": self.entrypoints[bool(users)],
        }
        secrets = [("passwords", f"secrets/{name}.passwords")] if users else []
        secrets.append(("bridge-password", f"secrets/{name}.password"))
        self.folder(
            name,
            files,
            Values(role="spoke", port=1883, labels=spoke["labels"], mounts=(), secrets=secrets),
            index,
        )

    def routes(self, spoke: dict[str, Any]) -> list[Values]:
        return [route(topic, spoke["name"]) for topic in (*self.mesh["topics"], *spoke["topics"])]

    def configuration(
        self,
        broker: Values,
        door: Values,
        bridge: Values | None,
        anonymous: Sequence[Values],
        grants: Sequence[Any],
    ) -> Files:
        config = self.rendered(
            "mosquitto.conf",
            broker=broker,
            layout=LAYOUT,
            listeners=((door, str(door.port), None, None),),
            bridge=bridge,
            password_marker="@secret:bridge-password@",
        )
        return {
            "mosquitto.conf": config,
            "acl": self.rendered("acl", broker=broker, anonymous=anonymous, users=grants),
            "acl-observation": self.rendered("acl-observation", broker=broker, topics=("$SYS/#",)),
        }

    def entrypoint(
        self, *, accounts: bool, pairs: Sequence[Values] = (), name: str = "", port: str = ""
    ) -> bytes:
        return self.rendered(
            "entrypoint.sh",
            trust="system",
            pairs=pairs,
            accounts="yes" if accounts else "no",
            name=name,
            port=port,
        )

    def compose(
        self, services: Sequence[Values], project: str, *, alone: str, brought: Sequence[str]
    ) -> bytes:
        secrets = [secret for service in services for secret in service.secrets]
        return self.rendered(
            "docker-compose.yml",
            project=project,
            alone=alone,
            brought=brought,
            services=services,
            secrets=secrets,
        )

    def folder(self, name: str, files: Files, given: Values, index: int) -> None:
        digest = digest_of(files)
        own = service(name, given, digest, "../..", ".", f"0.0.0.0:{given.port}:{given.port}")
        brought = [mount.source for mount in own.mounts[1:]] + [secret.file for secret in own.secrets]
        files["docker-compose.yml"] = self.compose([own], f"bench_{name}", alone=name, brought=brought)
        address = f"127.77.{index // 254}.{index % 254 + 1}:{given.port}:{given.port}"
        shared = service(name, given, digest, "..", f"./{name}", address)
        shared.aliases = shared.own_names if index == 0 else ()
        self.services.append(shared)
        folder = self.out / name
        folder.mkdir()
        for path, content in files.items():
            (folder / path).write_bytes(content)


def service(name: str, given: Values, digest: str, base: str, folder: str, port: str) -> Values:
    mounts = [Values(source=folder, target=PLACES.folder)]
    mounts += [Values(source=source, target=target) for source, target in given.mounts]
    return Values(
        name=name,
        image="eclipse-mosquitto:2.1.2",
        container=CONTAINER,
        stop_grace_period="60s",
        log_size="10485760",
        log_files="3",
        labels={
            **given.labels,
            "org.mqttmesh.mesh": "bench",
            "org.mqttmesh.broker": name,
            "org.mqttmesh.role": given.role,
            "org.mqttmesh.files": digest,
        },
        ports=(port,),
        mounts=mounts,
        data=f"{name}-data",
        secrets=[
            Values(key=f"{name}_{secret}", name=secret, file=f"{base}/{path}")
            for secret, path in given.secrets
        ],
        aliases=(),
        own_names=(HOST,) if given.role == "hub" else (),
    )


def digest_of(files: Files) -> str:
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return f"sha256:{digest.hexdigest()}"


def listener(port: int, *, tls: bool = False, opens: bool = False) -> Values:
    return Values(port=port, protocol="mqtt", tls=tls, allow_anonymous=opens, max_connections=None)


def bridge(name: str, routes: Sequence[Values]) -> Values:
    return Values(
        name=f"bench.{name}",
        remote_clientid=f"bench.{name}",
        username=name,
        password=True,
        options=BRIDGE_OPTIONS,
        tls=True,
        routes=routes,
        extra=(),
    )


def route(topic: dict[str, Any], name: str) -> Values:
    return Values(
        filter=topic["filter"],
        direction=topic.get("direction", "out"),
        qos=topic.get("qos", 1),
        local_prefix="",
        remote_prefix=topic["remote_prefix"].replace("{spoke}", name),
    )


def carried(routes: Sequence[Values]) -> dict[str, list[str]]:
    return {
        "read": [route.filter for route in routes if route.direction == "in"],
        "write": [route.filter for route in routes if route.direction == "out"],
    }


def spoke_grant(name: str, routes: Sequence[Values]) -> tuple[str, list[Values]]:
    reads = [route.remote_prefix + route.filter for route in routes if route.direction == "in"]
    writes = [route.remote_prefix + route.filter for route in routes if route.direction == "out"]
    state = f"$SYS/broker/connection/bench.{name}/state"
    return name, permissions({"read": reads, "write": [*writes, state]})


def permissions(access: dict[str, Any]) -> list[Values]:
    return list(_permissions(access))


def _permissions(access: dict[str, Any]) -> Iterator[Values]:
    for verb in ("read", "write"):
        for topic in access.get(verb, ()):
            yield Values(verb=verb, filter=topic)


def main(topology: str, out: str, templates: str) -> None:
    mesh = yaml.load(Path(topology).read_bytes(), yaml.CSafeLoader)
    Floor(mesh, Path(out), templates).write()


if __name__ == "__main__" and len(sys.argv) > 1:
    gc.disable()  # it would only walk what is kept to the end: 20 times the time for 10 times the spokes
    main(*sys.argv[1:])
