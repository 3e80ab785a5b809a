"""The images that tests run are what the official ones are: layout, user, start and trust."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import images
from tests.support.authority import Authority
from tests.support.containers import Daemon, RunningContainer, container
from tests.support.images import Image, built

HASHED = "for link in /etc/ssl/certs/*.0; do readlink -f $link; done"


@pytest.fixture(scope="module")
def started(image: Image, daemon: Daemon) -> Iterator[RunningContainer]:
    """A broker as the image starts it by itself; its store is left as it is."""
    with container(daemon, image.tag, "broker") as broker:
        broker.wait_for(" running")
        yield broker


def test_the_broker_is_process_one_and_not_root(started: RunningContainer) -> None:
    status = started.run("cat", "/proc/1/status")
    assert "Name:\tmosquitto\n" in status
    assert "Uid:\t1883\t1883\t1883\t1883\n" in status
    assert "Gid:\t1883\t1883\t1883\t1883\n" in status


def test_the_broker_is_of_its_version_and_answers(image: Image, started: RunningContainer) -> None:
    version = started.run("mosquitto_sub", "-t", "$SYS/broker/version", "-C", "1", "-W", "10")
    assert version.startswith(f"mosquitto version {image.mosquitto}.")


def test_its_clients_are_there(started: RunningContainer) -> None:
    started.run("mosquitto_pub", "-q", "1", "-r", "-t", "greeting", "-m", "hello")
    assert started.run("mosquitto_sub", "-t", "greeting", "-C", "1", "-W", "10") == "hello\n"
    started.run("mosquitto_passwd", "-b", "-c", "/tmp/passwords", "meter", "secret")
    assert started.run("cat", "/tmp/passwords").startswith("meter:$7$")


@pytest.mark.parametrize("place", ["config", "data", "log"])
def test_its_folders_are_the_brokers(started: RunningContainer, place: str) -> None:
    assert started.run("stat", "-c", "%u:%g %F", f"/mosquitto/{place}") == "1883:1883 directory\n"


def test_how_it_starts(image: Image, daemon: Daemon) -> None:
    config = daemon.client.images.get(image.tag).attrs["Config"]
    assert config["User"] == ""
    assert set(config["Volumes"]) == {"/mosquitto/data", "/mosquitto/log"}
    assert config["Entrypoint"] == ["/docker-entrypoint.sh"]
    assert config["Cmd"] == ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"]


def test_what_the_entrypoint_gives_to_the_broker(image: Image, daemon: Daemon) -> None:
    made_by_root = "mkdir /mosquitto/data/new /mosquitto/config/new && exec /docker-entrypoint.sh"
    command = ["sh", "-c", f"{made_by_root} sh -c 'echo prepared; sleep 60'"]
    with container(daemon, image.tag, "broker", command=command) as broker:
        broker.wait_for("prepared")
        assert broker.run("stat", "-c", "%U", "/mosquitto/data/new") == "mosquitto\n"
        owner = {"2.0": "mosquitto\n", "2.1": "root\n"}[image.mosquitto]
        assert broker.run("stat", "-c", "%U", "/mosquitto/config/new") == owner


def test_an_authority_is_installed_into_the_store(image: Image, daemon: Daemon) -> None:
    authority = Authority("Our Authority").certificate
    with container(daemon, image.tag, "broker") as broker:
        assert authority.strip() not in store(broker)
        install(broker, authority)
        assert authority.strip() in store(broker)
        assert "/usr/local/share/ca-certificates/ours.crt\n" in broker.run("sh", "-c", HASHED)


def test_the_store_holds_what_mozilla_trusts_and_nothing_else(started: RunningContainer) -> None:
    assert store(started).count(b"BEGIN CERTIFICATE") > 100
    assert started.run("ls", "/usr/local/share/ca-certificates") == ""


@pytest.mark.parametrize("program", ["openssl", "curl", "bash", "sudo"])
def test_alpine_has_no_more_than_the_official_image(alpine: str, daemon: Daemon, program: str) -> None:
    with container(daemon, alpine, "broker") as broker:
        broker.run("sh", "-c", f"! command -v {program}")


def test_an_image_of_the_same_recipe_is_not_built_again(image: Image, daemon: Daemon) -> None:
    before = daemon.client.images.get(image.tag).id
    assert built(image, daemon.client) == image.tag
    assert daemon.client.images.get(image.tag).id == before


def test_another_recipe_is_another_image(
    image: Image, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = image.recipe()
    shutil.copytree(images.RECIPES, tmp_path / "images")
    monkeypatch.setattr(images, "RECIPES", tmp_path / "images")
    assert image.recipe() == before
    with (tmp_path / "images" / image.mosquitto / "mosquitto.conf").open("a") as config:
        config.write("log_dest stderr\n")
    assert image.recipe() != before


def install(broker: RunningContainer, pem: bytes) -> None:
    place, encoded = "/usr/local/share/ca-certificates/ours.crt", base64.b64encode(pem).decode()
    broker.run("sh", "-c", f"echo {encoded} | base64 -d >{place} && update-ca-certificates")


def store(broker: RunningContainer) -> bytes:
    return broker.run("cat", "/etc/ssl/certs/ca-certificates.crt").encode()
