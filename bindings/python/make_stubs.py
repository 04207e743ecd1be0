#!/usr/bin/env python3
"""Writes the package's stubs and docs/reference.md from what the built extension says of itself.

    PYTHONPATH=build/dev/python .venv/bin/python bindings/python/make_stubs.py [--check]

With --check nothing is written, and the exit status tells whether everything is fresh. `./dev generate` runs it.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "bindings/python/roster"
BY = "Written by make_stubs.py from the extension's own tables: change those, then run `./dev generate`."
MARK = f"# {BY}\n# ruff: noqa\n# fmt: off\n"
WIDTH = 116

Schema = dict[str, Any]

HEAD = f'''{MARK}import builtins
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from os import PathLike
from types import GenericAlias, TracebackType
from typing import Any, BinaryIO, ClassVar, Generic, Literal, TypeVar, final, overload
from uuid import UUID

from typing_extensions import Never, Self, TypeAlias

__version__: str
_Item_co = TypeVar("_Item_co", covariant=True)

@final
class Page(Generic[_Item_co]):
    """A part of a list: its items, and the cursor of the following page. Iterates over the items."""

    @property
    def items(self) -> list[_Item_co]:
        """The page's items."""
    @property
    def next(self) -> str | None:
        """The cursor of the following page; None at the end."""
    @property
    def has_more(self) -> bool:
        """Whether there is a following page."""
    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    @classmethod
    def __class_getitem__(cls, item: Any, /) -> GenericAlias: ...
    def __iter__(self) -> Iterator[_Item_co]: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> _Item_co: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[_Item_co]: ...
'''

ERROR = '''
class Error(Exception):
    """A call could not do what it was asked to; nothing of it was kept. Each code has a class of its own."""

    code: ClassVar[ErrorCode]
    reason: str
    fields: Sequence[FieldError]
    @property
    def message(self) -> str: ...
'''

RECORD_END = """    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
"""

# What the classes have beyond their calls.
EXTRAS = {
    "Directory": """    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
""",
    "User": '''    @property
    def display_name(self) -> str:
        """First and last name; the e-mail address of somebody without a name."""
