"""What the tests share: a clock that stands still until it is moved, a store in memory, a tenant, an owner."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import hypothesis
import pytest
import roster

hypothesis.settings.register_profile("roster", database=None, deadline=None, max_examples=60)
hypothesis.settings.load_profile("roster")

SOURCE = Path(os.environ.get("ROSTER_SOURCE_DIR", Path(__file__).resolve().parents[2]))
DATA = Path(os.environ.get("ROSTER_EXAMPLES_DATA", SOURCE / "examples" / "data"))
# For programs that the tests start: the package under test, whatever their working directory.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(roster.__file__).absolute().parents[1])}


# A shell command that prints where a new, empty store is, each time another one: tests/tools/postgres.cpp sets it.
# Without it the stores are SQLite's.
STORES = os.environ.get("ROSTER_TEST_STORES", "")


def new_store(otherwise: str | Path) -> str:
    """The location of a new, empty store."""
    if not STORES:
        return str(otherwise)
    return subprocess.run(STORES, shell=True, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: about SQLite's files, so not run over another engine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not STORES:
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("sqlite")])
    items[:] = [item for item in items if not item.get_closest_marker("sqlite")]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def directory(clock: Clock) -> Iterator[roster.Directory]:
    with roster.open(new_store(":memory:"), clock=clock) as opened:
        yield opened


@pytest.fixture
def location(tmp_path: Path) -> str:
    """Where a new, empty store is that outlives its being closed."""
    return new_store(tmp_path / "desk.db")


@pytest.fixture
def desk(directory: roster.Directory) -> roster.Account:
    return directory.create_account(name="Acme", policy=roster.policy.help_desk())


@pytest.fixture
def host() -> roster.Actor:
    return roster.Actor.system("test")


@pytest.fixture
def owner(desk: roster.Account, host: roster.Actor) -> roster.Actor:
    ada = desk.users.add(
        host,
        first_name="Ada",
        last_name="Lovelace",
        email="ada@acme.example",
        role=roster.role.owner,
        start="active",
    )
    return roster.Actor.user(ada)


@pytest.fixture
def grace(desk: roster.Account, owner: roster.Actor) -> roster.User:
    return desk.users.add(
        owner, first_name="Grace", last_name="Hopper", email="grace@acme.example", role=roster.role.user
    )
