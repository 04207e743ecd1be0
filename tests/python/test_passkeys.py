"""Passkeys, from Python: every verb of them once, over every store that conftest knows.

The answers are the W3C's (Web Authentication Level 3, 16.2: ES256 with no attestation), so the challenges must be theirs
too: the store's random bytes come from here.
"""

from __future__ import annotations

import json
import os

import pytest
import roster

SYSTEM = roster.Actor.system("test")
GOOD = "velvet-otter-9-quarry"

ID = "-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAIS-Q"
CREATED = {
    "id": ID,
    "rawId": ID,
    "type": "public-key",
    "response": {
        "clientDataJSON": (
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQU1NUHQ0VXh4R1RTdG5jZHE0MTdZRHdCRmk4dnBJYS1wdzhv"
            "T3VWVzRUQSIsIm9yaWdpbiI6Imh0dHBzOi8vZXhhbXBsZS5vcmciLCJjcm9zc09yaWdpbiI6ZmFsc2UsImV4dHJhRGF0YSI6ImNs"
            "aWVudERhdGFKU09OIG1heSBiZSBleHRlbmRlZCB3aXRoIGFkZGl0aW9uYWwgZmllbGRzIGluIHRoZSBmdXR1cmUsIHN1Y2ggYXMg"
            "dGhpczogQmtRZURqZGNUQnJYQmlBd0pUTEU1USJ9"
        ),
        "attestationObject": (
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikv6vDdDKViwYzYNOtZGHJxHNa5_jt1GWSpeDwFFKy5LVZAAAAAIRGzLmrHbN0"
            "dQsjZ_9vOh8AIPkfOR20ybL94OpwGJy6P7Y_V5umEiszrZT_PsMwCEvkpQECAyYgASFYIK_voW-XypstI-uGzLZAmNINuQhWBi6y"
            "ScM6m2cvJt9hIlggkwpWuHovymYzSwNFir-HlxfBLMaO1zKQry4mZHlrkiA"
        ),
        "transports": ["usb"],
    },
    "clientExtensionResults": {},
}
SHOWN = {
    "id": ID,
    "rawId": ID,
    "type": "public-key",
    "response": {
        "clientDataJSON": (
            "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiT2NEblVoUVh1bFRVUG8zSlVYVDBJOTdwdnp6WUJQOXRaY2hYeWF2"
            "MDFBZyIsIm9yaWdpbiI6Imh0dHBzOi8vZXhhbXBsZS5vcmciLCJjcm9zc09yaWdpbiI6ZmFsc2V9"
        ),
        "authenticatorData": "v6vDdDKViwYzYNOtZGHJxHNa5_jt1GWSpeDwFFKy5LUZAAAAAA",
        "signature": (
            "MEYCIQD1Ck4uRAkknEqFO6NhKC8JhB303UVHoTqHeAIY3v_NOAIhAISArA8Lk1OBdPV1vxGh3V14xuSGAT-TcpXqE2U-Mx6H"
        ),
    },
    "clientExtensionResults": {},
}
CREATE_CHALLENGE = bytes.fromhex("00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130")
GET_CHALLENGE = bytes.fromhex("39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408")


def has_passkeys() -> bool:
    with roster.open(":memory:") as directory:
        try:
            directory.create_account(name="Acme").passkeys.begin_sign_in()
        except roster.Unimplemented:
            return False
        except roster.FailedPrecondition:
            return True
    raise AssertionError("a store without a domain gave options")


pytestmark = pytest.mark.skipif(not has_passkeys(), reason="a build without passkeys (ROSTER_PASSKEYS)")


class Entropy:
    """Random bytes, but the next 32 when they are told."""

    def __init__(self):
        self.next = None

    def __call__(self, size):
        if size == 32 and self.next is not None:
            told, self.next = self.next, None
            return told
        return os.urandom(size)


@pytest.fixture
def entropy():
    return Entropy()


@pytest.fixture
def desk(location, clock, entropy):
    with roster.open(
        location,
        clock=clock,
        entropy=entropy,
        invitation_link="https://example.org/join?token={token}",
        rp_id="example.org",
        rp_name="Example",
        origins=["https://example.org"],
    ) as directory:
        yield directory.create_account(name="Acme")


