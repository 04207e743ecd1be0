"""roster.copy: an account from one store to another, and closing."""

from __future__ import annotations

import copy as copying
import io
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Iterator

import pytest
import roster
from conftest import ENVIRONMENT, new_store


@pytest.fixture
def there(clock) -> Iterator[roster.Directory]:
    with roster.open(new_store(":memory:"), clock=clock) as opened:
        yield opened


@pytest.fixture
def busy_desk(desk, host, owner, grace) -> roster.Account:
    rows = b"email,groups\n" + b"".join(b"p%d@example.com,Team %d\n" % (n, n % 3) for n in range(40)) + b"wrong,\n"
    desk.imports.run(host, io.BytesIO(rows), key="people", format="csv")
    desk.users.remove(owner, grace, "left")
    return desk


def everything(account: roster.Account) -> object:
    host = roster.Actor.system("test")
    import_ = account.imports.find(host, "people")
    assert import_ is not None
    return (
        account.record().to_dict(),
        [user.to_dict() for user in account.users.all(host)],
        [user.to_dict() for user in account.users.all(host, status="deleted")],
        [group.to_dict() for group in account.groups.all(host)],
        [fault.to_dict() for fault in account.imports.all_faults(host, import_)],
        [entry.to_dict() for entry in account.history.all(host)],
    )


def test_BX_10_an_account_is_copied_with_everything(directory, there, busy_desk):
    seen = []
    copied = roster.copy(directory, there, busy_desk, batch_records=10, progress=seen.append)
    assert copied.records == copied.written > 90
    assert copied.passes == 1 and len(copied.digest) == 64
    assert everything(there.account(busy_desk.id)) == everything(busy_desk)
    assert [one.kind for one in seen if not one.verifying][:2] == ["account", "organizations"]
    assert seen[-1].verifying and seen[-1].records == copied.records
    assert all(type(one) is roster.CopyProgress for one in seen)
    again = roster.copy(directory, there, busy_desk.id)
    assert again.written == 0 and again.digest == copied.digest
    assert roster.copy(there, directory, busy_desk.id).digest == copied.digest


def test_a_stopped_copy_goes_on(directory, there, busy_desk):
    written = []

    def stop(at: roster.CopyProgress) -> bool:
        written.append(at.written)
        return at.written < 30

    with pytest.raises(roster.Cancelled) as caught:
        roster.copy(directory, there, busy_desk, batch_records=10, progress=stop)
    assert caught.value.reason == "copy.cancelled"
    with pytest.raises(roster.FailedPrecondition) as caught:
        there.account(busy_desk.id)
    assert caught.value.reason == "accounts.incomplete"
    assert [record.incomplete for record in there.accounts()] == [True]
    copied = roster.copy(directory, there, busy_desk)
    assert copied.written == copied.records - written[-1]
    assert not there.account(busy_desk.id).record().incomplete


def test_it_may_be_finished_later(directory, there, busy_desk, host):
    roster.copy(directory, there, busy_desk, finish=False)
    with pytest.raises(roster.FailedPrecondition):
        there.account(busy_desk.id)
    busy_desk.users.add(host, kind="customer", email="late@example.com")
    assert roster.copy(directory, there, busy_desk).written == 3
    assert everything(there.account(busy_desk.id)) == everything(busy_desk)


def test_what_the_callback_raises_comes_out(directory, there, busy_desk):
    def broken(_: roster.CopyProgress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        roster.copy(directory, there, busy_desk, progress=broken)
    assert roster.copy(directory, there, busy_desk).passes == 1


def test_the_callback_cannot_call_the_source(directory, there, busy_desk):
    with pytest.raises(roster.FailedPrecondition) as caught:
        roster.copy(directory, there, busy_desk, progress=lambda _: busy_desk.record() is not None)
    assert caught.value.reason == "storage.reentrant"
    with pytest.raises(roster.FailedPrecondition) as caught:
        roster.copy(directory, there, busy_desk, progress=lambda _: directory.close())
    assert caught.value.reason == "storage.reentrant"
    assert not directory.closed


def test_what_is_refused(directory, there, busy_desk, host):
    with pytest.raises(roster.NotFound):
        roster.copy(directory, there, uuid.uuid4())
    with pytest.raises(roster.NotFound):
        roster.copy(there, directory, busy_desk)
    with pytest.raises(roster.InvalidArgument) as caught:
        roster.copy(directory, there, busy_desk, batch_records=0)
    assert [(field.field, field.reason) for field in caught.value.fields] == [("batch_records", "out_of_range")]
    for wrong in (7, None, busy_desk):
        with pytest.raises(TypeError):
            roster.copy(directory, wrong, busy_desk)
    with pytest.raises(TypeError):
        roster.copy(directory, there, busy_desk, progress=7)
    roster.copy(directory, there, busy_desk)
    there.account(busy_desk.id).users.add(host, kind="customer", first_name="Late")
    with pytest.raises(roster.AlreadyExists) as caught:
        roster.copy(directory, there, busy_desk)
    assert caught.value.reason == "copy.exists"
    there.close()
    with pytest.raises(roster.FailedPrecondition) as caught:
        roster.copy(directory, there, busy_desk)
    assert caught.value.reason == "storage.closed"


def test_BX_10_a_killed_copy_goes_on(tmp_path):
    source, target = new_store(tmp_path / "source.db"), new_store(tmp_path / "target.db")
    with roster.open(source) as directory:
        desk = directory.create_account(name="Acme", policy=roster.policy.crm())
        for n in range(30):
            desk.users.add(roster.Actor.system(), kind="customer", first_name=f"N{n}")
    program = textwrap.dedent(f"""
        import os, roster, signal, uuid
        def progress(at):
            if at.written > 20:
                os.kill(os.getpid(), signal.SIGKILL)
        roster.copy(roster.open({source!r}), roster.open({target!r}), uuid.UUID({str(desk.id)!r}),
                    batch_records=10, progress=progress)
    """)
    killed = subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=False)
    assert killed.returncode == -9
    with roster.open(source) as directory, roster.open(target) as there:
        copied = roster.copy(directory, there, desk.id)
        assert 0 < copied.written < copied.records
        assert len(list(there.account(desk.id).users.all(roster.Actor.system()))) == 30


def test_the_record(directory, there, busy_desk):
    copied = roster.copy(directory, there, busy_desk)
    assert copying.copy(copied) == copied
    assert set(copied.to_dict()) == {"records", "written", "passes", "digest"}
