"""HU-9 to HU-12, DP-14, AI-3, AI-4, BX-1, BX-6: what may they do, and why."""

from __future__ import annotations

from uuid import UUID

import pytest

import roster
from roster import Actor, InboxLevel, RuleKind, UserStatus, Verdict, role

HOST = Actor.system("tests")


@pytest.fixture
def desk(directory: roster.Directory) -> roster.Account:
    return directory.create_account(name="Desk", plan="pro")


def add(desk: roster.Account, name: str, given: UUID = role.user) -> roster.User:
    return desk.users.add(HOST, first_name=name, email=f"{name}@desk.example", role=given, start="active")


def may(desk: roster.Account, user: roster.User, permission: str, **scope: object) -> bool:
    return desk.roles.why(HOST, user, permission, **scope).allowed  # type: ignore[arg-type]


def test_hu9_a_role_of_ones_own(desk: roster.Account) -> None:
    owner, agent = add(desk, "owner", role.owner), add(desk, "agent")
    lead = desk.roles.add(
        Actor.user(owner), name="Lead", permissions=["view_users", "access_reports"], inbox_level="read"
    )
    assert lead.base == role.user and lead.inbox_level is InboxLevel.read
    desk.users.update(Actor.user(owner), agent, role=lead)
    assert may(desk, agent, "access_reports")
    assert not may(desk, agent, "manage_users")
    assert desk.roles.find_by_name(HOST, "LEAD") == lead
    assert [one.name for one in desk.roles.all(HOST)] == ["Lead"]
    assert desk.roles.update(Actor.user(owner), lead, permissions=None, expected=1).permissions == []
    assert not may(desk, agent, "access_reports")
    with pytest.raises(roster.FailedPrecondition, match="belong"):
        desk.roles.remove(Actor.user(owner), lead)
    desk.roles.remove(Actor.user(owner), lead, role.light_user)
    assert desk.users.get(HOST, agent).role == role.light_user
    with pytest.raises(roster.InvalidArgument) as wrong:
        desk.roles.add(HOST, name="Bad", permissions=["no such"])
    assert wrong.value.fields[0].field == "permissions[0]"


def test_hu10_permissions_of_one_user(desk: roster.Account) -> None:
    agent = add(desk, "agent")
    assert desk.roles.access_of(HOST, agent).revision == 0
    access = desk.roles.choose(HOST, agent, "access_reports", "allow")
    assert access.permissions == ["access_reports"] and access.user_id == agent.id
    assert may(desk, agent, "access_reports")
    desk.roles.choose(HOST, agent, "access_reports", "standard")
    assert not may(desk, agent, "access_reports")
    access = desk.roles.update_access(HOST, agent, type="collaboration", capacity=3)
    assert access.capacity == 3 and access.type is roster.UserType.collaboration
    assert not may(desk, agent, "reply_tickets")


def test_hu11_ai3_inboxes(desk: roster.Account) -> None:
    agent, other = add(desk, "agent"), add(desk, "other")
    support = desk.inboxes.add(HOST, name="Support", kind="channel")
    with pytest.raises(roster.FailedPrecondition):
        desk.inboxes.serve(HOST, agent, support, True)
    desk.inboxes.set_access(HOST, support, InboxLevel.reply, user=agent)
    assert may(desk, agent, "reply_tickets", inbox=support)
    assert not may(desk, other, "reply_tickets", inbox=support)
    desk.inboxes.set_access(HOST, support, "only_assigned", user=agent)
    assert not may(desk, agent, "reply_tickets", inbox=support)
    assert may(desk, agent, "reply_tickets", inbox=support, assigned=True)
    assert desk.inboxes.serve(HOST, agent, support, True).serves == [support.id]
    desk.roles.update_access(HOST, agent, capacity=1)
    [free] = desk.inboxes.who_can_take(HOST, support)
    assert free.eligible and free.reasons == ["serves", "access", "capacity"]
    [busy] = desk.inboxes.all_who_can_take(HOST, support, loads={agent.id: 1})
    assert not busy.eligible and busy.reasons[-1] == "full" and busy.conversations == 1
    assert desk.inboxes.archive(HOST, support).archived_at is not None
    with pytest.raises(roster.InvalidArgument):
        desk.inboxes.set_access(HOST, support, InboxLevel.read)
    with pytest.raises(TypeError):
        desk.inboxes.who_can_take(HOST, support, loads=[agent])  # type: ignore[arg-type]


def test_hu12_dp14_teams_and_groups(desk: roster.Account) -> None:
    agent = add(desk, "agent")
    night = desk.teams.add(HOST, name="Night", permissions=["access_kpis"])
    desk.teams.add_member(HOST, night, agent)
    assert may(desk, agent, "access_kpis")
    assert list(desk.teams.all_members(HOST, night)) == [agent.id]
    assert [one.team_id for one in desk.teams.of_user(HOST, agent)] == [night.id]
    assert [one.eligible for one in desk.teams.who_can_take(HOST, night)] == [True]
    desk.teams.remove_member(HOST, night, agent)
    desk.teams.remove(HOST, night)
    group = desk.groups.add(HOST, name="Sales", permissions=["-view_history"])
    desk.users.update(HOST, agent, groups=[group])
    assert not may(desk, agent, "view_history")