@pytest.fixture
def grace(desk):
    user = desk.users.add(SYSTEM, first_name="Grace", email="grace@acme.example", role=roster.role.user)
    return user, desk.passwords.accept(desk.passwords.invite(SYSTEM, user).link.split("token=")[1], GOOD).token


def ask(entropy, challenge, call, *arguments):
    """What the browser is asked, with that challenge."""
    entropy.next = challenge
    asked = call(*arguments)
    assert entropy.next is None
    assert "challenge" not in repr(asked)
    return json.loads(asked.options)


def test_BX_12_a_passkey_is_set_up_and_used(desk, grace, entropy, clock):
    user, token = grace
    asked = ask(entropy, CREATE_CHALLENGE, desk.passkeys.begin_registration, token)
    assert asked["rp"] == {"id": "example.org", "name": "Example"}
    assert asked["user"]["displayName"] == "Grace"
    made = desk.passkeys.finish_registration(token, "key", json.dumps(CREATED))
    assert made.passkey.algorithm is roster.PasskeyAlgorithm.es256
    assert made.passkey.aaguid == "8446ccb9-ab1d-b374-750b-2367ff6f3a1f"
    assert made.passkey.transports == ["usb"]
    assert (made.passkey.backup_eligible, made.passkey.backed_up, made.passkey.verifies_user) == (True, True, False)
    assert len(made.recovery_codes) == 10
    token = made.sign_in.token
    with pytest.raises(roster.NotFound) as caught:
        desk.passkeys.finish_registration(token, "key", json.dumps(CREATED))
    assert caught.value.reason == "passkeys.challenge_gone"

    ask(entropy, GET_CHALLENGE, desk.passkeys.begin_step_up, token)
    stepped = desk.sessions.step_up(token, passkey=json.dumps(SHOWN))
    assert stepped.principal.assurance is roster.Assurance.two_factors
    again = desk.sessions.step_up(stepped.token, passkey=json.dumps(SHOWN))
    assert again.outcome is roster.SignInOutcome.rejected

    first = desk.sessions.sign_in("grace@acme.example", GOOD)
    assert first.second_factors == ["passkey", "recovery_code"]
    asked = ask(entropy, GET_CHALLENGE, desk.passkeys.begin_second_factor, first.pending)
    assert [one["id"] for one in asked["allowCredentials"]] == [ID]
    second = desk.sessions.second_factor(first.pending, passkey=json.dumps(SHOWN), user_agent="curl/8")
    assert second.session.methods == ["password", "passkey"]

    # It did not verify anybody: alone it opens nothing.
    asked = ask(entropy, GET_CHALLENGE, desk.passkeys.begin_sign_in)
    assert asked["allowCredentials"] == []
    assert desk.passkeys.finish_sign_in(json.dumps(SHOWN)).outcome is roster.SignInOutcome.rejected

    me = roster.Actor.user(user)
    assert desk.factors.status(me, user).passkeys == 1
    assert desk.passkeys.rename(me, user, made.passkey.id, "ring").name == "ring"
    assert [one.name for one in desk.passkeys.list(me, user)] == ["ring"]
    desk.passkeys.remove(second.token, made.passkey.id)
    assert desk.factors.status(me, user).enabled is False


def test_BX_12_wrong_answers_name_their_fields(desk, grace):
    _, token = grace
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.passkeys.finish_registration(token, "key", "{}")
    assert caught.value.reason == "passkeys.invalid"
    assert [field.field for field in caught.value.fields] == ["response", "type"]
    with pytest.raises(roster.InvalidArgument):
        desk.passkeys.finish_sign_in("not JSON", user_agent="curl/8")
    with pytest.raises(roster.Unauthenticated):
        desk.passkeys.begin_second_factor("none")
    with pytest.raises(TypeError):
        desk.passkeys.finish_sign_in({})


def test_BX_12_settings(location):
    with pytest.raises(roster.InvalidArgument) as caught:
        roster.open(location, rp_id="example.org", origins=["https://example.org/", "https://example.com"])
    assert [field.field for field in caught.value.fields] == ["origins[0]", "origins[1]"]
    with roster.open(location) as directory:
        with pytest.raises(roster.FailedPrecondition) as caught:
            directory.create_account(name="Acme").passkeys.begin_sign_in()
        assert caught.value.reason == "passkeys.not_set_up"
