"""`certs`: see every certificate of a mesh, issue development ones, and put renewed ones in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli.options import TOPOLOGY, Json, Overrides, TopologyPath

if TYPE_CHECKING:
    from datetime import timedelta

app = typer.Typer(
    name="certs",
    help="See, issue and renew the certificates of a mesh.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def dev(
    topology: TopologyPath = TOPOLOGY,
    lifetime: Annotated[
        str, typer.Option("--lifetime", metavar="DURATION", help="Of new leaves, such as 2m or 90d.")
    ] = "90d",
    renew: Annotated[
        bool, typer.Option("--renew", help="Issue every leaf anew, also those that still serve.")
    ] = False,
    overrides: Overrides = None,
) -> None:
    """Issue development certificates for a mesh that runs here.

    Shaped as those of Let's Encrypt: root, intermediate, leaf; and an authority for clients' certificates.
    """
    from mqttmesh.certs import issue_development_pki
    from mqttmesh.cli.pipeline import read
    from mqttmesh.report.counted import counted
    from mqttmesh.runtime.credentials import leaf_requests
    from mqttmesh.runtime.lease import keep_addresses
    from mqttmesh.runtime.places import places
    from mqttmesh.runtime.state import sole_command

    loaded, mesh = read(topology, overrides)
    span = _duration(lifetime)
    place = places(loaded.folder, mesh.name)
    with sole_command(place):
        requests = leaf_requests(mesh, keep_addresses(place.state, mesh))
        issued = issue_development_pki(place.pki, requests, lifetime=span, renew=renew)
    typer.echo(f"{place.pki}: {counted(len(issued), 'leaf certificate')} issued, for {lifetime}")
    for name in issued[:10]:
        typer.echo(f"  {name}/fullchain.pem")
    if len(issued) > 10:
        typer.echo(f"  … and {len(issued) - 10} more")


@app.command()
def show(topology: TopologyPath = TOPOLOGY, as_json: Json = False, overrides: Overrides = None) -> None:
    """Show every certificate, and what is being served.

    Exit 1 when one must be seen to: expired, due for renewal (less than a third of its life left), not
    readable, or not the one that a listener shows.
    """
    from datetime import UTC, datetime

    from mqttmesh.cli.pipeline import read
    from mqttmesh.report.certificates import certificates_json, certificates_text, is_due
    from mqttmesh.runtime.credentials import credentials_in_use
    from mqttmesh.runtime.holders import listeners_here
    from mqttmesh.runtime.inventory import inventory
    from mqttmesh.runtime.places import places
    from mqttmesh.runtime.state import recall

    loaded, mesh = read(topology, overrides)
    place = places(loaded.folder, mesh.name)
    credentials = credentials_in_use(loaded.folder, place.pki, recall(place.state))
    held, now = list(inventory(mesh, credentials, listeners_here(mesh, loaded.folder))), datetime.now(UTC)
    typer.echo(certificates_json(held, now) if as_json else certificates_text(held, now))
    if any(is_due(one, now) for one in held):
        raise typer.Exit(1)


@app.command()
def install(
    topology: TopologyPath = TOPOLOGY,
    broker: Annotated[
        str | None, typer.Argument(help="The broker; by default the hub.", metavar="[BROKER]")
    ] = None,
    overrides: Overrides = None,
) -> None:
    """Put a renewed certificate in use, once it is proved.

    Pair, chain, name, purpose, dates and permissions are checked first; when the listener does not come
    to show the new one, the broker goes back to what it had.
    """
    from contextlib import nullcontext

    from mqttmesh.cli import console
    from mqttmesh.cli.pipeline import broker_named, read
    from mqttmesh.errors import UsageError
    from mqttmesh.runtime.credentials import credentials_in_use
    from mqttmesh.runtime.holders import find_running
    from mqttmesh.runtime.places import places
    from mqttmesh.runtime.renewal import install as put_in_use
    from mqttmesh.runtime.renewal import require_sound, unread
    from mqttmesh.runtime.state import recall, sole_command

    loaded, mesh = read(topology, overrides)
    chosen = broker_named(mesh, broker) if broker else mesh.hub
    if chosen is None:
        raise UsageError("this hub is not ours, and renews its own certificate", hint="Name a spoke.")
    place = places(loaded.folder, mesh.name)
    with sole_command(place) if place.state.is_dir() else nullcontext():
        credentials = credentials_in_use(loaded.folder, place.pki, recall(place.state))
        paths = credentials.listener_paths(chosen)
        if paths is None:
            raise UsageError(f"{chosen.name} has no certificate: none of its listeners speaks TLS")
        require_sound(mesh, chosen, paths, [credentials.trust(mesh)])
        running = find_running(mesh, chosen, loaded.folder, credentials)
        for change in unread(running.holder, mesh, chosen, credentials):
            console.note(f"{change}: that is read only at a start, and `mqttmesh up` restarts who reads it")
        if believed := running.holder.believed(mesh):
            require_sound(mesh, chosen, paths, [believed])
        shown = put_in_use(running.holder, paths, running.reloading)
    for door in running.unmoved:
        console.note(
            f"port {door.port} shows it when {chosen.name} restarts: 2.0 reads it once for WebSockets"
        )
    typer.echo(f"{chosen.name} shows {paths.chain}, valid until {shown.not_after:%Y-%m-%d %H:%M} UTC")


@app.command()
def hook(topology: TopologyPath = TOPOLOGY, overrides: Overrides = None) -> None:
    """Print a certbot deploy hook for this mesh."""
    from mqttmesh.cli.pipeline import read
    from mqttmesh.report.hook import hook_text

    loaded, mesh = read(topology, overrides)
    typer.echo(hook_text(mesh, topology.absolute(), loaded.folder), nl=False)


def _duration(text: str) -> timedelta:
    from datetime import timedelta

    from pydantic import TypeAdapter, ValidationError

    from mqttmesh.spec.scalars import Duration

    try:
        return timedelta(seconds=TypeAdapter(Duration).validate_python(text))
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"], param_hint="'--lifetime'") from None
