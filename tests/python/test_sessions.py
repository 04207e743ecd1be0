"""Signing in, from Python: every verb of the sessions room once, over every store that conftest knows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import roster
from conftest import SOURCE

PLACES = SOURCE / "tests" / "data" / "places.mmdb"
DEVICES = SOURCE / "tests" / "data" / "devices.yaml"
GOOD = "velvet-otter-9-quarry"
OTHER = "amber!kettle!stride!42"
SYSTEM = roster.Actor.system("test")


def totp(seed: str, at: datetime) -> str:
    """RFC 6238, from the standard library."""
    step = struct.pack(">Q", int(at.timestamp()) // 30)
    digest = hmac.new(base64.b32decode(seed + "=" * (-len(seed) % 8)), step, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture
def desk(location, clock):
    with roster.open(
        location,
        clock=clock,
        product="Deskwright",
        invitation_link="https://desk.example/join?token={token}",
        reset_link="https://desk.example/reset?token={token}",
        keys={"one": b"k" * 32},
    ) as directory:
        yield directory.create_account(name="Acme")


@pytest.fixture
def olga(desk):
    return desk.users.add(
        SYSTEM, first_name="Olga", email="olga@acme.example", role=roster.role.owner, start="active"
    )


@pytest.fixture
def owner(olga):
    return roster.Actor.user(olga)


def token_of(message):
    return message.link.split("token=")[1]


def invite_and_accept(desk, actor, **person):
    user = desk.users.add(actor, start="not_invited", role=roster.role.user, **person)
    message = desk.passwords.invite(actor, user)
    assert message.recipient == user.email
    assert message.purpose is roster.LinkKind.invitation
    return user, desk.passwords.accept(token_of(message), GOOD, user_agent="curl/8")


def test_HU_1_an_invitation_is_accepted_and_signs_in(desk, owner):
    grace, entered = invite_and_accept(desk, owner, first_name="Grace", email="grace@acme.example")
    assert entered.outcome is roster.SignInOutcome.granted
    assert entered.session.device == "curl"
    principal = desk.sessions.validate(entered.token)
    assert principal.user_id == grace.id
    assert principal.assurance is roster.Assurance.one_factor
    assert entered.token not in repr(entered)

    assert desk.sessions.sign_in("GRACE@acme.example", GOOD).outcome is roster.SignInOutcome.granted
    assert desk.sessions.sign_in("grace@acme.example", OTHER).outcome is roster.SignInOutcome.rejected
    assert desk.sessions.sign_in("nobody@acme.example", OTHER).outcome is roster.SignInOutcome.rejected
    assert len(desk.sessions.list(owner, grace)) == 2
    assert desk.sessions.revoke(owner, grace, except_=entered.session.id) == 1
    assert desk.sessions.name(roster.Actor.user(grace), grace, entered.session.id, "laptop").name == "laptop"
    assert desk.sessions.sign_out(entered.token) is True
    assert desk.sessions.validate(entered.token) is None


def test_UC_8_an_invitation_is_accepted_with_an_identity(desk, owner, olga):
    grace = desk.users.add(
        owner, start="not_invited", role=roster.role.user, first_name="Grace", email="grace@acme.example"
    )
    desk.sessions.link_identity(SYSTEM, olga, "https://id.example", "o")
    token = token_of(desk.passwords.invite(owner, grace))
    with pytest.raises(roster.AlreadyExists) as caught:
        desk.passwords.accept_with_identity(token, "https://id.example", "o")
    assert caught.value.reason == "sessions.identity_taken"
    entered = desk.passwords.accept_with_identity(token, "https://id.example", "g", user_agent="curl/8")
    assert entered.outcome is roster.SignInOutcome.granted
    assert (entered.session.methods, entered.session.device) == (["identity"], "curl")
    assert desk.sessions.validate(entered.token).user_id == grace.id
    with pytest.raises(roster.NotFound):
        desk.passwords.accept_with_identity(token, "https://id.example", "g")
    again = desk.sessions.sign_in_with_identity("https://id.example", "g")
    assert again.outcome is roster.SignInOutcome.granted


def test_HU_18_the_feed_gives_what_is_to_be_sent(desk, owner):
    grace = desk.users.add(
        owner, start="not_invited", role=roster.role.user, first_name="Grace", email="grace@acme.example"
    )
    message = desk.passwords.invite(owner, grace)
    [event] = desk.sessions.all_events(SYSTEM)
    assert event.kind == "sessions.invitation"
    told = json.loads(event.data)
    assert list(told) == ["recipient", "language", "expires_at", "link"]
    assert (told["recipient"], told["language"], told["link"]) == (message.recipient, "en", message.link)
    assert datetime.fromisoformat(told["expires_at"].replace("Z", "+00:00")) == message.expires_at
    assert token_of(message) not in repr(event)


def test_HU_18_resets(desk, owner):
    grace, entered = invite_and_accept(desk, owner, first_name="Grace", email="grace@acme.example")
    assert desk.passwords.request_reset("nobody@acme.example") is None
    token = token_of(desk.passwords.request_reset("grace@acme.example"))
    assert desk.passwords.look(token).user_id == grace.id
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.passwords.reset(token, "short")
    assert caught.value.reason == "passwords.invalid"
    assert "short" not in str(caught.value).split()
    desk.passwords.reset(token, OTHER)
    assert desk.sessions.validate(entered.token) is None
    with pytest.raises(roster.NotFound):
        desk.passwords.reset(token, OTHER)
    assert [fault.reason for fault in desk.passwords.check(grace, "short")] != []
    changed = desk.passwords.change(desk.sessions.sign_in("grace@acme.example", OTHER).token, OTHER, GOOD)
    assert desk.sessions.validate(changed.token) is not None


def test_UC_7_an_authenticator_and_recovery_codes(desk, owner, clock):
    grace, entered = invite_and_accept(desk, owner, first_name="Grace", email="grace@acme.example")
    setup = desk.factors.add_authenticator(entered.token, "phone")
    assert setup.uri.startswith("otpauth://totp/Deskwright")
    assert setup.seed not in repr(setup)
    confirmed = desk.factors.confirm_authenticator(entered.token, setup.id, totp(setup.seed, clock.now))
    assert len(confirmed.recovery_codes) == 10
    clock.now += timedelta(minutes=1)
    first = desk.sessions.sign_in("grace@acme.example", GOOD)
    assert first.outcome is roster.SignInOutcome.second_factor_needed
    second = desk.sessions.second_factor(first.pending, totp=totp(setup.seed, clock.now))
    assert second.principal.assurance is roster.Assurance.two_factors
    again = desk.sessions.sign_in("grace@acme.example", GOOD)
    assert desk.sessions.second_factor(again.pending, recovery_code=confirmed.recovery_codes[0]).token
    status = desk.factors.status(owner, grace)
    assert (status.enabled, status.authenticators, status.recovery_codes_left) == (True, 1, 9)
    desk.factors.reset(owner, grace)
    assert desk.factors.status(owner, grace).enabled is False


def test_HP_9_api_keys(desk, olga, owner, clock):
    made = desk.api_keys.create(owner, "export", scopes=["tickets:read"], expires_at=clock.now + timedelta(days=1))
    assert made.text not in repr(made)
    principal = desk.sessions.validate(made.text)
    assert principal.credential is roster.Credential.api_key
    assert principal.scopes == ["tickets:read"]
    fresh = desk.api_keys.rotate(owner, made.key.id, overlap=timedelta(0))
    assert desk.sessions.validate(made.text) is None
    assert desk.api_keys.rename(owner, olga, fresh.key.id, "nightly").label == "nightly"
    clock.now += timedelta(days=1)
    with pytest.raises(roster.FailedPrecondition) as caught:
        desk.api_keys.rotate(owner, fresh.key.id, overlap=timedelta(0))
    assert caught.value.reason == "api_keys.expired"
    desk.api_keys.revoke(owner, olga, fresh.key.id)
    assert desk.api_keys.list(owner, olga) == []


def test_UC_8_identity_providers_and_events(desk, olga):
    desk.sessions.link_identity(SYSTEM, olga, "https://id.example", "42")
    one = desk.sessions.sign_in_with_identity("https://id.example", "42", user_agent="curl/8")
    desk.sessions.sign_in_with_identity("https://id.example", "42", address="192.0.2.1")
    assert [event.kind for event in desk.sessions.all_events(SYSTEM)] == ["sessions.new_device"]
    assert desk.sessions.validate(one.token).user_id == olga.id
    assert desk.sessions.sweep(SYSTEM) == 0
    assert desk.factors.reseal(SYSTEM) == 0


def test_wrong_keys_and_types(location):
    with pytest.raises(roster.InvalidArgument) as caught:
        roster.open(location, keys={"one": b"too short"})
    assert caught.value.reason == "seal.key"
    with pytest.raises(TypeError):
        roster.open(location, keys={"one": "text"})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"parallel_hashes": 0}, "parallel_hashes"),
        ({"parallel_hashes": -1}, "parallel_hashes"),
        ({"parallel_hashes": 1_001}, "parallel_hashes"),
        ({"hashing_memory": (32 << 20) - 1}, "hashing_memory"),
        ({"hashing_memory": -1}, "hashing_memory"),
    ],
)
def test_bounds_of_hashing(given, field):
    with pytest.raises(roster.InvalidArgument) as refused:
        roster.open(":memory:", **given)
    assert refused.value.reason == "sessions.invalid_settings"
    assert [one.field for one in refused.value.fields] == [field]


def open_with(location, **settings):
    directory = roster.open(location, reset_link="https://desk.example/reset?token={token}", **settings)
    desk = directory.create_account(name="Acme")
    grace = desk.users.add(
        SYSTEM, first_name="Grace", email="grace@acme.example", role=roster.role.user, start="active"
    )
    return directory, desk, grace


def test_one_hash_at_a_time_lets_all_in(location):
    directory, desk, grace = open_with(location, parallel_hashes=1, hashing_memory=32 << 20)
    with directory:
        desk.passwords.reset(token_of(desk.passwords.start_reset(SYSTEM, grace)), GOOD)
        outcomes = []
        threads = [
            threading.Thread(
                target=lambda: outcomes.append(desk.sessions.sign_in("grace@acme.example", GOOD).outcome)
            )
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes == [roster.SignInOutcome.granted] * 3


def place_in_session(desk, address):
    """What a session says of where it was begun; begun in another thread."""
    entered = []
    thread = threading.Thread(
        target=lambda: entered.append(
            desk.sessions.sign_in_with_identity("https://id.example", "g", address=address)
        )
    )
    thread.start()
    thread.join()
    assert entered[0].outcome is roster.SignInOutcome.granted
    return entered[0].session.place


def test_HU_8_the_host_says_where_an_address_is(location):
    asked = []

    def place(address):
        asked.append((address, threading.current_thread() is threading.main_thread()))
        return {"192.0.2.1": "Z\u00fcrich, Switzerland"}.get(address)

    directory, desk, grace = open_with(location, place=place)
    with directory:
        desk.sessions.link_identity(SYSTEM, grace, "https://id.example", "g")
        assert place_in_session(desk, "192.0.2.1") == "Z\u00fcrich, Switzerland"
        assert place_in_session(desk, "192.0.2.2") == ""
    assert ("192.0.2.1", False) in asked and ("192.0.2.2", False) in asked
    with pytest.raises(TypeError, match="'place' must be Callable"):
        roster.open(":memory:", place="Oslo")


@pytest.mark.parametrize(("place", "raised"), [(lambda _: 1 // 0, ZeroDivisionError), (lambda _: 7, TypeError)])
def test_HU_8_a_place_that_fails_keeps_nobody_out(location, monkeypatch, place, raised):
    seen = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: seen.append(told.exc_type))
    directory, desk, grace = open_with(location, place=place)
    with directory:
        desk.sessions.link_identity(SYSTEM, grace, "https://id.example", "g")
        assert place_in_session(desk, "192.0.2.1") == ""
    assert raised in seen


def test_BX_12_a_policy_wants_second_factors_from_a_date_on(location, clock):
    with roster.open(location, clock=clock) as directory:
        desk = directory.create_account(name="Acme", policy=roster.policy.help_desk())
        assert desk.record().policy.second_factor_from is None
        ann = desk.users.add(
            SYSTEM, first_name="Ann", email="ann@acme.example", role=roster.role.administrator, start="active"
        )
        clock.advance(days=365)
        date = clock.now + timedelta(days=7)
        policy = desk.record().policy.replace(second_factor_roles=["administrator"], second_factor_from=date)
        assert desk.update(SYSTEM, policy=policy).policy.second_factor_from == date
        assert desk.factors.status(SYSTEM, ann).required_from == date


def reads_files() -> bool:
    """Whether this build has ROSTER_GEO and ROSTER_USER_AGENT."""
    try:
        roster.open(":memory:", place_file=PLACES, device_file=DEVICES).close()
    except roster.Unimplemented as left_out:
        assert left_out.reason == "sessions.left_out"
        return False
    return True


@pytest.mark.skipif(not reads_files(), reason="a build without ROSTER_GEO or ROSTER_USER_AGENT")
def test_HU_8_places_and_devices_from_files(location):
    with roster.open(location, place_file=PLACES, device_file=str(DEVICES), validated_tokens=10) as directory:
        desk = directory.create_account(name="Acme")
        grace = desk.users.add(SYSTEM, first_name="Grace", email="grace@acme.example", start="active")
        desk.sessions.link_identity(SYSTEM, grace, "https://id.example", "g")
        entered = desk.sessions.sign_in_with_identity(
            "https://id.example", "g", user_agent="Acme Desk/2 (Toaster)", address="2001:db8:1::1"
        )
        assert desk.sessions.validate(entered.token) is not None
        [session] = desk.sessions.list(roster.Actor.user(grace), grace)
        assert (session.device, session.place) == ("Acme Desk on Toaster", "Lisbon, Portugal")


@pytest.mark.skipif(not reads_files(), reason="a build without ROSTER_GEO or ROSTER_USER_AGENT")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"place_file": "/none.mmdb"}, "place_file"),
        ({"device_file": Path("/none.yaml")}, "device_file"),
        ({"validated_tokens": 100_000_001}, "validated_tokens"),
        ({"validated_tokens": -1}, "validated_tokens"),
    ],
)
def test_HU_8_bad_files_and_bounds(given, field):
    with pytest.raises(roster.InvalidArgument) as refused:
        roster.open(":memory:", **given)
    assert refused.value.reason == "sessions.invalid_settings"
    assert [one.field for one in refused.value.fields] == [field]
