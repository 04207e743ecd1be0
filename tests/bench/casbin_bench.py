#!/usr/bin/env python3
"""pycasbin on the rules of roles_bench.cpp: `pip install casbin` into a throw-away environment, then run this file.

There is no packaged casbin for C++, so this is Python's: compare how the time grows with the rules, not the times.
"""

import time

import casbin  # type: ignore[import-not-found]

MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
"""


def main() -> None:
    for rules in (10, 1_000, 10_000, 100_000):
        model = casbin.Model()
        model.load_model_from_text(MODEL)
        enforcer = casbin.Enforcer(model)
        enforcer.add_policies([[f"user{n % max(1, rules // 10)}", "account", f"act{n % 46}", "deny" if n % 3 == 0 else "allow"] for n in range(rules)])
        enforcer.add_grouping_policy("user0", "role_user")
        times = max(3, 20_000 // rules)
        begin = time.perf_counter()
        for n in range(times):
            enforcer.enforce("user0", "account", f"act{n % 46}")
        print(f"{rules:>7} rules: {(time.perf_counter() - begin) / times * 1e6:12.1f} us an answer")


if __name__ == "__main__":
    main()