def test_bx1_why_what_if_and_who(desk: roster.Account) -> None:
    agent, admin = add(desk, "agent"), add(desk, "admin", role.administrator)
    decision = desk.roles.why(HOST, agent, "manage_users")
    assert not decision.allowed
    assert decision.trail[-1].rule is RuleKind.nothing and decision.trail[-1].verdict is Verdict.no
    assert [step.rule for step in decision.trail] == list(RuleKind)
    assert desk.roles.why(HOST, agent, "manage_users", role=role.administrator).allowed
    assert not desk.roles.why(HOST, admin, "manage_users", status=UserStatus.suspended).allowed
    assert list(desk.roles.all_who_may(HOST, "manage_users")) == [admin.id]
    access = desk.roles.access(HOST, agent)
    assert access.may("reply_tickets") and not access.may("manage_users")
    assert "reply_tickets" in access.permissions() and "manage_users" not in access.permissions()
    assert access.within(desk.roles.access(HOST, admin))
    assert not desk.roles.access(HOST, admin).within(access)
    with pytest.raises(roster.InvalidArgument):
        access.may("no such")
    with pytest.raises(roster.InvalidArgument):
        support = desk.inboxes.add(HOST, name="S")
        access.may("view_tickets", inbox=support, team=desk.teams.add(HOST, name="T"))
    gone = desk.teams.add(HOST, name="Gone")
    desk.teams.remove(HOST, gone)
    with pytest.raises(roster.NotFound, match="team"):
        desk.roles.why(HOST, agent, "view_tickets", team=gone)
    with pytest.raises(roster.InvalidArgument) as wrong:
        desk.roles.why(HOST, agent, "view_users", teams=[gone], permissions=["no such"])
    assert [fault.field for fault in wrong.value.fields] == ["teams[0]", "permissions[0]"]
    customer = desk.users.add(HOST, kind="customer", email="c@home.example", start="active")
    group = desk.groups.add(HOST, name="Reports", permissions=["access_reports"])
    desk.users.update(HOST, customer, groups=[group])
    assert desk.roles.why(HOST, customer, "access_reports").trail[-1].rule is RuleKind.kind
    assert customer.id in list(desk.roles.all_who_may(HOST, "edit_own_profile"))
    names = [one.name for one in desk.roles.permissions()]
    assert len(names) >= 40 and "delete_tickets" in names


def test_bx6_nobody_gives_more_than_they_have(desk: roster.Account) -> None:
    owner, admin, agent = add(desk, "owner", role.owner), add(desk, "admin", role.administrator), add(desk, "agent")
    with pytest.raises(roster.PermissionDenied) as denied:
        desk.roles.choose(Actor.user(admin), agent, "delete_account", "allow")
    assert denied.value.reason == "users.above_own_role"
    with pytest.raises(roster.PermissionDenied):
        desk.roles.transfer_ownership(Actor.user(admin), admin)
    desk.roles.transfer_ownership(Actor.user(owner), agent, becomes=role.light_user)
    assert desk.users.get(HOST, agent).role == role.owner
    assert desk.users.get(HOST, owner).role == role.light_user


def test_bx6_an_api_key_stays_within_its_scopes(desk: roster.Account) -> None:
    admin, agent = add(desk, "admin", role.administrator), add(desk, "agent")
    made = desk.api_keys.create(Actor.user(admin), "reader", scopes=["view_users"])
    principal = desk.sessions.validate(made.text)
    assert principal is not None
    assert desk.roles.may(principal, "view_users")
    assert not desk.roles.may(principal, "manage_users")
    key = Actor.of(principal)
    assert key.limit == ["view_users"] and Actor.user(admin).limit is None
    assert len(desk.users.list(key)) == 2
    with pytest.raises(roster.PermissionDenied):
        desk.users.update(key, agent, job_title="x")
    assert key.limited_to(["manage_users"]).limit == []


def test_bx6_an_api_key_changes_people_as_far_as_it_is_for_that(desk: roster.Account) -> None:
    owner, admin, agent = add(desk, "owner", role.owner), add(desk, "admin", role.administrator), add(desk, "agent")
    made = desk.api_keys.create(Actor.user(admin), "manager", scopes=["view_users", "manage_users"])
    principal = desk.sessions.validate(made.text)
    assert principal is not None
    key = Actor.of(principal)
    assert desk.users.update(key, agent, job_title="Lead").job_title == "Lead"
    with pytest.raises(roster.PermissionDenied, match="more"):
        desk.users.update(key, agent, role=role.administrator)
    with pytest.raises(roster.PermissionDenied, match="more"):
        desk.users.update(key, owner, job_title="x")


def test_a_hosts_own_permission() -> None:
    refund = roster.PermissionInfo(name="tests.refund", sentence="Give money back.", held_from="user")
    with roster.open(":memory:", permissions=[refund]) as directory:
        desk = directory.create_account(name="Desk")
        assert may(desk, add(desk, "agent"), "tests.refund")
        assert not may(desk, add(desk, "light", role.light_user), "tests.refund")
    with pytest.raises(roster.InvalidArgument):
        roster.open(":memory:", permissions=[roster.PermissionInfo(name="none", sentence="x")])
