"""One exception tree by code, and the bad input that a host may hand in."""

from __future__ import annotations

import os
import pickle
import sqlite3
from datetime import timedelta

import pytest
import roster
from conftest import new_store
from roster import ErrorCode


def test_there_is_one_class_a_code():
    for code in ErrorCode:
        kind = getattr(roster, code.name.title().replace("_", ""))
        assert issubclass(kind, roster.Error) and issubclass(kind, Exception)
        assert kind.code is code
        assert kind.__module__ == "roster"
    assert len(ErrorCode) == 13


def test_errors_carry_everything(desk, owner, host, grace):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.add(owner, first_name="x" * 5000, email="no address", labels=["a\tb"], time_zone="Mars/Olympus")
    error = caught.value
    assert isinstance(error, roster.Error)
    assert (error.code, error.reason) == (ErrorCode.invalid_argument, "users.invalid")
    assert str(error) == error.message == error.args[0]
    found = {field.field: field.reason for field in error.fields}
    assert found == {
        "first_name": "too_long",
        "email": "invalid_email",
        "labels[0]": "control_character",
        "time_zone": "unknown_zone",
    }
    assert all(isinstance(field, roster.FieldError) and field.message for field in error.fields)
    assert desk.users.seats(owner).used == 2, "nothing was written"


def test_errors_can_be_pickled_and_made_by_hosts():
    try:
        roster.open("/nowhere/at/all/desk.db")
    except roster.Error as error:
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert (copy.code, copy.reason, copy.message) == (error.code, error.reason, error.message)
    own = roster.NotFound("Nobody here.")
    assert (own.code, own.reason, list(own.fields), str(own)) == (ErrorCode.not_found, "", [], "Nobody here.")


TEXTS = ["first_name", "last_name", "job_title", "language", "time_zone", "external_id"]


@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "a\0b", "a\nb", "a\x7fb", "a\u2028b", "\udc80"],
    ids=["long", "nul", "newline", "delete", "separator", "surrogate"],
)
def test_bad_texts_name_their_field_and_write_nothing(desk, owner, grace, field, text):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.update(owner, grace, **{field: text})
    assert [fault.field for fault in caught.value.fields] == [field]
    assert desk.users.get(owner, grace) == grace
    with pytest.raises(roster.InvalidArgument):
        desk.users.list(owner, text=text)


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "@",
        "a@",
        "@b",
        "a@b@c",
        "a b@example.com",
        "a@-b.example",
        "a" * 65 + "@b.example",
        "a@" + "b" * 64 + ".example",
        "a@b..example",
        "a\n@b.example",
        "a@b.example\0",
    ],
)
def test_bad_addresses(desk, owner, address):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.add(owner, email=address, role=roster.role.user)
    assert "email" in {fault.field for fault in caught.value.fields}


def test_tampered_cursors_are_refused(desk, owner):
    for n in range(5):
        desk.users.add(owner, kind="customer", email=f"p{n}@example.com")
    cursor = desk.users.list(owner, limit=2).next
    assert cursor is not None
    wrong = [cursor[:-1], cursor[1:], "x", "é", "\ud800", "A" * 5000, cursor + "A", cursor.swapcase()]
    wrong += [
        cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(0, len(cursor), 3)
    ]
    for text in wrong:
        with pytest.raises(roster.InvalidArgument) as caught:
            desk.users.list(owner, limit=2, after=text)
        assert caught.value.reason == "page.cursor"
    for query in ({"kind": "customer"}, {"sort": "number"}, {"descending": True}, {"text": "p"}):
        with pytest.raises(roster.InvalidArgument):
            desk.users.list(owner, limit=2, after=cursor, **query)
    with pytest.raises(roster.InvalidArgument):
        desk.organizations.list(owner, after=cursor)


@pytest.mark.parametrize("limit", [0, -1, 1001, 2**31 - 1])
def test_page_limits(desk, owner, limit):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.list(owner, limit=limit)
    assert caught.value.reason == "page.limit"


# ---- stores --------------------------------------------------------------------------------------------------


def fails_to_open(location, **options) -> roster.Error:
    with pytest.raises(roster.Error) as caught:
        roster.open(location, **options)
    assert caught.value.code is not ErrorCode.internal
    assert "." in caught.value.reason and caught.value.message
    return caught.value


@pytest.mark.sqlite
def test_a_folder_instead_of_a_file(tmp_path):
    fails_to_open(tmp_path)


@pytest.mark.sqlite
def test_a_file_that_is_no_store(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 1000)
    assert fails_to_open(path).reason == "storage.not_a_store"
    assert path.read_text().startswith("Dear diary")


