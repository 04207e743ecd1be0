"""What goes in and what comes out: time, ids, enums, text, lists, None."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime, timedelta, timezone
from pathlib import PurePosixPath

import pytest
import roster
from hypothesis import given
from hypothesis import strategies as some
from roster import User, UserStatus

zones = some.builds(timezone, some.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59)))
instants = some.datetimes(datetime(1400, 1, 2), datetime(9999, 12, 30), timezones=zones | some.just(timezone.utc))


# ---- time ----------------------------------------------------------------------------------------------------


@given(instants)
def test_aware_datetimes_of_any_zone_come_back_in_UTC(instant):
    back = User(created_at=instant).created_at
    assert back == instant
    assert back.tzinfo is timezone.utc


def test_naive_datetimes_are_a_TypeError():
    with pytest.raises(TypeError, match="'created_at' must be an aware datetime"):
        User(created_at=datetime(2024, 5, 6))


@pytest.mark.parametrize("year", [1, 1399])
def test_years_before_1400_are_refused(year):
    with pytest.raises(roster.InvalidArgument) as caught:
        User(created_at=datetime(year, 12, 31, tzinfo=timezone.utc))
    assert caught.value.fields == [caught.value.fields[0].replace(field="created_at", reason="out_of_range")]
    with pytest.raises(roster.InvalidArgument):
        User(suspended_from=date(year, 12, 31))


def test_instants_that_leave_the_years_by_their_offset_are_refused():
    for instant in (
        datetime(1400, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-2))),
    ):
        with pytest.raises(roster.InvalidArgument):
            User(created_at=instant)


@given(some.dates(date(1400, 1, 1)))
def test_days_come_back(day):
    assert User(suspended_from=day).suspended_from == day


def test_a_datetime_is_no_day():
    with pytest.raises(TypeError, match="'suspended_from' must be date"):
        User(suspended_from=datetime(2024, 5, 6, tzinfo=timezone.utc))


@given(some.timedeltas(timedelta(days=-100_000_000), timedelta(days=99_999_999)))
def test_durations_come_back(length):
    assert roster.Policy(invitation_lifetime=length).invitation_lifetime == length


def test_durations_that_C_cannot_hold_are_refused():
    with pytest.raises(roster.InvalidArgument) as caught:
        roster.Policy(invitation_lifetime=timedelta.max)
    assert caught.value.fields[0].field == "invitation_lifetime"


# ---- ids -----------------------------------------------------------------------------------------------------


@given(some.uuids())
def test_ids_come_back_and_nil_is_None(some_id):
    assert User(organization=some_id).organization == some_id
    assert User(organization=uuid.UUID(int=0)).organization is None
    assert User(organization=some_id).replace(organization=None).organization is None


def test_records_stand_for_their_ids_and_only_for_their_own_kind(desk, owner, grace):
    acme = desk.organizations.add(owner, name="Acme")
    assert desk.users.update(owner, grace, organization=acme).organization == acme.id
    assert [user.id for user in desk.users.list(owner, organization=acme)] == [grace.id]
    with pytest.raises(TypeError, match=r"'id' must be UUID \| User, not Organization"):
        desk.users.get(owner, acme)
    with pytest.raises(TypeError, match=r"'groups\[1]' must be UUID \| Group, not str"):
        desk.users.update(owner, grace, groups=[acme.id, "x"])


@pytest.mark.parametrize("wrong", ["018f4cbb-37a8-7179-9d9d-73d8638f1d98", 7, b"0" * 16, None])
def test_ids_are_uuids_not_texts_or_numbers(desk, owner, wrong):
    with pytest.raises(TypeError, match=r"Users.get\(\): 'id' must be UUID \| User"):
        desk.users.get(owner, wrong)


# ---- actors --------------------------------------------------------------------------------------------------


def test_actors_are_explicit(desk, grace):
    for wrong in (grace, grace.id, "system", None):
        with pytest.raises(TypeError, match="'actor' must be Actor"):
            desk.users.get(wrong, grace)
    with pytest.raises(TypeError, match="missing required argument: 'actor'"):
        desk.users.list()
    with pytest.raises(TypeError):
        roster.Actor()
    with pytest.raises(TypeError):
        roster.Actor.user(None)


def test_actors_tell_who_they_are(grace):
    actor = roster.Actor.user(grace)
    assert (actor.is_system, actor.user_id, actor.name, actor.represented) == (False, grace.id, "", None)
    assert actor.on_behalf_of(grace).represented == grace.id
    host = roster.Actor.system("nightly sync")
    assert (host.is_system, host.user_id, host.name) == (True, None, "nightly sync")
    assert repr(host) == "Actor.system('nightly sync')"
    assert roster.Actor.system().name == "system"


def test_a_nil_actor_is_nobody(desk, grace):
    with pytest.raises(roster.Unauthenticated) as caught:
        desk.users.list(roster.Actor.user(uuid.UUID(int=0)))
    assert caught.value.reason == "users.no_actor"


# ---- enums, numbers, text, lists -----------------------------------------------------------------------------


def test_enums_are_enums_and_go_in_by_name_too():
    assert issubclass(UserStatus, enum.Enum)
    assert UserStatus("active") is UserStatus.active
    assert User(status="active").status is User(status=UserStatus.active).status is UserStatus.active
    assert [one.name for one in roster.UserSort] == ["name", "number", "last_activity"]


def test_unknown_and_foreign_enum_values(desk, owner):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.list(owner, status="activ")
    (fault,) = caught.value.fields
    assert (fault.field, fault.reason) == ("status", "unknown_value")
    assert "activ" not in fault.message.replace("active", "")
    for wrong in (roster.Plan.free, 3):
        with pytest.raises(TypeError, match="'status' must be UserStatus"):
            desk.users.list(owner, status=wrong)


def test_numbers_keep_their_range(desk, owner):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.list(owner, limit=2**31)
    assert caught.value.fields[0].field == "limit"
    with pytest.raises(roster.InvalidArgument):
        desk.users.get_by_number(owner, -(2**63) - 1)
    for wrong in (True, 1.0, "1"):
        with pytest.raises(TypeError, match="'limit' must be int"):
            desk.users.list(owner, limit=wrong)
    with pytest.raises(TypeError, match="'descending' must be bool"):
        desk.users.list(owner, descending=1)


@given(some.text())
def test_any_text_goes_through_a_record_unchanged(text):
    assert User(first_name=text).first_name == text


def test_lone_surrogates_are_refused_with_field_and_reason(desk, owner):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.add(owner, first_name="\ud800", email="a@acme.example", labels=["\udfff"])
    assert {(one.field, one.reason) for one in caught.value.fields} == {
        ("first_name", "invalid_utf8"),
        ("labels[0]", "invalid_utf8"),
    }


def test_lists_take_any_iterable_but_no_text():
    assert User(labels=(label for label in ("a", "b"))).labels == ["a", "b"]
    assert User(labels={"a"}).labels == ["a"]
    for wrong in ("vip", b"vip", {"vip": 1}, 7):
        with pytest.raises(TypeError, match=r"'labels' must be Iterable\[str]"):
            User(labels=wrong)
    with pytest.raises(TypeError, match=r"'labels\[1]' must be str, not int"):
        User(labels=["a", 1])


def test_an_iterable_that_raises_comes_out_unchanged(desk, owner):
    def broken():
        yield "a"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.users.add(owner, labels=broken())


def test_None_clears_what_can_be_empty():
    full = User(first_name="Grace", labels=["a"], role=roster.role.user, suspended_from=date(2024, 5, 6))
    empty = full.replace(first_name=None, labels=None, role=None, suspended_from=None)
    assert empty == User()
    for field in ("kind", "number", "onboarding"):
        with pytest.raises(TypeError, match=f"'{field}' must be .*, not None"):
            full.replace(**{field: None})


def test_policies_are_records(desk, host):
    with pytest.raises(TypeError, match="'policy' must be Policy, not dict"):
        desk.update(host, policy={"preset": "crm"})


# ---- calls ---------------------------------------------------------------------------------------------------


def test_unknown_keywords_are_named(desk, owner, directory):
    for call in (
        lambda: desk.users.add(owner, emial="x"),
        lambda: desk.users.list(owner, emial="x"),
        lambda: User(emial="x"),
        lambda: User().replace(emial="x"),
        lambda: roster.open(":memory:", emial=1),
        lambda: directory.create_account(emial="x"),
        lambda: directory.close(emial=1),
    ):
        with pytest.raises(TypeError, match="unexpected keyword argument 'emial'"):
            call()


def test_too_many_and_doubled_arguments(desk, owner, grace):
    with pytest.raises(TypeError, match="at most 2 positional arguments, and 3 were given"):
        desk.users.get(owner, grace, 1)
    with pytest.raises(TypeError, match="takes no positional arguments, and 1 were given"):
        desk.record(owner)
    with pytest.raises(TypeError, match="multiple values for argument 'add'"):
        desk.users.label(owner, grace, ["a"], add=["b"])


def test_methods_need_their_object(owner, grace):
    for call in (
        lambda: roster.Users.list(),
        lambda: roster.Users.list(owner),
        lambda: roster.User.to_dict(7),
        lambda: roster.User.first_name.fget(owner),
    ):
        with pytest.raises(TypeError):
            call()


def test_objects_that_were_never_made_are_refused(desk, owner):
    for use in (
        lambda: roster.User.__new__(roster.User).first_name,
        lambda: repr(roster.User.__new__(roster.User)),
        lambda: roster.User() == roster.User.__new__(roster.User),
        lambda: roster.Users.__new__(roster.Users).list(owner),
        lambda: roster.Directory.__new__(roster.Directory).closed,
        lambda: desk.users.list(roster.Actor.__new__(roster.Actor)),
        lambda: desk.users.get(owner, roster.User.__new__(roster.User)),
        lambda: roster.AccountRecord(policy=roster.Policy.__new__(roster.Policy)),
    ):
        with pytest.raises(TypeError):
            use()


def test_messages_never_repeat_what_was_given(desk, owner):
    secret = "correct horse battery staple"
    for call in (
        lambda: desk.users.get(owner, secret),
        lambda: desk.users.add(owner, kind=secret),
        lambda: desk.users.add(owner, email=secret),
        lambda: desk.users.get_by_email(owner, b"" + secret.encode()),
    ):
        with pytest.raises((TypeError, roster.Error)) as caught:
            call()
        assert secret not in str(caught.value)


@pytest.mark.sqlite
def test_locations(tmp_path):
    with roster.open(tmp_path / "desk.db") as directory:
        directory.create_account(name="Acme", policy=roster.policy.crm())
    with roster.open(str(tmp_path / "desk.db"), create=False, read_only=True) as directory:
        assert len(directory.accounts()) == 1
    with pytest.raises(ValueError, match="null"):
        roster.open("a\0b")
    for wrong in (7, None, PurePosixPath):
        with pytest.raises(TypeError, match="'location' must be str"):
            roster.open(wrong)