''',
}


# ---- stubs ---------------------------------------------------------------------------------------------------


def short(annotation: str) -> str:
    """UserKind | Literal["staff", "customer"] has an alias of its own."""
    return re.sub(r"(\w+) \| Literal\[[^]]*]", r"_\1", annotation)


def docstring(text: str, indent: str) -> str:
    if len(indent) + len(text) + 6 <= WIDTH:
        return f'{indent}"""{text}"""\n'
    lines = textwrap.wrap(text, WIDTH - len(indent) - 3)
    return f'{indent}"""{lines[0]}\n' + "".join(f"{indent}{line}\n" for line in lines[1:]) + f'{indent}"""\n'


def enum_stub(one: Schema) -> str:
    names = ", ".join(f'"{name}"' for name, _ in one["values"])
    body = "".join(f'    {name} = "{name}"\n' for name, _ in one["values"])
    alias = f"_{one['name']}: TypeAlias = {one['name']} | Literal[{names}]\n"
    if len(alias) > WIDTH:
        alias = f"_{one['name']}: TypeAlias = (\n    {one['name']}\n    | Literal[\n"
        alias += "".join(f'        "{name}",\n' for name, _ in one["values"]) + "    ]\n)\n"
    return f"\nclass {one['name']}(enum.Enum):\n{body}\n{alias}"


def keywords(fields: list[Schema]) -> list[str]:
    return [f"{field['name']}: {short(field['input'])} = ..." for field in fields]


def function(name: str, parameters: list[str], result: str, doc: str, indent: str) -> str:
    head = f"{indent}def {name}({', '.join(parameters)}) -> {result}:"
    if len(head) > WIDTH:
        lines = "".join(f"{indent}    {one},\n" for one in parameters)
        head = f"{indent}def {name}(\n{lines}{indent}) -> {result}:"
    return f"{head}\n{docstring(doc, indent + '    ')}" if doc else f"{head} ...\n"


def record_stub(record: Schema) -> str:
    name, fields = record["name"], record["fields"]
    text = f"\n@final\nclass {name}:\n{docstring(record['doc'], '    ')}\n"
    text += function("__init__", ["self", "*", *keywords(fields)], "None", "", "    ")
    for field in fields:
        text += "    @property\n" + function(field["name"], ["self"], field["type"], field["meaning"], "    ")
    text += EXTRAS.get(name, "")
    text += function(
        "to_dict",
        ["self"],
        "dict[str, Any]",
        "Every field by its name, nested records as dictionaries; secrets are left out.",
        "    ",
    )
    text += function(
        "replace",
        ["self", "/", "*", *keywords(fields)],
        name,
        "A copy in which the given fields have other values.",
        "    ",
    )
    return text + RECORD_END


def call_parameters(call: Schema) -> list[str]:
    positional: list[str] = []
    named: list[str] = []
    spread: list[str] = []
    previous = ""
    for parameter in call["parameters"]:
        kind, default = parameter["kind"], parameter["default"]
        if previous == "positional" and kind != "positional":
            positional.append("/")
        previous = kind
        text = f"{parameter['name']}: {short(parameter['type'])}" + (f" = {default}" if default else "")
        if kind == "fields":
            spread += keywords(parameter["fields"])
        elif kind == "keyword":
            named.append(text)
        elif kind != "hidden":
            positional.append(text)
    if previous == "positional":
        positional.append("/")
    return positional + (["*"] if named or spread else []) + named + spread


def call_stub(call: Schema, indent: str) -> str:
    if call["is_property"]:
        return f"{indent}@property\n{function(call['name'], ['self'], call['result'], call['doc'], indent)}"
    parameters = call_parameters(call)
    if call["is_static"]:
        return f"{indent}@staticmethod\n{function(call['name'], parameters, call['result'], call['doc'], indent)}"
    return function(call["name"], [*(["self"] if indent else []), *parameters], call["result"], call["doc"], indent)


def service_stub(service: Schema) -> str:
    body = "".join(call_stub(call, "    ") for call in service["calls"])
    if any(call["name"] == "list" for call in service["calls"]):
        body = re.sub(r"\blist\[", "builtins.list[", body)
    doc = docstring(service["doc"], "    ")
    body = f"    def __init__(self, *args: Never, **kwargs: Never) -> None: ...\n{body}"
    return f"\n@final\nclass {service['name']}:\n{doc}\n{body}{EXTRAS.get(service['name'], '')}"


def extension_stub(schema: Schema) -> str:
    text = HEAD + "".join(enum_stub(one) for one in schema["enums"])
    text += "".join(record_stub(record) for record in schema["records"])
    text += ERROR + "".join(f"\nclass {name}(Error): ...\n" for name, _ in schema["errors"])
    text += "".join(service_stub(service) for service in schema["services"] if service["name"])
    for service in schema["services"]:
        if not service["name"]:
            text += "\n" + "".join(call_stub(call, "") for call in service["calls"])
    return text + "\ndef _schema() -> dict[str, Any]: ...\n"


def policy_stub(schema: Schema) -> str:
    presets = "".join(f"\ndef {name}() -> Policy: ...\n" for name in schema["presets"])
    return f"{MARK}from ._roster import Policy\n{presets}"


def role_stub(schema: Schema) -> str:
    roles = "".join(f"{name}: Final[UUID]\n" for name in schema["roles"])
    return f"{MARK}from typing import Final\nfrom uuid import UUID\n\n{roles}"


# ---- docs/reference.md ---------------------------------------------------------------------------------------

REFERENCE = f"""# Reference

<!-- {BY} -->

Every record, its fields, and every enum. The names are the same in C++, C, JSON, SQL, the history and Python; where
Python's type differs from the C++ type both are given. A field that is *derived* is computed at every read and not
stored, an *untracked* one is bookkeeping that the history leaves out, a *secret* one is shown nowhere.
"""


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def fields_table(fields: list[Schema], python: str) -> str:
    text = "| field | C++ | Python | meaning |\n|---|---|---|---|\n"
    for field in fields:
        traits = f" *({', '.join(field['traits'])})*" if field["traits"] else ""
        annotation = short(field[python]).replace("_", "", 1) if python == "input" else field[python]
        meaning = cell(field["meaning"]) + traits
        text += f"| `{field['name']}` | `{field['cpp']}` | `{cell(annotation)}` | {meaning} |\n"
    return text


def reference(schema: Schema) -> str:
    text = REFERENCE + "\n## Records\n"
    for record in schema["records"]:
        text += f"\n### {record['name']}\n\n{record['doc']}\n\n{fields_table(record['fields'], 'type')}"
    text += "\n## What lists, imports and copies are asked with\n"
    for service in schema["services"]:
        for call in service["calls"]:
            for parameter in call["parameters"]:
                if parameter["name"] in ("query", "settings") and parameter["fields"]:
                    text += f"\n### {'.'.join(filter(None, (service['name'], call['name'])))}\n\n"
                    text += fields_table(parameter["fields"], "input")
    text += "\n## Enums\n\nThe numbers are stored and travel through C; Python and JSON use the names.\n"
    for one in schema["enums"]:
        values = ", ".join(f"`{name}` {number}" for name, number in one["values"])
        text += f"\n### {one['name']}\n\n{values}\n"
    text += "\n## Policies and roles\n\nPresets: " + ", ".join(f"`{name}`" for name in schema["presets"]) + ".\n\n"
    return text + "Built-in roles: " + ", ".join(f"`{name}`" for name in schema["roles"]) + ".\n"


# ---- everything ----------------------------------------------------------------------------------------------


def generated(schema: Schema) -> dict[str, str]:
    """The text of every generated file by its path in the project."""
    return {
        f"{PACKAGE}/_roster.pyi": extension_stub(schema),
        f"{PACKAGE}/policy.pyi": policy_stub(schema),
        f"{PACKAGE}/role.pyi": role_stub(schema),
        "docs/reference.md": reference(schema),
    }


def stale(schema: Schema) -> list[str]:
    """The generated files that are not what they would be now."""
    files = generated(schema).items()
    return [path for path, text in files if not (ROOT / path).exists() or (ROOT / path).read_text("utf-8") != text]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is stale")
    check = parser.parse_args().check
    sys.path.remove(str(Path(__file__).parent))  # the built package is wanted, not the sources beside this script
    from roster import _roster

    schema = _roster._schema()
    found = stale(schema)
    for path in found:
        print(("stale: " if check else "wrote ") + path)
        if not check:
            (ROOT / path).write_text(generated(schema)[path], "utf-8")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main())
