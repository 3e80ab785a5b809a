"""What is told of failures that real brokers wrote of: from the logs of both ends, and from one alone."""

from __future__ import annotations

import pytest

from tests.support.brokers import MosquittoBinary
from tests.support.failure_table import FAILURES
from tests.support.failures import Failure, await_told, failing, tells_alone


def true_causes(failure: Failure, mosquitto: MosquittoBinary) -> set[str]:
    return set().union(*failure.expected(mosquitto.version).values())


@pytest.mark.parametrize("name", FAILURES)
def test_both_logs_tell_this_cause_and_no_other(name: str, mosquitto: MosquittoBinary) -> None:
    failure = FAILURES[name]
    if mosquitto.version in failure.releases:
        with failing(failure, mosquitto) as both:
            await_told(failure, both)
            for broker in both.pids:
                signatures, causes = tells_alone(both, broker)
                assert not causes or causes & {*true_causes(failure, mosquitto), "spoke-gave-up"}, both.logs()
                assert failure.alone.get(broker, signatures) == signatures, both.logs()
