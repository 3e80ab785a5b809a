"""Lines are counted, grouped, and brought together with those of the other end; what is unknown stays."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mqttmesh.explain import Decoded, Decoder, entries

REFUSED = "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed"
ALERT = "OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca"


def decoded(**logs: Sequence[str]) -> Decoded:
    decoder = Decoder()
    for broker, lines in logs.items():
        decoder.read(entries(lines, broker))
    return decoder.decoded()


def signatures(**logs: Sequence[str]) -> list[str]:
    return [each.signature.id for each in decoded(**logs).explanations]


def dialling(spoke: str, time: str, *lines: str) -> list[str]:
    said = [
        f"Connecting bridge (step 1) m.{spoke} (hub:8883)",
        *lines,
        f"Client local.m.{spoke} disconnected: Protocol error.",
    ]
    return [f"{time}: {line}" for line in said]


def dialled(time: str, *lines: str) -> list[str]:
    said = [
        "New connection from 10.0.0.7:40000 on port 8883.",
        *lines,
        "Client <unknown> disconnected: Protocol error.",
    ]
    return [f"{time}: {line}" for line in said]


def test_repeated_lines_are_one_explanation_with_its_times_and_bridges() -> None:
    lines = [
        line
        for minute in range(3)
        for spoke in ("a", "b")
        for line in dialling(spoke, f"2026-11-24T10:0{minute}:00", REFUSED)
    ]
    (told,) = decoded(edge=lines).explanations
    assert (told.count, told.first, told.last) == (6, "2026-11-24T10:00:00", "2026-11-24T10:02:00")
    assert told.names == ("m.a", "m.b")


def test_the_same_reason_is_another_thing_at_the_other_end() -> None:
    assert signatures(edge=dialling("a", "1", REFUSED)) == ["hub-refused"]
    assert signatures(hub=dialled("1", REFUSED)) == ["client-certificate-refused"]


def test_a_broker_may_be_both_ends() -> None:
    lines = [*dialled("1", REFUSED), *dialling("a", "2", REFUSED)]
    assert sorted(signatures(edge=lines)) == ["client-certificate-refused", "hub-refused"]


def test_a_line_alone_is_read_as_either_end_would_have_written_it() -> None:
    (told,) = decoded(log=[ALERT]).explanations
    assert {"root-not-trusted", "client-authority-not-trusted"} <= {cause.id for cause in told.causes}


def test_what_the_other_end_heard_narrows_the_causes() -> None:
    edge, hub = dialling("a", "1700000000", REFUSED), dialled("1700000001", ALERT)
    (told,) = decoded(edge=edge, hub=hub).explanations
    assert told.signature.id == "spoke-lacks-anchor"
    assert told.brokers == ("hub", "edge")
    assert "hub-certificate-expired" not in {cause.id for cause in told.causes}


def test_what_the_other_end_heard_at_another_time_does_not() -> None:
    edge, hub = dialling("a", "1700000000", REFUSED), dialled("1700009999", ALERT)
    assert sorted(signatures(edge=edge, hub=hub)) == ["hub-refused", "spoke-lacks-anchor"]


def test_lines_of_openssl_go_with_the_one_before() -> None:
    lines = [
        'Error: Unable to load client key file, check bridge_keyfile "/k".',
        "OpenSSL Error[0]: error:8000000D:system library::Permission denied",
        "OpenSSL Error[1]: error:10080002:BIO routines::system lib",
    ]
    (told,) = decoded(edge=dialling("a", "1", *lines)).explanations
    assert (told.signature.id, len(told.lines)) == ("bridge-file-denied", 3)


def test_lines_of_several_brokers_do_not_mix() -> None:
    told = decoded(log=[
        'a | Error: Unable to load client key file, check bridge_keyfile "/k".',
        "b | New connection from 10.0.0.7:40000 on port 8883.",
        "a | OpenSSL Error[0]: error:8000000D:system library::Permission denied",
    ])  # fmt: skip
    assert [each.signature.id for each in told.explanations] == ["bridge-file-denied"]


@pytest.mark.parametrize("times", [1, 2])
def test_what_a_healthy_mesh_does_once_is_told_when_it_comes_again(times: int) -> None:
    gone = ["Connecting bridge (step 1) m.a (hub:8883)", "Client local.m.a closed its connection."]
    assert signatures(edge=gone * times) == ["bridge-hung-up"] * (times - 1)


def test_a_thousand_spokes_that_each_lose_the_hub_once_are_no_fault() -> None:
    logs = {f"edge-{n}": [f"Client local.m.edge-{n} closed its connection."] for n in range(1000)}
    assert signatures(**logs) == []


def test_an_error_that_nobody_knows_is_listed_with_how_often() -> None:
    told = decoded(hub=["Error: disk 7 is on fire.", "Error: disk 9 is on fire.", "all is well"])
    assert told.explanations == ()
    assert [(each.entry.text, each.count) for each in told.strange] == [("Error: disk 7 is on fire.", 2)]
    assert told.read == 3


def test_an_unknown_error_that_speaks_of_harmless_things_is_listed() -> None:
    said = ["Error: Received a Sending packet while Opening Plugin 3"]
    assert [each.entry.text for each in decoded(hub=said).strange] == said


def test_a_time_of_ones_own_form_is_no_obstacle() -> None:
    lines = dialled("24.11.26, 10:00", 'Error: Unable to load server key file "/k". Check keyfile.')
    lines.insert(2, "24.11.26, 10:00: OpenSSL Error[0]: error:8000000D:system library::Permission denied")
    assert signatures(hub=lines) == ["listener-file-denied"]


def test_a_client_that_is_called_error_is_none() -> None:
    lines = [
        "New client connected from 10.0.0.7:40000 as error-monitor (p2, c1, k60).",
        "Client error-monitor disconnected.",
        "New connection from 10.0.0.7:40000 on port 1883.",
    ]
    told = decoded(hub=lines)
    assert (told.explanations, told.strange) == ((), ())


def test_a_very_long_line_and_very_many_unknown_ones_are_bounded() -> None:
    words = (f"Error: {'x' * (number + 1)}" for number in range(3000))
    told = decoded(hub=[*words, "Error: Unable to load " + "(" * 1_000_000])
    assert (len(told.strange), told.beyond) == (1000, 2001)
    assert told.read == 3001


def test_a_line_of_which_end_nobody_knows_hides_no_other() -> None:
    lines = [ALERT, "mosquitto version 2.0.11 terminating", *dialled("1", ALERT)]
    assert [len(each.causes) for each in decoded(hub=lines).explanations] == [8, 6]
