"""The package as its users get it: stubs, types, docs, the example."""

from __future__ import annotations

import importlib.util
import inspect
import re
import subprocess
import sys
from types import ModuleType

import pytest
import roster
from conftest import ENVIRONMENT, SOURCE
from roster import _roster

TOUR = SOURCE / "examples" / "python" / "tour.py"


@pytest.fixture(scope="module")
def make_stubs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_stubs", SOURCE / "bindings" / "python" / "make_stubs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=SOURCE, env={**ENVIRONMENT, **environment}
    )


def test_stubs_and_reference_are_fresh(make_stubs):
    stale = make_stubs.stale(_roster._schema())
    assert stale == [], f"not what the field tables give now: {', '.join(stale)}. `./dev generate` refreshes them."


def test_generated_files_have_no_line_that_is_too_long(make_stubs):
    for path, text in make_stubs.generated(_roster._schema()).items():
        if path.endswith(".pyi"):
            assert [line for line in text.splitlines() if len(line) > 120] == []


def test_stubs_are_what_the_extension_is(tmp_path):
    allowed = tmp_path / "allowed"
    allowed.write_text("roster\\._roster\\.[A-Z]\\w+\n")  # the metaclass is pybind11's own
    checked = run("-m", "mypy.stubtest", "roster", "--concise", "--allowlist", str(allowed))
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    "script, fault",
    [
        (TOUR.read_text(), None),
        ("users.add(actor, first_name='Grace', labels={'a'}, organization=organization, kind='customer')", None),
        ("page: roster.Page[roster.User] = users.list(actor, status=roster.UserStatus.active, limit=3)", None),
        ("for user in users.all(actor, role=roster.role.owner): print(user.created_at.tzinfo, user.id.hex)", None),
        ("users.add(actor, emial='x')", 'Unexpected keyword argument "emial"'),
        ("users.add(actor, first_name=3)", 'Argument "first_name"'),
        ("users.get(actor, organization)", 'Argument 2 to "get"'),
        ("users.get('system', user)", 'Argument 1 to "get"'),
        ("users.list(actor, status='activ')", 'Argument "status"'),
        ("user.first_name = 'Grace'", "read-only"),
        ("users.update(actor, user, organization=group)", 'Argument "organization"'),
    ],
)
def test_mypy_strict_accepts_and_refuses(tmp_path, script, fault):
    if script != TOUR.read_text():
        script = (
            "import roster\n\ndef f(users: roster.Users, user: roster.User, actor: roster.Actor,\n"
            f"      organization: roster.Organization, group: roster.Group) -> None:\n    {script}\n"
        )
    path = tmp_path / "script.py"
    path.write_text(script)
    checked = run(
        "-m",
        "mypy",
        "--config-file=",
        "--strict",
        "--cache-dir",
        str(SOURCE / "build" / ".mypy_cache" / "scripts"),
        str(path),
        MYPYPATH=str(SOURCE / "bindings" / "python"),
    )
    if fault is None:
        assert checked.returncode == 0, checked.stdout + checked.stderr
    else:
        assert fault in checked.stdout and "Found 1 error" in checked.stdout, checked.stdout + checked.stderr


def test_help_knows_the_parameters():
    assert list(inspect.signature(roster.Users.update).parameters)[:5] == [
        "self",
        "actor",
        "id",
        "expected",
        "kind",
    ]
    assert str(inspect.signature(roster.Users.seats)) == "(self, actor, /)"
    assert "HU-1" in (roster.Users.add.__doc__ or "")
    assert str(inspect.signature(roster.open)) == (
        "(location, /, *, create=True, read_only=False, clock=None, entropy=None, "
        "standby=None, max_staleness=None, product=None, invitation_link=None, reset_link=None, keys=None, issuer=None, "
        "rp_id=None, rp_name=None, origins=(), permissions=None, "
        "place_file=None, device_file=None, validated_tokens=None, parallel_hashes=None, hashing_memory=None, place=None)"
    )


def test_no_field_is_named_by_hand_in_the_bindings():
    by_hand = {"FieldError", "ImportProgress", "Restored"}  # structs of the C++ API that have no field table
    text = "".join(path.read_text() for path in (SOURCE / "bindings" / "python" / "src").glob("*.?pp"))
    named = {
        f"{record['name']}.{field['name']}"
        for record in _roster._schema()["records"]
        if record["name"] not in by_hand
        for field in record["fields"]
        if re.search(rf"\b{record['name']}(Fields<\w+>)?::{field['name']}\b", text)
    }
    assert named == set()


def test_every_call_says_what_it_does():
    for service in _roster._schema()["services"]:
        for call in service["calls"]:
            assert call["doc"].endswith("."), f"{service['name']}.{call['name']}"


def test_the_version_is_the_projects():
    assert f"VERSION {roster.__version__} " in (SOURCE / "CMakeLists.txt").read_text()


def test_modules_and_names():
    from roster import policy, role
    from roster.policy import crm
    from roster.role import owner

    assert crm() == policy.crm() and owner == role.owner
    assert {"owner", "administrator", "user", "light_user"} <= set(dir(role))


def test_the_tour_runs_and_prints():
    done = run(str(TOUR))
    assert done.returncode == 0, done.stderr
    assert re.match(r"2 Grace Hopper is invited\n\S+ Ada: users.update\n\S+ Ada: users.add\n$", done.stdout)


def test_the_tour_keeps_a_store_where_it_is_told_to(location):
    assert run(str(TOUR), location).returncode == 0
    with roster.open(location, create=False) as directory:
        assert [record.name for record in directory.accounts()] == ["Acme"]


def test_the_tour_has_its_marked_block():
    block = re.search(r"# \[tour]\n(.*?)# \[/tour]", TOUR.read_text(), re.S)
    assert block is not None and 8 <= len(block[1].splitlines()) <= 12
