"""The table of certificate set-ups: each is run through `check` and through real brokers.

A new one is one more entry; one that ends with a release of Mosquitto speaks of that alone.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.support.certificate_setups import (
    NAME,
    Setup,
    believed,
    by_client,
    client,
    client_of_an_intermediate,
    client_of_letsencrypt,
    client_root,
    cross_signed,
    dialled,
    encrypted_key,
    expired_root,
    in_der,
    intermediate,
    intermediate_first,
    key_of_another,
    no_anchor,
    of_an_authority,
    other_root,
    own_chain_believed,
    own_leaf_believed,
    renewed_root,
    root,
    self_signed,
    served,
    sha1_intermediate,
    sha1_leaf,
    sha1_root,
    too_deep,
    upper_first,
    wanted,
    weak_root,
    with_its_key,
    written,
)
from tests.support.certificates import DAY, authority, ed25519_key, rsa_key

SETUPS: dict[str, Callable[[], Setup]] = {
    # What is believed.
    "a root": lambda: served(wanted()),
    "a root and an intermediate": lambda: believed(root(), rule=None),
    "a root among others": lambda: believed(other_root(), root(), rule=None),
    "a root, and its intermediate beside it": lambda: believed(intermediate(), root(), rule=None),
    "a cross-signed root": lambda: cross_signed("YR1", "Root YR"),
    "a cross-signed root that is not served": lambda: cross_signed("YR1"),
    "another root": lambda: believed(other_root(), rule="untrusted-hub"),
    "a root of the same name": lambda: renewed_root("untrusted-hub"),
    "an intermediate for a root": lambda: believed(intermediate(), rule="intermediate-as-anchor"),
    "the leaf for a root": own_leaf_believed,
    "the hub's own chain for a root": own_chain_believed,
    "a self-signed hub": lambda: self_signed(trusted=True),
    "a self-signed hub that nobody knows": lambda: self_signed(trusted=False),
    "an expired root": lambda: expired_root(rule="expired-anchor"),
    "an expired root beside a sound one": lambda: expired_root(root(), rule="expired-spare-anchor"),
    # What is served.
    "the leaf without its chain": lambda: served(wanted(intermediate()), rule="hub-chain-incomplete"),
    "the root in the chain": lambda: served(wanted(intermediate()), intermediate(), root()),
    "an unrelated certificate in the chain": lambda: served(
        wanted(intermediate()), intermediate(), other_root(), rule="unrelated-certificate"
    ),
    "the intermediate before the leaf": intermediate_first,
    "intermediates out of order": upper_first,
    "the key of another certificate": key_of_another,
    "a key with a pass phrase": encrypted_key,
    # As which file.
    "a chain with text and other line ends": lambda: written(
        lambda chain: b"subject=hub\r\n" + chain.replace(b"\n", b"\r\n").rstrip()
    ),
    "a chain with its key in one file": with_its_key,
    "a damaged intermediate": lambda: written(
        lambda chain: chain[:-200] + chain[-190:], "broken-certificate-file"
    ),
    "a chain that is cut short": lambda: written(lambda chain: chain[:300], "broken-certificate-file"),
    "a leaf in DER": in_der,
    "nothing for a root": lambda: no_anchor(b""),
    "a damaged root": lambda: no_anchor(root().pem.replace(b"M", b"!")),
    # When.
    "an expired leaf": lambda: served(wanted(begins=-90 * DAY, ends=-DAY), rule="expired-certificate"),
    "an expired intermediate": lambda: of_an_authority("expired-intermediate", begins=-90 * DAY, ends=-DAY),
    "a leaf of tomorrow": lambda: served(wanted(begins=DAY), rule="certificate-not-yet-valid"),
    "an intermediate of tomorrow": lambda: of_an_authority("certificate-not-yet-valid", begins=DAY),
    "a leaf at the end of its life": lambda: served(
        wanted(begins=-80 * DAY, ends=10 * DAY), rule="certificate-expires-soon"
    ),
    # By which name.
    "another name": lambda: dialled(NAME, "hub-name-mismatch", names=["mqtt.other.example"]),
    "a name in other letters": lambda: dialled(NAME, names=[NAME.upper()]),
    "a wildcard of one label": lambda: dialled(NAME, names=["*.table.example"]),
    "a wildcard of two labels": lambda: dialled(NAME, "hub-name-mismatch", names=["*.example"]),
    "a wildcard of no label": lambda: dialled(
        "table.example", "hub-name-mismatch", names=["*.table.example"]
    ),
    "a wildcard below a top level, 2.0": lambda: dialled("table.example", names=["*.example"]),
    "a wildcard below a top level, 2.1": lambda: dialled(
        "table.example", "hub-name-mismatch", names=["*.example"]
    ),
    "a wildcard at the end of a label, 2.0": lambda: dialled(
        NAME, "hub-name-mismatch", names=["mq*.table.example"]
    ),
    "a wildcard at the end of a label, 2.1": lambda: dialled(NAME, names=["mq*.table.example"]),
    "a wildcard within a label": lambda: dialled(NAME, "hub-name-mismatch", names=["m*t.table.example"]),
    "two wildcards": lambda: dialled(NAME, "hub-name-mismatch", names=["*.*.example"]),
    "a common name alone": lambda: dialled(NAME, common_name=NAME),
    "a common name beside another name": lambda: dialled(
        NAME, "hub-name-mismatch", common_name=NAME, names=["mqtt.other.example"]
    ),
    "a common name beside an address": lambda: dialled(NAME, common_name=NAME, addresses=["127.0.0.1"]),
    "an address": lambda: dialled(None, addresses=["127.0.0.1"]),
    "another address": lambda: dialled(None, "address-not-in-certificate", addresses=["127.0.0.2"]),
    "an address dialled, a name carried": lambda: dialled(None, "address-not-in-certificate", names=[NAME]),
    "an address written as a name, 2.0": lambda: dialled(None, names=["127.0.0.1"]),
    "an address written as a name, 2.1": lambda: dialled(
        None, "address-not-in-certificate", names=["127.0.0.1"]
    ),
    "an address for a common name, 2.0": lambda: dialled(None, common_name="127.0.0.1"),
    "an address for a common name, 2.1": lambda: dialled(
        None, "address-not-in-certificate", common_name="127.0.0.1"
    ),
    # For what.
    "no extended key usage": lambda: served(wanted(purposes=())),
    "a client's certificate at the hub": lambda: served(
        wanted(purposes=("client",)), rule="not-a-server-certificate"
    ),
    "a certificate for anything": lambda: served(wanted(purposes=("any",)), rule="not-a-server-certificate"),
    "a leaf that signs": lambda: of_an_authority("issuer-not-an-authority", is_ca=False),
    "an authority that may not sign": lambda: of_an_authority("issuer-not-an-authority", signs=False),
    "an authority below one that allows none": too_deep,
    "a name outside of an authority's": lambda: of_an_authority(
        "name-outside-constraints", permitted=["other.example"]
    ),
    "a name that an authority may sign": lambda: of_an_authority(permitted=["table.example"]),
    # How strong.
    "an Ed25519 key": lambda: served(wanted(key=ed25519_key())),
    "an authority with an Ed25519 key": lambda: of_an_authority(key=ed25519_key()),
    "RSA of 2048 bits": lambda: served(wanted(key=rsa_key(2048))),
    "RSA of 1024 bits": lambda: served(wanted(key=rsa_key(1024)), rule="weak-key"),
    "a root of 1024 bits": weak_root,
    "a leaf signed with SHA-1": sha1_leaf,
    "an intermediate signed with SHA-1": sha1_intermediate,
    "a root signed with SHA-1": sha1_root,
    # What a spoke shows.
    "a client": lambda: by_client(client()),
    "no client": lambda: by_client(None, rule="missing-certificate"),
    "a client with its intermediate": client_of_an_intermediate,
    "a client of a foreign authority": lambda: by_client(
        client(other_root()), rule="untrusted-client-certificate"
    ),
    "a client without its chain": lambda: by_client(
        client(authority("Client Intermediate", client_root())), rule="untrusted-client-certificate"
    ),
    "an expired client": lambda: by_client(client(begins=-90 * DAY, ends=-DAY), rule="expired-certificate"),
    "a server's certificate for a client": lambda: by_client(
        client(purposes=("server",)), rule="not-a-client-certificate"
    ),
    "a certificate for both": lambda: by_client(client(purposes=("server", "client"))),
    "a client without extended key usage": lambda: by_client(client(purposes=())),
    "a client of Let's Encrypt": client_of_letsencrypt,
    "a weak client": lambda: by_client(client(key=rsa_key(1024)), rule="weak-key"),
}
