"""A host that uses the installed Python package."""

import roster

with roster.open(":memory:") as directory:
    desk = directory.create_account(name="Acme")
    ada = desk.users.add(
        roster.Actor.system("setup"), first_name="Ada", email="ada@acme.example", role=roster.role.owner
    )
    print("python:", roster.__file__, ada)
    assert ada.number == 1
