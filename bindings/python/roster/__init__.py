"""Roster: the people layer of support products.

    import roster

    with roster.open("desk.db") as directory:
        desk = directory.create_account(name="Acme", policy=roster.policy.help_desk())
        host = roster.Actor.system("setup")
        grace = desk.users.add(host, first_name="Grace", email="grace@acme.example", role=roster.role.owner)

Users, organizations and the rest are plain values with attributes. Where an id is expected, the record does as
well. Instants are aware datetimes in UTC, ids are uuid.UUID. Every failure is a roster.Error; each code has a class
of its own, and `fields` names every wrong field.
"""

from . import policy as policy
from . import role as role
from ._roster import *  # noqa: F403
from ._roster import __version__ as __version__
