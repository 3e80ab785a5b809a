"""What is told of failures without TLS, provoked between real brokers, or in one alone."""

from __future__ import annotations

import pytest

from tests.support.brokers import MosquittoBinary
from tests.support.failures import await_told, failing
from tests.support.failures_of_brokers import FAILURES


@pytest.mark.parametrize("name", FAILURES)
def test_the_logs_tell_this_cause_and_no_other(name: str, mosquitto: MosquittoBinary) -> None:
    failure = FAILURES[name]
    if mosquitto.version in failure.releases:
        with failing(failure, mosquitto) as both:
            await_told(failure, both)