@pytest.mark.sqlite
def test_a_database_of_somebody_elses(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("create table users(name text)")
    other.close()
    assert fails_to_open(path).reason == "storage.not_a_store"


@pytest.mark.sqlite
def test_no_store_and_none_wanted(tmp_path):
    fails_to_open(tmp_path / "desk.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_location():
    assert fails_to_open("").reason == "storage.location"
    assert fails_to_open("mysql://localhost/desk").reason == "storage.location"


def test_a_store_opened_read_only_refuses_writes(location):
    with roster.open(location) as directory:
        desk = directory.create_account(name="Acme", policy=roster.policy.crm())
    with roster.open(location, read_only=True) as directory:
        same = directory.account(desk.id)
        assert same.record().name == "Acme"
        with pytest.raises(roster.FailedPrecondition) as caught:
            same.users.add(roster.Actor.system(), kind="customer", email="a@example.com")
        assert caught.value.reason == "storage.read_only"


def test_a_standby_needs_a_staleness_and_a_store_that_has_standbys():
    nowhere = "postgresql:///desk?host=/nowhere"
    for location, options, field in (
        (nowhere, {"standby": nowhere}, "max_staleness"),
        (nowhere, {"standby": nowhere, "max_staleness": timedelta(milliseconds=9)}, "max_staleness"),
        (nowhere, {"standby": "desk.db", "max_staleness": timedelta(seconds=2)}, "standby"),
        (":memory:", {"standby": nowhere, "max_staleness": timedelta(seconds=2)}, "standby"),
        (":memory:", {"max_staleness": timedelta(seconds=2)}, "max_staleness"),
    ):
        with pytest.raises(roster.InvalidArgument) as caught:
            roster.open(location, **options)
        assert caught.value.reason == "storage.standby"
        assert [fault.field for fault in caught.value.fields] == [field]
    with pytest.raises(roster.Error) as caught:
        roster.open(nowhere, standby=nowhere, max_staleness=timedelta(seconds=2))
    assert caught.value.reason in ("storage.io", "storage.no_postgres")
    roster.open(":memory:", standby=None, max_staleness=None).close()


@pytest.mark.sqlite
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written(tmp_path):
    path = tmp_path / "desk.db"
    roster.open(path).close()
    path.chmod(0o444)
    with roster.open(path) as directory, pytest.raises(roster.FailedPrecondition):
        directory.create_account(name="Acme", policy=roster.policy.crm())


@pytest.mark.sqlite
def test_a_store_of_a_newer_library(tmp_path):
    path = tmp_path / "desk.db"
    roster.open(path).close()
    with sqlite3.connect(path) as raw:
        tables = {name for (name,) in raw.execute("select name from sqlite_schema where type = 'table'")}
        (table,) = (name for name in tables if "migration" in name)
        columns = [row[1] for row in raw.execute(f"pragma table_info({table})")]
        row = raw.execute(f"select * from {table} order by 1 desc").fetchone()
        newer = [9999 if n == 0 else value for n, value in enumerate(row)]
        raw.execute(f"insert into {table} values ({','.join('?' * len(columns))})", newer)
    raw.close()
    assert fails_to_open(path).reason == "storage.newer"


@pytest.mark.sqlite
def test_a_damaged_store_is_found(tmp_path):
    path = tmp_path / "desk.db"
    with roster.open(path) as directory:
        desk = directory.create_account(name="Acme", policy=roster.policy.crm())
        for n in range(200):
            desk.users.add(roster.Actor.system(), kind="customer", email=f"p{n}@example.com", first_name="x" * 90)
        assert directory.check() == []
    content = bytearray(path.read_bytes())
    for page in range(4096 * 3, len(content) - 4096, 4096):
        content[page : page + 64] = b"\xff" * 64
    path.write_bytes(content)
    try:
        with roster.open(path) as directory:
            assert directory.check() != []
    except roster.Error as error:
        assert error.code is ErrorCode.data_loss


# ---- closing -------------------------------------------------------------------------------------------------


def test_after_closing_everything_says_so(tmp_path, location):
    directory = roster.open(location)
    desk = directory.create_account(name="Acme", policy=roster.policy.crm())
    host = roster.Actor.system()
    desk.users.add(host, kind="customer", email="a@example.com")
    users, walk = desk.users, desk.users.all(host)
    assert repr(directory) == "<Directory>" and not directory.closed
    directory.close()
    directory.close()
    assert directory.closed and repr(directory) == "<Directory, closed>"
    for call in (
        desk.record,
        directory.check,
        directory.accounts,
        lambda: next(walk),
        lambda: users.list(host),
        lambda: directory.account(desk.id),
        lambda: users.add(host, kind="customer", email="b@example.com"),
        lambda: desk.history.list(host),
    ):
        with pytest.raises(roster.FailedPrecondition) as caught:
            call()
        assert caught.value.reason == "storage.closed"
    assert not (tmp_path / "desk.db-wal").exists(), "the file is really closed"


def test_a_with_block_closes_also_when_it_raises(location):
    with pytest.raises(ZeroDivisionError), roster.open(location) as directory:
        raise ZeroDivisionError
    assert directory.closed


def test_an_account_keeps_a_store_open_that_nobody_closed():
    desk = roster.open(new_store(":memory:")).create_account(name="Acme", policy=roster.policy.crm())
    assert desk.record().name == "Acme"


@pytest.mark.sqlite
def test_backups(tmp_path):
    with roster.open(tmp_path / "desk.db") as directory:
        directory.create_account(name="Acme", policy=roster.policy.crm())
        directory.backup(tmp_path / "copy.db")
        with pytest.raises(roster.FailedPrecondition) as caught:
            directory.backup(str(tmp_path / "copy.db"))
        assert caught.value.reason == "storage.exists"
    with pytest.raises(roster.FailedPrecondition) as caught:
        directory.backup(tmp_path / "late.db")
    assert caught.value.reason == "storage.closed"
    with roster.open(tmp_path / "copy.db") as copy:
        assert [record.name for record in copy.accounts()] == ["Acme"]
