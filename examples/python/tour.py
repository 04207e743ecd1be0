"""The tour: a directory, a tenant, a few people. Run it with a file name to keep the store."""

import sys

import roster

# [tour]
with roster.open(sys.argv[1] if len(sys.argv) > 1 else ":memory:") as directory:
    desk = directory.create_account(name="Acme", policy=roster.policy.help_desk())
    system = roster.Actor.system("setup")
    ada = desk.users.add(system, first_name="Ada", email="ada@acme.example", role=roster.role.owner, start="active")
    owner = roster.Actor.user(ada)
    grace = desk.users.add(owner, first_name="Grace", email="grace@acme.example", labels=["night shift"])
    grace = desk.users.update(owner, grace, last_name="Hopper", time_zone="America/New_York")
    for user in desk.users.all(owner, labels=["night shift"]):
        print(user.number, user.display_name, "is", user.status.name)
    for entry in desk.history.all_of_user(owner, grace):
        print(entry.at.isoformat(), f"{entry.actor_name}: {entry.verb}")
# [/tour]
