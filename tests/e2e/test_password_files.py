"""Password files that we make, read by both versions of Mosquitto; and what `mosquitto_passwd` makes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqttmesh.secrets import check_secret, hash_password, password_file_text, verify_password
from tests.support.brokers import MosquittoBinary
from tests.support.clients import RefusedError, connected
from tests.support.processes import accepts_connections, free_port, running
from tests.support.waiting import wait_until

LONGEST = 65_535
PASSWORDS = {
    "plain": "geheim",
    "punctuation": "a:b$7$1000#\"'\\%@secret:a@",
    "words": "two  words",
    "letters": "Grüße 😀",
    "long": "x" * LONGEST,
    "Ä user@name": "named",
}


@pytest.fixture
def port(mosquitto: MosquittoBinary, tmp_path: Path) -> Iterator[int]:
    """Where a broker listens that lets in whom our password file names."""
    entries = {user: hash_password(check_secret(password)) for user, password in PASSWORDS.items()}
    passwords, port = tmp_path / "passwords", free_port()
    passwords.write_text(password_file_text(entries))
    passwords.chmod(0o600)
    user = "user root\n" if os.geteuid() == 0 else ""
    configuration = tmp_path / "mosquitto.conf"
    configuration.write_text(f"{user}listener {port} 127.0.0.1\npassword_file {passwords}\n")
    log = tmp_path / "log"
    with running([mosquitto.path, "-c", configuration], log=log):
        wait_until(
            lambda: accepts_connections("127.0.0.1", port), within=30, what="a listener", logs=log.read_text
        )
        yield port


def test_every_password_lets_its_user_in_and_nobody_else(port: int) -> None:
    for user, password in PASSWORDS.items():
        with connected("127.0.0.1", port, user=user, password=password) as client:
            assert client.publish("a", user)
    for user, wrong in (("plain", "Geheim"), ("plain", "named"), ("plain", ""), ("nobody", "geheim")):
        with pytest.raises(RefusedError), connected("127.0.0.1", port, user=user, password=wrong):
            pytest.fail(f"{user} was let in")
    with pytest.raises(RefusedError), connected("127.0.0.1", port):
        pytest.fail("a stranger was let in")


def test_the_entries_of_mosquittos_own_program_are_told_apart(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    """Those of 2.0 are ours too; 2.1's longer salts are not, because 2.0 could not read them."""
    passwords = tmp_path / "passwords"
    passwords.touch(0o600)
    subprocess.run([mosquitto.passwd, "-b", passwords, "plain", "geheim"], check=True, capture_output=True)
    entry = passwords.read_text().strip().partition(":")[2]
    assert verify_password("geheim", entry) is (mosquitto.version == "2.0")
    assert not verify_password("Geheim", entry)
