"""Makes tables, accounts, scopes and RSEs by Rucio's own functions, once."""

import os
from pathlib import Path

from rucio.db.sqla.session import get_engine, get_session
from rucio.db.sqla.util import build_database, create_base_vo, create_root_account
from sqlalchemy import inspect

if inspect(get_engine()).has_table("accounts"):
    raise SystemExit
build_database()
create_base_vo()
create_root_account()

from rucio.common.types import InternalAccount, InternalScope  # noqa: E402
from rucio.core import account, account_limit, identity, rse, scope  # noqa: E402
from rucio.db.sqla.constants import AccountType, IdentityType  # noqa: E402

ROOT, INGEST, PLAIN = (InternalAccount(name) for name in ("root", "ingest", "plain"))


def add_identity(owner, kind, text, session, password=None):
    mail = f"{owner.external}@example.org"
    identity.add_identity(text, kind, mail, password=password, session=session)
    identity.add_account_identity(text, kind, owner, mail, default=True, session=session)


def add_rse(name, deterministic, scheme, host, port, prefix, session):
    rse_id = rse.add_rse(name, deterministic=deterministic, session=session)
    allowed = {"read": 1, "write": 1, "delete": 1}
    protocol = {
        "scheme": scheme,
        "hostname": host,
        "port": port,
        "prefix": prefix,
        # No storage is ever asked.
        "impl": "rucio.rse.protocols.mock.Default",
        "domains": {"lan": allowed, "wan": {**allowed, "third_party_copy_read": 1, "third_party_copy_write": 1}},
        "extended_attributes": None,
    }
    rse.add_protocol(rse_id, protocol, session=session)
    if deterministic:
        rse.add_rse_attribute(rse_id, "lfn2pfn_algorithm", "identity", session=session)
    for owner in (ROOT, INGEST):
        # No limit; a rule wants one.
        account_limit.set_local_account_limit(owner, rse_id, -1, session=session)


with get_session()() as session, session.begin():
    # ingest may do everything, plain nothing.
    for owner in (INGEST, PLAIN):
        account.add_account(owner, AccountType.SERVICE, f"{owner.external}@example.org", session=session)
        add_identity(owner, IdentityType.USERPASS, owner.external, session, password=f"{owner.external}pw")
    account.add_account_attribute(INGEST, "admin", True, session=session)
    public_key = " ".join(Path(os.environ["RUCIO_LAB"], "ssh_key.pub").read_text().split())
    add_identity(INGEST, IdentityType.SSH, public_key, session)
    add_identity(INGEST, IdentityType.X509, "/CN=client", session)
    scope.add_scope(InternalScope("raw"), ROOT, session=session)
    add_rse("DISK1", True, "davs", "dtn1.example.org", 443, "/rucio/disk1", session)
    # As embargo-butler used one: any pfn below the prefix.
    add_rse("S3EMB", False, "s3", "s3dfrgw.example.org", 443, "/", session)
    # As sts has it (k8s/overlays/sts).
    add_rse("USDF_STS_DISK", False, "davs", "sdfdtn005.slac.stanford.edu", 1095, "/", session)
