"""OAuth apps, from Python: a host's endpoints, and every verb of the service once, over every store."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import roster

SYSTEM = roster.Actor.system("test")
CALLBACK = "https://app.example/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


# [endpoints]
PARAMETERS = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
)  # fmt: skip


def authorize(desk, session, query, ticked=None):
    """GET /authorize, and POST /authorize for the page's form: `ticked` is what the user agreed to, [] for nothing."""
    request = {name: query.get(name, "") for name in PARAMETERS}
    try:
        if ticked is None:
            answer = desk.apps.authorize(session, **request)
        elif ticked:
            answer = desk.apps.consent(session, ticked, **request)
        else:
            answer = desk.apps.decline(session, **request)
    except roster.Unauthenticated:
        return 303, {"Location": "/sign-in"}, ""
    if answer.outcome is roster.AuthorizationOutcome.consent_needed:
        return 200, {}, f"{answer.app.name} wants to: {', '.join(answer.missing)}"  # a form with a CSRF token
    if answer.outcome is roster.AuthorizationOutcome.refused:
        return 400, {}, answer.error_description
    return 303, {"Location": answer.redirect, "Referrer-Policy": "no-referrer"}, ""


def token(desk, form):
    """POST /token: client_id and client_secret are in the form, or the host took them from the Authorization header."""
    client, secret = form.get("client_id", ""), form.get("client_secret")
    if form.get("grant_type") == "authorization_code":
        answer = desk.apps.exchange_code(
            client,
            client_secret=secret,
            code=form.get("code", ""),
            redirect_uri=form.get("redirect_uri", ""),
            code_verifier=form.get("code_verifier", ""),
        )
    elif form.get("grant_type") == "refresh_token":
        answer = desk.apps.refresh(
            client, client_secret=secret, refresh_token=form.get("refresh_token", ""), scope=form.get("scope")
        )
    else:
        return 400, {}, {"error": "unsupported_grant_type"}
    headers = {"Cache-Control": "no-store"}
    if answer.error is not roster.OAuthError.none:
        return (
            answer.http_status,
            headers,
            {"error": answer.error.name, "error_description": answer.error_description},
        )
    members = ("access_token", "token_type", "expires_in", "refresh_token", "scope")
    return 200, headers, {name: getattr(answer, name) for name in members}


# [/endpoints]


@pytest.fixture
def desk(location, clock):
    with roster.open(location, clock=clock, issuer="https://desk.example") as directory:
        yield directory.create_account(name="Acme")


@pytest.fixture
def olga(desk):
    return desk.users.add(
        SYSTEM, first_name="Olga", email="olga@acme.example", role=roster.role.owner, start="active"
    )


@pytest.fixture
def owner(olga):
    return roster.Actor.user(olga)


@pytest.fixture
def session(desk, olga):
    desk.sessions.link_identity(SYSTEM, olga, "https://id.example", "42")
    return desk.sessions.sign_in_with_identity("https://id.example", "42").token


@pytest.fixture
def made(desk, owner):
    return desk.apps.create(
        owner, name="Exporter", redirect_uris=[CALLBACK], scopes=["tickets:read", "tickets:write"]
    )


@pytest.fixture
def query(made):
    return {
        "response_type": "code",
        "client_id": str(made.app.id),
        "redirect_uri": CALLBACK,
        "scope": "tickets:read tickets:write",
        "state": "a b",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }


def ask(made, **form):
    return {"client_id": str(made.app.id), "client_secret": made.secret, **form}


def code_form(made, code):
    return ask(made, grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER)


def let_in(desk, session, made, query):
    _, headers, _ = authorize(desk, session, query, ["tickets:read", "tickets:write"])
    return token(desk, code_form(made, dict(parse_qsl(urlsplit(headers["Location"]).query))["code"]))[2]


