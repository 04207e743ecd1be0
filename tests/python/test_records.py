"""Records: plain values made from the field tables."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timezone

import pytest
import roster
from conftest import new_store
from roster import _roster

RECORDS = [record["name"] for record in _roster._schema()["records"]]


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_has_what_its_table_says(name):
    (table,) = (record for record in _roster._schema()["records"] if record["name"] == name)
    kind = getattr(roster, name)
    blank = kind()
    assert kind.__module__ == "roster" and kind.__doc__ == table["doc"]
    assert list(blank.to_dict()) == [field["name"] for field in table["fields"] if "secret" not in field["traits"]]
    for field in table["fields"]:
        assert getattr(kind, field["name"]).__doc__ == field["meaning"]
        with pytest.raises(AttributeError):
            setattr(blank, field["name"], getattr(blank, field["name"]))
    assert blank == kind() and repr(blank) == f"{name}()"
    assert copy.deepcopy(blank) == pickle.loads(pickle.dumps(blank)) == blank.replace() == blank
    with pytest.raises(TypeError):
        hash(blank)


def test_repr_shows_what_is_worth_seeing(grace):
    text = repr(grace)
    assert text.startswith(
        "User(first_name='Grace', last_name='Hopper', email='grace@acme.example', role=user, number=2"
    )
    assert "status=invited" in text
    assert "revision" not in text and "created_at" not in text
    assert str(grace.id) in repr(roster.Organization(name="x", external_id=str(grace.id)))


def test_records_compare_by_value(grace):
    same = pickle.loads(pickle.dumps(grace))
    assert same == grace and same is not grace
    assert same.replace(job_title="Lead") != grace
    assert grace != roster.Organization() and grace != 7
    assert grace.replace(job_title="Lead").job_title == "Lead"
    assert grace.job_title == ""


def test_nested_records(grace):
    restored = roster.Restored(
        user=grace, not_restored=[roster.NotRestored(field="email", value="x", reason="taken")]
    )
    assert pickle.loads(pickle.dumps(restored)) == restored
    assert restored != restored.replace(not_restored=[])
    assert restored.to_dict()["user"]["first_name"] == "Grace"
    assert restored.to_dict()["not_restored"] == [{"field": "email", "value": "x", "reason": "taken"}]
    record = roster.AccountRecord(policy=roster.policy.crm())
    assert record.to_dict()["policy"]["preset"] == "crm"


def test_lists_are_copies(grace):
    grace.labels.append("vip")
    assert grace.labels == []


def test_display_names():
    assert roster.User(first_name="Grace", last_name="Hopper").display_name == "Grace Hopper"
    assert roster.User(email="g@acme.example").display_name == "g@acme.example"


def test_copy_replace_protocol(grace):
    assert grace.__replace__(last_name="H").last_name == "H"


def test_pages(desk, owner, grace):
    page = desk.users.list(owner, sort="number")
    assert [user.id for user in page] == [user.id for user in page.items]
    assert len(page) == 2 and page[1] == grace and page[-1] == grace and page[:1] == page.items[:1]
    assert page.next is None
    with pytest.raises(IndexError):
        page[2]
    assert str(roster.Page[roster.User]) == "roster.Page[roster.User]"


def test_walks_stop_and_stay_stopped(desk, owner, grace):
    walk = desk.users.all(owner)
    assert len(list(walk)) == 2
    with pytest.raises(StopIteration):
        next(walk)
    assert list(walk) == []


def test_walks_read_nothing_before_they_are_asked(desk, owner):
    walk = desk.users.all(owner, text="\ud800")
    with pytest.raises(roster.InvalidArgument):
        next(walk)


def test_clock_and_entropy_make_runs_repeatable():
    class Same:
        def __init__(self):
            self.count = 0

        def __call__(self, size):
            self.count += 1
            return bytes((self.count + n) % 256 for n in range(size))

    def run():
        now = datetime(2024, 5, 6, tzinfo=timezone.utc)
        with roster.open(new_store(":memory:"), clock=lambda: now, entropy=Same()) as directory:
            desk = directory.create_account(name="Acme", policy=roster.policy.crm())
            return desk.users.add(roster.Actor.system(), kind="customer", email="a@example.com")

    assert run() == run()


@pytest.mark.parametrize("clock", [lambda: datetime(2024, 5, 6), lambda: 7])
def test_a_clock_that_tells_no_instant(clock):
    with roster.open(new_store(":memory:"), clock=clock) as directory, pytest.raises(TypeError, match="clock"):
        directory.create_account(name="Acme", policy=roster.policy.crm())


def test_what_a_clock_raises_comes_out():
    def broken():
        raise ZeroDivisionError

    with roster.open(new_store(":memory:"), clock=broken) as directory, pytest.raises(ZeroDivisionError):
        directory.create_account(name="Acme", policy=roster.policy.crm())
    with pytest.raises(TypeError, match="'clock' must be Callable"):
        roster.open(":memory:", clock=7)
