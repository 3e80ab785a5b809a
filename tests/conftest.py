"""What every test relies on: a known environment, the fetched brokers, and no skipped test in CI."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.brokers import MosquittoBinary, fetched, mosquitto_binary
from tests.support.rabbitmq import RabbitMqPrograms

# What colours, widens, translates or redirects output, and what changes whom TLS trusts.
UNWANTED_VARIABLES = (
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "LINES",
    "PY_COLORS",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TERMINAL_WIDTH",
)
KNOWN_VARIABLES = {"COLUMNS": "80", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb", "TZ": "UTC"}


def pytest_configure() -> None:
    for name in [*UNWANTED_VARIABLES, *(name for name in os.environ if name.startswith("MQTTMESH_"))]:
        os.environ.pop(name, None)
    os.environ.update(KNOWN_VARIABLES)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        fail_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        fail_in_ci(report)
    return report


def fail_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """CI has all that the tests need, so a skipped test there is a proof that is missing."""
    if os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"


@pytest.fixture(scope="session", params=["2.0", "2.1"])
def mosquitto(request: pytest.FixtureRequest) -> MosquittoBinary:
    """Both versions of Mosquitto that are rendered for, one after the other."""
    return mosquitto_binary(request.param)


@pytest.fixture(scope="session")
def compose() -> Path:
    """Docker Compose v2, which reads compose files without a Docker daemon."""
    return fetched("compose", "docker-compose")


@pytest.fixture(scope="session")
def nats_server() -> Path:
    return fetched("nats", "nats-server")


@pytest.fixture(scope="session")
def rabbitmq() -> RabbitMqPrograms:
    return RabbitMqPrograms(server=fetched("rabbitmq", "rabbitmq-server"), epmd=fetched("rabbitmq", "epmd"))
