"""Threads: the GIL is released around storage, and everything may be used from anywhere."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import roster
from conftest import ENVIRONMENT


@pytest.fixture
def desk_on_disk(location):
    with roster.open(location) as directory:
        yield directory.create_account(name="Acme", policy=roster.policy.crm())


def test_eight_threads_add_at_once(desk_on_disk, host):
    def add(thread: int) -> list[int]:
        return [
            desk_on_disk.users.add(host, kind="customer", email=f"p{thread}-{n}@example.com").number
            for n in range(50)
        ]

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(number for part in pool.map(add, range(8)) for number in part)
    assert numbers == list(range(1, 401))


def test_of_many_who_want_one_address_one_gets_it(desk_on_disk, host):
    def add(_: int) -> str:
        try:
            return desk_on_disk.users.add(host, kind="customer", email="one@example.com").email
        except roster.AlreadyExists as error:
            return error.reason

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(add, range(32)))
    assert found == ["one@example.com"] + ["users.taken"] * 31


def test_the_gil_is_released_while_a_call_runs(desk_on_disk, host):
    ticks = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    other = threading.Thread(target=tick)
    other.start()
    begun = time.monotonic()
    desk_on_disk.imports.run(
        host,
        io.BytesIO(b"email\n" + b"".join(b"p%d@example.com\n" % n for n in range(5000))),
        key="k",
        format="csv",
        batch_rows=5000,
    )
    ended = time.monotonic()
    done.set()
    other.join()
    during = [tick for tick in ticks if begun < tick < ended]
    longest = max(b - a for a, b in zip([begun, *during], [*during, ended]))
    assert longest < (ended - begun) * 0.7, (
        f"the other thread stood still for {longest:.3f} s of {ended - begun:.3f} s"
    )


def test_a_python_clock_under_load_does_not_deadlock(location, clock, host):
    with roster.open(location, clock=clock) as directory:
        desk = directory.create_account(name="Acme", policy=roster.policy.crm())
        with ThreadPoolExecutor(8) as pool:
            added = pool.map(lambda n: desk.users.add(host, kind="customer", email=f"p{n}@example.com"), range(100))
            assert {user.created_at for user in added} == {clock.now}


def test_a_clock_that_raises_fails_its_own_call_only(location, clock, host):
    angry = threading.local()

    def moody():
        if getattr(angry, "now", False):
            raise ZeroDivisionError
        return clock.now

    with roster.open(location, clock=moody) as directory:
        desk = directory.create_account(name="Acme", policy=roster.policy.crm())

        def add(n: int) -> None:
            desk.users.add(host, kind="customer", email=f"p{n}@example.com")

        angry.now = True
        with pytest.raises(ZeroDivisionError):
            add(0)
        angry.now = False
        add(1)
        assert [user.email for user in desk.users.all(host)] == ["p1@example.com"]


@pytest.mark.parametrize("clock", ["", ", clock=lambda: datetime(2024, 5, 6, tzinfo=timezone.utc)"])
@pytest.mark.parametrize("close", ["", "directory.close()"])
def test_the_interpreter_may_end_while_daemon_threads_are_in_a_call(tmp_path, location, clock, close):
    program = textwrap.dedent(f"""
        import roster, threading, time
        from datetime import datetime, timezone
        directory = roster.open({location!r}{clock})
        desk = directory.create_account(name="Acme", policy=roster.policy.crm())
        host = roster.Actor.system()
        def work(thread):
            for n in range(1_000_000):
                desk.users.add(host, kind="customer", email=f"p{{thread}}-{{n}}@example.com")
        for thread in range(4):
            threading.Thread(target=work, args=(thread,), daemon=True).start()
        threading.excepthook = lambda _: None
        time.sleep(0.2)
        {close}
        print("bye")
    """)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "bye\n", "")


def test_closing_waits_for_calls_under_way(location, host):
    directory = roster.open(location)
    desk = directory.create_account(name="Acme", policy=roster.policy.crm())
    outcomes = []

    def add(thread: int) -> None:
        try:
            for n in range(10_000):
                desk.users.add(host, kind="customer", email=f"p{thread}-{n}@example.com")
                outcomes.append("added")
        except roster.FailedPrecondition as error:
            outcomes.append(error.reason)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    directory.close()
    for thread in threads:
        thread.join()
    assert outcomes.count("storage.closed") == 4
    with roster.open(location) as again:
        same = again.account(desk.id)
        assert len(list(same.users.all(host))) == outcomes.count("added")


def test_a_walk_shared_by_threads_gives_each_item_once(desk_on_disk, host):
    rows = b"email\n" + b"".join(b"p%d@example.com\n" % n for n in range(1000))
    desk_on_disk.imports.run(host, io.BytesIO(rows), key="k", format="csv")
    walk = desk_on_disk.users.all(host)
    lock = threading.Lock()

    def take(_: int) -> list[int]:
        found = []
        while True:
            with lock:
                user = next(walk, None)
            if user is None:
                return found
            found.append(user.number)

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(number for part in pool.map(take, range(4)) for number in part)
    assert numbers == list(range(1, 1001))
