"""BX-15: people from files."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import textwrap

import pytest
import roster
from conftest import DATA, ENVIRONMENT

PEOPLE = DATA / "people.csv"
CSV = (
    b"email,first_name,Title\na@example.com,Ann,Boss\nno address,Bob,\n"
    b"c@example.com,Cy,Clerk\na@example.com,Ann again,\n"
)


def test_BX_15_other_delimiters(desk, owner):
    done = desk.imports.run(
        owner, io.BytesIO(b"email;pronouns\na@example.com;she/her\n"), key="k", format="csv", delimiter=";"
    )
    assert done.added == 1
    assert desk.users.get_by_email(owner, "a@example.com").pronouns == "she/her"
    with pytest.raises(roster.InvalidArgument) as wrong:
        desk.imports.run(owner, io.BytesIO(b"email\n"), key="l", format="csv", delimiter="||")
    assert wrong.value.reason == "imports.delimiter"


def test_BX_15_a_file_by_its_path(desk, owner, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(CSV)
    seen, faults = [], []
    done = desk.imports.run(
        owner, path, key="k", columns={"Title": "job_title"}, progress=seen.append, on_fault=faults.append
    )
    assert (done.rows, done.added, done.failed) == (4, 2, 2)
    assert (done.key, done.status, done.format) == ("k", roster.ImportStatus.finished, roster.ImportFormat.csv)
    assert desk.users.get_by_email(owner, "a@example.com").job_title == "Boss"
    assert [(fault.line, fault.field, fault.reason) for fault in faults] == [
        (3, "email", "invalid_email"),
        (5, "email", "taken"),
    ]
    assert desk.imports.faults(owner, done).items == list(desk.imports.all_faults(owner, done.id)) == faults
    assert seen[-1] == roster.ImportProgress(rows=4, added=2, failed=2, position=len(CSV))
    assert desk.imports.find(owner, "k") == done
    assert desk.imports.find(owner, "other") is None


def test_BX_15_the_examples_people(desk, owner):
    if not PEOPLE.exists():
        pytest.skip("examples/data/people.csv is not there")
    lines = []
    done = desk.imports.run(
        owner, str(PEOPLE), key="people", batch_rows=100, on_fault=lambda fault: lines.append(fault.line)
    )
    assert done.rows >= 1000 and done.added + done.failed == done.rows and 0 < done.failed < 100
    assert lines == sorted(lines) and len(set(lines)) == done.failed
    assert len(list(desk.users.all(owner, kind="customer"))) + desk.users.seats(owner).used - 1 == done.added


def test_BX_15_file_objects_and_json_lines(desk, owner, tmp_path):
    lines = "".join(json.dumps({"email": f"p{n}@example.com", "first_name": "Zoë"}) + "\n" for n in range(10))
    done = desk.imports.run(owner, io.BytesIO(lines.encode()), key="bytes", format="json_lines")
    assert done.added == 10
    path = tmp_path / "more.jsonl"
    path.write_text(lines.replace("@", "@more."))
    with path.open("rb") as file:
        assert desk.imports.run(owner, file, key="file", kind=roster.UserKind.customer).added == 10
    with open(path, "rb", buffering=0) as raw:
        assert desk.imports.run(owner, raw, key="raw").failed == 10


def test_BX_15_the_format_must_be_known(desk, owner):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.imports.run(owner, io.BytesIO(CSV), key="k")
    assert caught.value.fields[0].field == "format"


def test_BX_15_settings_are_checked(desk, owner, tmp_path):
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.imports.run(owner, io.BytesIO(CSV), format="csv", batch_rows=0)
    assert {fault.field for fault in caught.value.fields} == {"key", "batch_rows"}
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.imports.run(owner, io.BytesIO(CSV), key="k", format="csv", columns={"Title": "shoe_size"})
    assert [(fault.field, fault.reason) for fault in caught.value.fields] == [("columns", "unknown_field")]
    with pytest.raises(roster.NotFound) as missing:
        desk.imports.run(owner, tmp_path / "none.csv", key="k")
    assert missing.value.reason == "imports.no_file"
    for wrong in (7, None, b"people.csv"):
        with pytest.raises(TypeError, match="'source' must be"):
            desk.imports.run(owner, wrong, key="k")
    for wrong in ("x", 7):
        with pytest.raises(TypeError, match="'progress' must be"):
            desk.imports.run(owner, io.BytesIO(CSV), key="k", format="csv", progress=wrong)
    with pytest.raises(TypeError, match=r"'columns\[\"a\"]' must be str"):
        desk.imports.run(owner, io.BytesIO(CSV), key="k", format="csv", columns={"a": 1})


def many(rows: int) -> bytes:
    return b"email\n" + b"".join(b"p%d@example.com\n" % n for n in range(rows))


def test_BX_15_progress_stops_it_and_it_is_resumed(desk, owner):
    with pytest.raises(roster.Cancelled):
        desk.imports.run(
            owner,
            io.BytesIO(many(50)),
            key="k",
            format="csv",
            batch_rows=10,
            progress=lambda so_far: so_far.rows < 20,
        )
    interrupted = desk.imports.find(owner, "k")
    assert interrupted is not None
    assert (interrupted.status, interrupted.rows) == (roster.ImportStatus.running, 20)
    with pytest.raises(roster.InvalidArgument) as caught:
        desk.imports.run(owner, io.BytesIO(CSV), key="k", format="csv")
    assert caught.value.reason == "imports.other_source"
    resumed = desk.imports.run(owner, io.BytesIO(many(50)), key="k", format="csv")
    assert (resumed.id, resumed.rows, resumed.added, resumed.failed) == (interrupted.id, 50, 50, 0)
    assert desk.imports.run(owner, io.BytesIO(many(50)), key="k", format="csv") == resumed


class Stop(Exception):
    pass


def raises(*_):
    raise Stop("from the callback")


@pytest.mark.parametrize("callback", ["progress", "on_fault"])
def test_what_callbacks_raise_comes_out_unchanged(desk, owner, callback):
    with pytest.raises(Stop, match="from the callback") as caught:
        desk.imports.run(owner, io.BytesIO(CSV), key="k", format="csv", **{callback: raises})
    assert caught.value.__cause__ is None
    assert desk.imports.run(owner, io.BytesIO(CSV), key="k", format="csv").added == 2


def test_what_a_file_raises_comes_out_unchanged(desk, owner):
    class Broken:
        read = staticmethod(raises)

    with pytest.raises(Stop):
        desk.imports.run(owner, Broken(), key="k", format="csv")


@pytest.mark.parametrize("given, error", [("text", TypeError), (None, TypeError), (b"x" * 10_000_000, ValueError)])
def test_files_that_give_no_bytes(desk, owner, given, error):
    class Odd:
        def read(self, size):
            return given

    with pytest.raises(error, match=r"read\(\)"):
        desk.imports.run(owner, Odd(), key="k", format="csv")


def test_callbacks_may_use_the_store(desk, owner):
    seen = []
    desk.imports.run(
        owner,
        io.BytesIO(many(30)),
        key="k",
        format="csv",
        batch_rows=10,
        progress=lambda so_far: seen.append(len(list(desk.users.all(owner, kind="customer")))),
    )
    assert seen[:3] == [10, 20, 30]


def test_BX_15_agents_may_not(desk, host, grace):
    desk.users.accept(host, grace)
    with pytest.raises(roster.PermissionDenied):
        desk.imports.run(roster.Actor.user(grace), io.BytesIO(CSV), key="k", format="csv")


@pytest.mark.parametrize("source", ["path", "file"])
def test_ctrl_c_ends_a_long_import(tmp_path, location, source):
    program = textwrap.dedent(f"""
        import roster, sys
        rows = b"email\\n" + b"".join(b"p%d@example.com\\n" % n for n in range(400_000))
        open("many.csv", "wb").write(rows)
        with roster.open({location!r}) as directory:
            desk = directory.create_account(name="Acme", policy=roster.policy.crm())
            print("ready", flush=True)
            try:
                source = "many.csv" if {source == "path"} else open("many.csv", "rb")
                desk.imports.run(roster.Actor.system(), source, key="k")
            except KeyboardInterrupt:
                print("stopped", desk.imports.find(roster.Actor.system(), "k").status.name, flush=True)
    """)
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        try:
            child.wait(timeout=0.7)
            pytest.fail("the import was over too soon to be interrupted")
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == "stopped running\n"
        assert child.wait(timeout=20) == 0