def test_BX_13_the_endpoints_of_a_host(desk, session, made, query, clock):
    assert authorize(desk, "", query) == (303, {"Location": "/sign-in"}, "")
    status, _, page = authorize(desk, session, query)
    assert (status, page) == (200, "Exporter wants to: tickets:read, tickets:write")
    assert authorize(desk, session, {**query, "redirect_uri": CALLBACK + "/"})[0] == 400
    status, headers, _ = authorize(desk, session, query, [])
    assert dict(parse_qsl(urlsplit(headers["Location"]).query))["error"] == "access_denied"

    status, headers, _ = authorize(desk, session, query, ["tickets:read"])
    answer = dict(parse_qsl(urlsplit(headers["Location"]).query))
    assert headers["Location"].startswith(CALLBACK + "?code=rcod_")
    assert (status, answer["state"], answer["iss"]) == (303, "a b", "https://desk.example")
    assert authorize(desk, session, {**query, "scope": "tickets:read"})[0] == 303

    form = code_form(made, answer["code"])
    assert token(desk, {**form, "client_secret": "x"})[0] == 401
    assert token(desk, {**form, "code_verifier": "a" * 43})[2]["error"] == "invalid_grant"
    assert token(desk, {**form, "grant_type": "password"})[2] == {"error": "unsupported_grant_type"}
    status, headers, tokens = token(desk, form)
    assert (status, headers) == (200, {"Cache-Control": "no-store"})
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 3600, "tickets:read")

    refresh = ask(made, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    newer = token(desk, refresh)[2]
    assert token(desk, refresh)[2] == newer
    clock.now += timedelta(seconds=30)
    assert token(desk, refresh)[2]["error"] == "invalid_grant"
    assert desk.sessions.validate(newer["access_token"]) is None
    kinds = [event.kind for event in desk.sessions.all_events(SYSTEM)]
    assert kinds == ["sessions.app_authorized", "sessions.app_token_reused"]


def test_BX_13_tokens_introspection_and_giving_back(desk, olga, session, made, query):
    tokens = let_in(desk, session, made, query)
    principal = desk.sessions.validate(tokens["access_token"])
    assert principal.credential is roster.Credential.app
    assert (principal.user_id, principal.app_id) == (olga.id, made.app.id)
    assert principal.session_id is None
    client = str(made.app.id)
    told = desk.apps.introspect(client, tokens["access_token"], client_secret=made.secret)
    assert (told.active, told.client_id, told.username) == (True, client, "olga@acme.example")
    assert told.user_id == olga.id
    assert told.issuer == "https://desk.example"
    assert desk.apps.introspect(client, tokens["access_token"]).error is roster.OAuthError.invalid_client
    assert desk.apps.look_up(SYSTEM, tokens["refresh_token"]).active is True
    assert desk.apps.look_up(SYSTEM, "nothing").active is False
    assert desk.apps.revoke_token(client, tokens["refresh_token"]) is roster.OAuthError.invalid_client
    assert (
        desk.apps.revoke_token(client, tokens["refresh_token"], client_secret=made.secret) is roster.OAuthError.none
    )
    assert desk.sessions.validate(tokens["access_token"]) is None


def test_HU_7_authorized_apps(desk, olga, owner, session, made, query):
    tokens = let_in(desk, session, made, query)
    (app,) = desk.apps.authorized(owner, olga)
    assert (app.name, app.scopes) == ("Exporter", ["tickets:read", "tickets:write"])
    assert app.last_used_at is None
    desk.apps.revoke(owner, olga, made.app)
    assert desk.sessions.validate(tokens["access_token"]) is None
    assert desk.apps.authorized(owner, olga) == []
    with pytest.raises(roster.NotFound) as caught:
        desk.apps.revoke(owner, olga, made.app.id)
    assert caught.value.reason == "apps.unknown"


def test_HU_15_my_apps(desk, olga, owner, made, clock):
    assert made.secret.startswith("rsec_")
    assert made.secret not in repr(made)
    assert made.app.kind is roster.AppKind.confidential
    changed = desk.apps.update(owner, made.app, name="Carrier", expected=1)
    assert (changed.name, changed.revision) == ("Carrier", 2)
    newer = desk.apps.rotate_secret(owner, made.app, overlap=timedelta(hours=1))
    assert newer.secret != made.secret
    assert newer.app.old_secret_until == clock.now + timedelta(hours=1)
    public = desk.apps.create(
        owner, name="Pocket", redirect_uris=["com.example.app:/x"], scopes=["a"], kind=roster.AppKind.public_client
    )
    assert public.secret == ""
    assert [app.name for app in desk.apps.list(owner, olga)] == ["Carrier", "Pocket"]
    assert [app.id for app in desk.apps.all_apps(SYSTEM)] == [made.app.id, public.app.id]
    page = desk.apps.all(owner, limit=1)
    assert (len(page.items), page.next is not None) == (1, True)
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.apps.create(owner, name="x", redirect_uris=["http://app.example/"], scopes=["a b"])
    assert [(fault.field, fault.reason) for fault in caught.value.fields] == [
        ("redirect_uris[0]", "invalid_address"),
        ("scopes[0]", "invalid_scope"),
    ]
    desk.apps.remove(owner, made.app)
    with pytest.raises(roster.NotFound):
        desk.apps.get(owner, made.app.id)
    assert desk.apps.get(owner, public.app).name == "Pocket"


def test_HU_15_a_key_for_other_things_registers_nothing(desk, owner):
    with pytest.raises(roster.PermissionDenied) as caught:
        desk.apps.create(owner.limited_to(["tickets:read"]), name="x", redirect_uris=[CALLBACK], scopes=["a"])
    assert caught.value.reason == "apps.not_permitted"
    assert desk.apps.create(
        owner.limited_to(["manage_apps"]), name="x", redirect_uris=[CALLBACK], scopes=["a"]
    ).secret


def test_the_policy_and_the_switch(desk, owner, session, made, query):
    policy = roster.policy.help_desk().replace(app_access_lifetime=timedelta(minutes=5))
    desk.update(SYSTEM, policy=policy)
    assert let_in(desk, session, made, query)["expires_in"] == 300
    desk.update(SYSTEM, features=roster.FeatureSwitches(apps=False))
    assert authorize(desk, session, query)[0] == 400
    with pytest.raises(roster.FailedPrecondition) as caught:
        desk.apps.create(owner, name="x", redirect_uris=[CALLBACK], scopes=["a"])
    assert caught.value.reason == "apps.switched_off"
