"""Organizations, groups and the history."""

from __future__ import annotations

import json

import pytest
import roster


def test_DP_6_an_organization_is_chosen_with_a_search_or_created(desk, owner):
    for name in ("Acme", "Ácme Süd", "Beta"):
        desk.organizations.add(owner, name=name)
    assert [one.name for one in desk.organizations.list(owner, "acm")] == ["Acme", "Ácme Süd"]
    assert [one.name for one in desk.organizations.all(owner)] == ["Acme", "Ácme Süd", "Beta"]
    assert desk.organizations.find_by_name(owner, "BETA") == desk.organizations.list(owner, search="b")[0]
    assert desk.organizations.find_by_name(owner, "Gamma") is None
    with pytest.raises(roster.AlreadyExists) as caught:
        desk.organizations.add(owner, name="ACME")
    assert (caught.value.reason, caught.value.fields[0].field) == ("organizations.taken", "name")


def test_DP_6_people_belong_to_an_organization(desk, owner):
    acme = desk.organizations.add(owner, name="Acme", external_id="crm-1")
    person = desk.users.add(owner, kind="customer", email="a@example.com", organization=acme)
    assert person.organization == acme.id
    assert [user.id for user in desk.users.all(owner, organization=acme.id)] == [person.id]
    with pytest.raises(roster.FailedPrecondition) as caught:
        desk.organizations.remove(owner, acme)
    assert caught.value.reason == "organizations.in_use"
    desk.users.update(owner, person, organization=None)
    assert desk.organizations.remove(owner, acme) is None
    with pytest.raises(roster.NotFound):
        desk.organizations.get(owner, acme)


def test_organizations_are_changed_with_a_revision(desk, owner):
    acme = desk.organizations.add(owner, name="Acme")
    changed = desk.organizations.update(owner, acme, name="Acme Inc.", expected=acme.revision)
    assert changed.name == "Acme Inc."
    with pytest.raises(roster.Aborted):
        desk.organizations.update(owner, acme, name="x", expected=acme.revision)
    with pytest.raises(roster.InvalidArgument):
        desk.organizations.update(owner, acme, name=None)


def test_DP_14_groups(desk, owner, grace):
    night = desk.groups.add(owner, name="Night shift", description="22:00\n06:00")
    desk.groups.add(owner, name="Days")
    desk.users.update(owner, grace, groups=[night])
    assert [user.id for user in desk.users.list(owner, group=night)] == [grace.id]
    assert [one.name for one in desk.groups.all(owner)] == ["Days", "Night shift"]
    assert desk.groups.find_by_name(owner, "night SHIFT") == desk.groups.get(owner, night)
    assert desk.groups.update(owner, night, description=None).description == ""
    with pytest.raises(roster.FailedPrecondition):
        desk.groups.remove(owner, night)
    with pytest.raises(TypeError, match=r"UUID \| Group"):
        desk.groups.get(owner, grace)


def test_DP_12_what_who_when(desk, owner, grace, clock):
    clock.advance(hours=1)
    desk.users.update(owner.on_behalf_of(grace), grace, job_title="Lead", labels=["vip"])
    entry = desk.history.of_user(owner, grace).items[0]
    assert (entry.verb, entry.subject_kind, entry.subject_id) == ("users.update", "user", str(grace.id))
    assert (entry.actor, entry.on_behalf_of, entry.actor_name) == (owner.user_id, grace.id, "Ada Lovelace")
    assert entry.at == clock.now
    changes = {change.name: (json.loads(change.before), json.loads(change.after)) for change in entry.changes}
    assert changes["job_title"] == (None, "Lead") or changes["job_title"] == ("", "Lead")
    assert changes["labels"][1] == ["vip"]
    assert set(changes) == {"job_title", "labels"}


def test_DP_12_the_log_is_searched_and_walked(desk, host, owner, grace):
    for n in range(30):
        desk.users.update(owner, grace, job_title=f"Title {n}")
    assert len(desk.history.list(owner, limit=10)) == 10
    assert len(list(desk.history.all_of_user(owner, grace))) == 31
    assert {entry.actor for entry in desk.history.all(owner, actor=owner.user_id)} == {owner.user_id}
    (about,) = {
        entry.subject_id for entry in desk.history.all(owner, subject_kind="user", subject_id=str(grace.id))
    }
    assert about == str(grace.id)
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.history.list(owner, subject_kind="user")
    assert caught.value.reason == "history.invalid_query"


def test_DP_12_what_changes_nothing_leaves_no_entry(desk, owner, grace):
    before = len(list(desk.history.all(owner)))
    same = desk.users.update(owner, grace, first_name="Grace")
    assert same == grace
    assert len(list(desk.history.all(owner))) == before


def test_DP_12_customers_see_no_history(desk, host, owner):
    customer = desk.users.add(host, kind="customer", email="c@example.com", start="active")
    with pytest.raises(roster.PermissionDenied):
        desk.history.list(roster.Actor.user(customer))
