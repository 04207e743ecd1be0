"""HU-5, HU-6, UC-6, AI-2, row by row as the requirements say it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import roster
from conftest import Clock
from test_sessions import totp

GOOD = "velvet-otter-9-quarry"
BETTER = "amber!kettle!stride!42"
HOST = roster.Actor.system("tests")
ISSUER = "https://id.example"


@pytest.fixture
def directory(location: str, clock: Clock) -> Iterator[roster.Directory]:
    with roster.open(
        location,
        clock=clock,
        invitation_link="https://desk.example/join?token={token}",
        keys={"one": b"k" * 32},
    ) as opened:
        yield opened


def add(desk: roster.Account, name: str, role: object = roster.role.user) -> roster.User:
    """Somebody whom a provider vouches for."""
    user = desk.users.add(HOST, first_name=name, email=f"{name}@acme.example", role=role, start="active")
    desk.sessions.link_identity(HOST, user, ISSUER, name)
    return user


def enter(desk: roster.Account, name: str, user_agent: str = "curl/8") -> str:
    return desk.sessions.sign_in_with_identity(ISSUER, name, user_agent=user_agent).token


def test_HU_5_administrators_see_second_factors_and_set_none_up(directory, clock):
    desk = directory.create_account(name="Acme")
    owner, grace, bea = add(desk, "ada", roster.role.owner), add(desk, "grace"), add(desk, "bea")
    ada = roster.Actor.user(owner)
    of_grace, of_ada = enter(desk, "grace"), enter(desk, "ada")

    def seen(user: roster.User) -> tuple[bool, int]:
        status = desk.factors.status(ada, user)
        return status.enabled, status.authenticators

    assert seen(grace) == (False, 0)
    with pytest.raises(roster.PermissionDenied):
        desk.factors.status(roster.Actor.user(bea), grace)
    # What Grace begins, an administrator cannot finish; what an administrator begins is the administrator's.
    setup = desk.factors.add_authenticator(of_grace, "phone")
    with pytest.raises(roster.NotFound) as refused:
        desk.factors.confirm_authenticator(of_ada, setup.id, totp(setup.seed, clock.now))
    assert refused.value.reason == "sessions.unknown"
    assert seen(grace) == (False, 0)
    assert seen(owner) == (False, 0)
    of_grace = desk.factors.confirm_authenticator(of_grace, setup.id, totp(setup.seed, clock.now)).sign_in.token
    assert seen(grace) == (True, 1)
    assert seen(owner) == (False, 0)
    assert [one.name for one in desk.factors.authenticators(ada, grace)] == ["phone"]
    mine = desk.factors.add_authenticator(of_ada, "mine")
    desk.factors.confirm_authenticator(of_ada, mine.id, totp(mine.seed, clock.now))
    assert seen(owner) == (True, 1)
    assert seen(grace) == (True, 1)
    # No verb takes somebody else's id to set one up for: only a session's token.
    with pytest.raises(TypeError):
        desk.factors.add_authenticator(ada, grace, "for somebody else")
    # They may take it away from whoever lost it.
    with pytest.raises(roster.PermissionDenied):
        desk.factors.reset(roster.Actor.user(bea), grace)
    desk.factors.reset(ada, grace)
    assert seen(grace) == (False, 0)
    assert desk.sessions.validate(of_grace) is None


def test_HU_6_api_keys_on_plans_that_have_them(directory):
    desk = directory.create_account(name="Acme", plan="standard")
    owner, grace, bea = add(desk, "ada", roster.role.owner), add(desk, "grace"), add(desk, "bea")
    ada, by_grace = roster.Actor.user(owner), roster.Actor.user(grace)
    assert desk.api_keys.list(ada, grace) == []
    made = desk.api_keys.create(by_grace, "export")
    for actor in (ada, by_grace):
        [listed] = desk.api_keys.list(actor, grace)
        assert (listed.label, listed.user_id) == ("export", grace.id)
        assert made.text.startswith(listed.hint.rstrip("…"))
    with pytest.raises(roster.PermissionDenied):
        desk.api_keys.list(roster.Actor.user(bea), grace)
    # A lowered plan stops the use and keeps what is there.
    desk.update(HOST, plan="free")
    assert desk.sessions.validate(made.text) is None
    with pytest.raises(roster.FailedPrecondition) as refused:
        desk.api_keys.create(by_grace, "more")
    assert refused.value.reason == "api_keys.not_on_plan"
    assert [one.label for one in desk.api_keys.list(ada, grace)] == ["export"]
    desk.update(HOST, plan="standard")
    assert desk.sessions.validate(made.text).user_id == grace.id


def test_UC_6_all_sessions_each_removable(directory, clock):
    desk = directory.create_account(name="Acme", policy=roster.policy.crm())
    owner, grace, bea = add(desk, "ada", roster.role.owner), add(desk, "grace"), add(desk, "bea")
    actors = [roster.Actor.user(owner), roster.Actor.user(grace)]
    idle = enter(desk, "grace", "curl/6")
    clock.advance(days=400)  # unused for so long it has ended, and is not listed
    agents = ["curl/8", "Wget/1.21", "curl/7"]
    tokens = []
    for agent in agents:
        clock.advance(seconds=1)
        tokens.append(enter(desk, "grace", agent))
    assert desk.sessions.validate(idle) is None
    while tokens:
        actor = actors[len(tokens) % 2]
        listed = desk.sessions.list(actor, grace)
        assert [one.user_agent for one in listed] == agents[: len(tokens)][::-1]
        with pytest.raises(roster.PermissionDenied):
            desk.sessions.revoke(roster.Actor.user(bea), grace, id=listed[0].id)
        assert desk.sessions.revoke(actor, grace, id=listed[0].id) == 1
        assert desk.sessions.validate(tokens.pop()) is None
        assert all(desk.sessions.validate(token) is not None for token in tokens)
    assert desk.sessions.list(actors[0], grace) == []


def test_AI_2_people_change_their_names_address_password_and_language(directory):
    desk = directory.create_account(name="Acme", policy=roster.policy.agent_inbox())
    owner, bea = add(desk, "ada", roster.role.owner), add(desk, "bea")
    cyd = desk.users.add(
        HOST, first_name="Cyd", email="cyd@acme.example", role=roster.role.user, start="not_invited"
    )
    invitation = desk.passwords.invite(roster.Actor.user(owner), cyd).link.split("token=")[1]
    token = desk.passwords.accept(invitation, GOOD).token
    own = roster.Actor.user(cyd)

    changed = desk.users.update(
        own, cyd, first_name="Cydney", last_name="Novak", email="cydney@acme.example", language="pl"
    )
    assert (changed.first_name, changed.last_name) == ("Cydney", "Novak")
    assert (changed.email, changed.language) == ("cydney@acme.example", "pl")
    with pytest.raises(roster.PermissionDenied) as refused:
        desk.users.update(own, cyd, job_title="Boss")
    assert refused.value.reason == "users.field_not_self_editable"
    for somebody, patch in ((cyd, {"role": roster.role.administrator}), (bea, {"first_name": "Boo"})):
        with pytest.raises(roster.PermissionDenied):
            desk.users.update(own, somebody, **patch)

    with pytest.raises(roster.PermissionDenied) as wrong:
        desk.passwords.change(token, BETTER, BETTER)
    assert wrong.value.reason == "passwords.wrong"
    assert desk.sessions.validate(desk.passwords.change(token, GOOD, BETTER).token).user_id == cyd.id
    outcome = roster.SignInOutcome
    assert desk.sessions.sign_in("cydney@acme.example", BETTER).outcome is outcome.granted
    assert desk.sessions.sign_in("cydney@acme.example", GOOD).outcome is outcome.rejected
    assert desk.sessions.sign_in("cyd@acme.example", BETTER).outcome is outcome.rejected
