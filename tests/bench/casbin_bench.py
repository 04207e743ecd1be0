#!/usr/bin/env python3
"""One answer of pycasbin, for roles_bench.cpp, which runs this and hands over its own rules on standard input.

A line is "p,<who>,<permission>,<allow or deny>" or "g,<user>,<role or group>"; the last one "ask,<user>,<permission>,…".
Prints the seconds that one answer took. There is no packaged casbin for C++, so this is Python's: compare how the time
grows with the rules, not the times.
"""

import sys
import time

import casbin  # type: ignore[import-not-found]

MODEL = """
[request_definition]
r = sub, act
[policy_definition]
p = sub, act, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && g(r.sub, p.sub)
"""


def main() -> None:
    policies: list[list[str]] = []
    groupings: list[list[str]] = []
    user, asked = "", [""]
    for line in sys.stdin:
        kind, *rest = line.rstrip("\n").split(",")
        if kind == "p":
            policies.append(rest)
        elif kind == "g":
            groupings.append(rest)
        else:
            user, *asked = rest
    model = casbin.Model()
    model.load_model_from_text(MODEL)
    enforcer = casbin.Enforcer(model)
    enforcer.add_policies(policies)
    enforcer.add_grouping_policies(groupings)
    times = max(3, 20_000 // len(policies))
    begin = time.perf_counter()
    for n in range(times):
        enforcer.enforce(user, asked[n % len(asked)])
    print((time.perf_counter() - begin) / times)


if __name__ == "__main__":
    main()
