"""Every failure that is provoked between real brokers for its logs; a new one is an entry of its table."""

from __future__ import annotations

from tests.support import failures_of_brokers, failures_of_certificates, failures_of_pem_files
from tests.support.failures import Failure

FAILURES: dict[str, Failure] = {
    f"{kind}: {name}": failure
    for kind, table in {
        "certificates": failures_of_certificates.FAILURES,
        "files": failures_of_pem_files.FAILURES,
        "brokers": failures_of_brokers.FAILURES,
    }.items()
    for name, failure in table.items()
}
