"""People, row by row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import roster


def names(users) -> list[str]:
    return [user.first_name for user in users]


# ---- adding and changing -------------------------------------------------------------------------------------


def test_HU_1_owners_add_staff_who_begin_invited(desk, owner):
    grace = desk.users.add(owner, first_name="Grace", email="grace@acme.example", role=roster.role.user)
    assert grace.role == roster.role.user
    assert grace.status is roster.UserStatus.invited
    assert grace.kind is roster.UserKind.staff


def test_HU_1_without_an_invitation_nobody_is_invited(desk, owner):
    grace = desk.users.add(
        owner, email="grace@acme.example", role=roster.role.user, start=roster.Onboarding.not_invited
    )
    assert grace.status is roster.UserStatus.not_invited
    assert grace.invitation_expires_at is None


def test_HU_1_only_the_system_vouches(desk, owner):
    with pytest.raises(roster.PermissionDenied):
        desk.users.add(owner, email="grace@acme.example", role=roster.role.user, start="active")


def test_HU_1_agents_add_no_staff(desk, host, grace):
    desk.users.accept(host, grace)
    with pytest.raises(roster.PermissionDenied) as caught:
        desk.users.add(roster.Actor.user(grace), email="new@acme.example", role=roster.role.user)
    assert caught.value.reason == "users.not_administrator"


def test_update_changes_what_is_given_and_clears_with_None(desk, owner, grace):
    changed = desk.users.update(owner, grace, job_title="Lead", time_zone="America/New_York")
    assert (changed.job_title, changed.time_zone, changed.first_name) == ("Lead", "America/New_York", "Grace")
    assert changed.revision == grace.revision + 1
    cleared = desk.users.update(owner, grace.id, job_title=None)
    assert cleared.job_title == ""
    assert cleared.time_zone == "America/New_York"


def test_update_with_the_expected_revision(desk, owner, grace):
    desk.users.update(owner, grace, job_title="Lead", expected=grace.revision)
    with pytest.raises(roster.Aborted) as caught:
        desk.users.update(owner, grace, job_title="Chief", expected=grace.revision)
    assert caught.value.reason == "users.changed"


def test_DP_1_numbers_are_unique_and_found(desk, owner, grace):
    other = desk.users.add(owner, kind="customer", email="c@example.com")
    assert other.number == grace.number + 1
    assert desk.users.get_by_number(owner, grace.number) == grace


def test_DP_2_labels_one_and_a_combination(desk, owner):
    for name, labels in {"a": ["vip"], "b": ["vip", "beta"], "c": ["beta"]}.items():
        desk.users.add(owner, kind="customer", first_name=name, email=f"{name}@example.com", labels=labels)
    assert names(desk.users.list(owner, labels=["vip"])) == ["a", "b"]
    assert names(desk.users.list(owner, labels=("vip", "beta"))) == ["b"]
    assert desk.users.labels(owner).items == ["beta", "vip"]
    assert list(desk.users.all_labels(owner, "v")) == ["vip"]


def test_DP_2_labels_are_added_and_removed_without_touching_others(desk, owner, grace):
    assert desk.users.label(owner, grace, ["vip", "beta"]).labels == ["vip", "beta"]
    assert desk.users.label(owner, grace, remove=["vip"]).labels == ["beta"]


def test_HP_4_any_address_finds_the_person_and_belongs_to_one(desk, owner, grace):
    desk.users.update(owner, grace, other_emails=["hopper@navy.example", "amazing@grace.example"])
    assert desk.users.get_by_email(owner, "HOPPER@navy.example").id == grace.id
    assert desk.users.find_by_email(owner, "nobody@navy.example") is None
    with pytest.raises(roster.AlreadyExists) as caught:
        desk.users.add(
            owner, email="other@acme.example", other_emails=["hopper@navy.example"], role=roster.role.user
        )
    assert caught.value.reason == "users.taken"
    assert [field.field for field in caught.value.fields] == ["other_emails[0]"]


def test_DP_5_one_address_is_primary_always(desk, owner, grace):
    desk.users.update(owner, grace, other_emails=["hopper@navy.example"])
    changed = desk.users.update(owner, grace, email="hopper@navy.example")
    assert (changed.email, changed.other_emails) == ("hopper@navy.example", ["grace@acme.example"])
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.users.update(owner, grace, email=None)
    assert caught.value.fields[0].field == "email"


def test_external_ids(desk, owner, grace):
    desk.users.update(owner, grace, external_id="crm-7")
    assert desk.users.get_by_external_id(owner, "crm-7").id == grace.id
    assert desk.users.find_by_external_id(owner, "crm-8") is None
    with pytest.raises(roster.NotFound):
        desk.users.get_by_external_id(owner, "crm-8")


def test_get_many_in_the_order_asked(desk, directory, owner, grace):
    stranger = directory.create_account(name="Other", policy=roster.policy.crm())
    far = stranger.users.add(roster.Actor.system("test"), kind="customer", email="far@example.com")
    ada = desk.users.get_by_number(owner, 1)
    assert desk.users.get_many(owner, [grace, far.id, ada.id]) == [grace, ada]


# ---- lists ---------------------------------------------------------------------------------------------------


def test_lists_filter_sort_and_page(desk, owner):
    for n in range(25):
        desk.users.add(owner, kind="customer", first_name=f"P{n:02}", email=f"mail{n}@example.com")
    page = desk.users.list(owner, kind="customer", sort="number", limit=10)
    assert len(page) == 10 and page.has_more and page[0].first_name == "P00"
    following = desk.users.list(owner, kind="customer", sort="number", limit=10, after=page.next)
    assert following[0].first_name == "P10"
    everybody = list(desk.users.all(owner, kind=roster.UserKind.customer, sort=roster.UserSort.number))
    assert names(everybody) == [f"P{n:02}" for n in range(25)]
    assert names(desk.users.all(owner, text="p1", sort="number", descending=True)) == [
        f"P{n}" for n in range(19, 9, -1)
    ]
    last = desk.users.list(owner, kind="customer", limit=1000)
    assert last.next is None and not last.has_more and "25 items" in repr(last)


def test_walks_go_over_many_pages_and_see_each_once(desk, owner, tmp_path):
    rows = "".join(f"p{n}@example.com\n" for n in range(777))
    source = tmp_path / "many.csv"
    source.write_text("email\n" + rows)
    desk.imports.run(owner, source, key="many")
    walked = [user.email for user in desk.users.all(owner, kind="customer")]
    assert len(walked) == len(set(walked)) == 777


def test_walks_see_who_existed_throughout_whatever_is_added_meanwhile(desk, owner):
    for n in range(450):
        desk.users.add(owner, kind="customer", last_name=f"{n:03}", email=f"p{n}@example.com")
    seen = []
    for user in desk.users.all(owner, kind="customer"):
        seen.append(user.last_name)
        if len(seen) % 100 == 0:
            desk.users.add(owner, kind="customer", last_name=f"000-{len(seen)}", email=f"x{len(seen)}@example.com")
    assert set(seen) >= {f"{n:03}" for n in range(450)}
    assert len(seen) == len(set(seen))


def test_HU_2_seats(desk, host, owner, grace):
    desk.users.add(owner, kind="customer", email="c@example.com")
    assert desk.users.seats(owner) == roster.SeatUsage(used=2)
    desk.update(host, seat_limit=2)
    assert desk.users.seats(owner).limit == 2
    with pytest.raises(roster.ResourceExhausted) as caught:
        desk.users.add(owner, email="third@acme.example", role=roster.role.user)
    assert caught.value.reason == "accounts.no_seat"
    assert names(desk.users.list(owner, kind="staff", status="active")) == ["Ada"]


def test_HU_3_each_alert_names_the_action_that_clears_it(desk, host, owner, clock):
    alert, action = roster.AlertKind, roster.AlertAction
    new = desk.users.add(owner, email="new@acme.example", role=roster.role.user, start="not_invited")
    assert desk.users.alerts(owner, new) == [roster.Alert(kind=alert.invite_not_sent, action=action.send_invite)]
    desk.users.invite(owner, new)
    assert desk.users.alerts(owner, new) == []
    clock.advance(days=7, seconds=1)
    assert [found.action for found in desk.users.alerts(owner, new)] == [action.resend_invite]
    assert [user.id for user in desk.users.list(owner, with_alert=True)] == [new.id]
    desk.users.invite(owner, new)
    desk.users.accept(host, new)
    assert [desk.users.record_failed_sign_in(host, new) for _ in range(10)] == list(range(1, 11))
    assert [found.kind for found in desk.users.alerts(owner, new)] == [alert.too_many_failed_sign_ins]
    desk.users.record_sign_in(host, new)
    assert desk.users.alerts(owner, new) == []


def test_invitations_expire(desk, host, owner, grace, clock):
    clock.advance(days=8)
    with pytest.raises(roster.FailedPrecondition) as caught:
        desk.users.accept(host, grace)
    assert caught.value.reason == "users.invitation_expired"
    assert desk.users.activate(host, grace).status is roster.UserStatus.active


# ---- coming and going ----------------------------------------------------------------------------------------


def test_HU_16_deleting_needs_a_reason_and_keeps_the_record(desk, owner, grace):
    with pytest.raises(roster.InvalidArgument):
        desk.users.remove(owner, grace, "")
    with pytest.raises(TypeError, match="reason"):
        desk.users.remove(owner, grace)
    gone = desk.users.remove(owner, grace, reason="left the company")
    assert gone.status is roster.UserStatus.deleted
    assert (gone.first_name, gone.deletion_reason) == ("Grace", "left the company")
    assert desk.users.get(owner, grace).deleted_at is not None
    assert desk.users.find_by_email(owner, "grace@acme.example") is None
    assert [user.id for user in desk.users.all(owner, status="deleted")] == [grace.id]
    with pytest.raises(roster.FailedPrecondition) as caught:
        desk.users.update(owner, grace, job_title="Ghost")
    assert caught.value.reason == "users.illegal_move"


def test_HU_16_the_last_owner_stays(desk, host, owner):
    with pytest.raises(roster.FailedPrecondition) as caught:
        desk.users.remove(host, owner.user_id, "oops")
    assert caught.value.reason == "users.last_owner"
    with pytest.raises(roster.FailedPrecondition):
        desk.users.update(host, owner.user_id, role=roster.role.user)


def test_HU_17_restored_is_the_same_user_and_a_new_one_is_another(desk, owner, grace):
    before = desk.users.update(owner, grace, other_emails=["hopper@navy.example"], labels=["vip"])
    desk.users.remove(owner, grace, "left")
    again = desk.users.add(
        owner, first_name="Grace", last_name="Hopper", email="grace@acme.example", role=roster.role.user
    )
    assert again.id != grace.id
    restored = desk.users.restore(owner, grace)
    assert (restored.user.id, restored.user.labels, restored.user.number) == (grace.id, ["vip"], before.number)
    assert restored.user.email == "hopper@navy.example"
    lost = [(one.value, one.reason) for one in restored.not_restored]
    assert ("grace@acme.example", "taken") in lost


def test_HU_17_an_undisturbed_user_comes_back_field_by_field(desk, owner, grace):
    desk.users.remove(owner, grace, "left")
    restored = desk.users.restore(owner, grace)
    assert restored.not_restored == []
    moved = {"revision", "updated_at"}
    after = {name: value for name, value in restored.user.to_dict().items() if name not in moved}
    assert after == {name: value for name, value in grace.to_dict().items() if name not in moved}


def test_HU_19_suspension_with_a_date_range(desk, host, owner, grace, clock):
    desk.users.accept(host, grace)
    desk.users.update(owner, grace, time_zone="Asia/Tokyo")
    away = desk.users.suspend(owner, grace, date(2024, 6, 1), date(2024, 6, 30), reason="parental leave")
    assert away.status is roster.UserStatus.active
    assert (away.suspended_from, away.suspended_through) == (date(2024, 6, 1), date(2024, 6, 30))
    assert away.suspension_starts_at is not None
    assert away.suspension_starts_at.isoformat() == "2024-05-31T15:00:00+00:00"
    clock.now = away.suspension_starts_at
    assert desk.users.get(owner, grace).status is roster.UserStatus.suspended
    assert desk.users.seats(owner).used == 2
    assert away.suspension_ends_at is not None
    clock.now = away.suspension_ends_at - timedelta(microseconds=1)
    assert desk.users.get(owner, grace).status is roster.UserStatus.suspended
    clock.advance(microseconds=1)
    assert desk.users.get(owner, grace).status is roster.UserStatus.active


def test_HU_19_open_ended_and_resumed(desk, owner, grace):
    away = desk.users.suspend(owner, grace, date(2024, 5, 1))
    assert away.status is roster.UserStatus.suspended and away.suspended_through is None
    back = desk.users.resume(owner, grace)
    assert back.status is roster.UserStatus.invited
    with pytest.raises(roster.FailedPrecondition) as caught:
        desk.users.resume(owner, grace)
    assert caught.value.reason == "users.not_suspended"


def test_activity_is_the_systems_to_tell(desk, host, owner, grace, clock):
    clock.advance(days=1)
    desk.users.record_activity(host, grace)
    assert desk.users.get(owner, grace).last_active_at == clock.now
    with pytest.raises(roster.PermissionDenied):
        desk.users.record_activity(owner, grace)


def test_AI_4_what_administrators_keep_of_people(desk, host, owner, grace):
    changed = desk.users.update(
        owner, grace, function="Billing", extension="12", second_factor_phone="+49 30 901820"
    )
    assert (changed.function, changed.extension, changed.second_factor_phone) == ("Billing", "12", "+4930901820")
    agent = desk.users.add(host, first_name="Agent", email="agent@example.com", start="active")
    with pytest.raises(roster.PermissionDenied) as caught:
        desk.users.update(roster.Actor.user(agent), agent, function="Everything")
    assert caught.value.reason == "users.field_not_self_editable"


# ---- tenants -------------------------------------------------------------------------------------------------


def test_BX_10_another_tenants_ids_are_unknown(desk, directory, host, grace):
    other = directory.create_account(name="Other", policy=roster.policy.crm())
    users = other.users
    for call in (
        users.get,
        users.alerts,
        users.invite,
        users.accept,
        users.activate,
        users.resume,
        users.restore,
        users.record_failed_sign_in,
        users.record_activity,
        users.record_sign_in,
    ):
        with pytest.raises(roster.NotFound) as caught:
            call(host, grace)
        assert caught.value.reason == "users.unknown"
    for call in (
        lambda: users.update(host, grace, job_title="x"),
        lambda: users.remove(host, grace, "x"),
        lambda: users.label(host, grace, ["x"]),
        lambda: users.suspend(host, grace, date(2024, 5, 6)),
    ):
        with pytest.raises(roster.NotFound):
            call()
    with pytest.raises(roster.Unauthenticated):
        users.list(roster.Actor.user(grace))


# ---- accounts ------------------------------------------------------------------------------------------------


def test_accounts_have_the_four_presets(directory):
    for name in ("help_desk", "crm", "live_chat", "agent_inbox"):
        preset = getattr(roster.policy, name)()
        account = directory.create_account(name=name, policy=preset)
        assert account.record().policy == preset
    assert [record.name for record in directory.accounts()] == ["help_desk", "crm", "live_chat", "agent_inbox"]
    assert len(list(directory.all_accounts())) == 4


def test_a_policy_is_data(directory, host):
    policy = roster.policy.live_chat().replace(failed_sign_in_alert=3, invitation_lifetime=timedelta(hours=1))
    desk = directory.create_account(
        name="Acme", policy=policy, features=roster.FeatureSwitches(teams=True), plan="pro"
    )
    record = desk.record()
    assert record.policy.invitation_lifetime == timedelta(hours=1)
    assert (record.features.teams, record.features.api_keys, record.plan) == (True, None, roster.Plan.pro)
    changed = desk.update(host, name="Acme Inc.", seat_limit=5, expected=record.revision)
    assert (changed.name, changed.seat_limit) == ("Acme Inc.", 5)
    assert directory.account(desk.id).record() == changed == directory.account(changed).record()


def test_UC_2_under_a_fixed_address_policy_a_new_address_is_a_new_invitation(directory, host):
    chat = directory.create_account(name="Chat", policy=roster.policy.live_chat())
    user = chat.users.add(host, email="a@chat.example", role=roster.role.owner)
    with pytest.raises(roster.Error) as caught:
        chat.users.update(host, user, email="b@chat.example")
    assert caught.value.reason == "users.email_fixed"
