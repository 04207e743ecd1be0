"""Signing in, from Python: every verb of the sessions room once, over every store that conftest knows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
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
