"""Only actions change things, and what an action does is whole and remembered."""

import ast
from pathlib import Path

import pytest

from tests.house.reading import PACKAGE, called, listed, name_of, python_files, short, tree

WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete"}
WRITES |= {"get_or_create", "update_or_create", "create_user"}
MAY_WRITE = {"actions", "actions.py", "arrivals", "arrivals.py", "migrations", "tests", "demo", "sample", "bench"}
# The memory is what actions write with, and it marks its deliveries itself;
# an account is made by its manager, as Django and the sign-in expect.
NAMED_EXCEPTIONS = {"tongzhuo/kernel/memory.py", "tongzhuo/people/models.py"}


def writes(module: ast.AST) -> list[str]:
    """Calls that look like the ORM writing: no file-like argument to save, no dict to update."""
    plain = _plain_mappings(module)
    return [
        f"line {call.lineno}: .{call.func.attr}()"
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and _writes_rows(call, call.func.attr)
        if name_of(call.func.value) not in plain
    ]


def _plain_mappings(module: ast.AST) -> set[str]:
    """Names that are given a dict or a counter: their `update` is no writing."""
    given = [node for node in ast.walk(module) if isinstance(node, ast.Assign)]
    return {
        name_of(target)
        for node in given
        for target in node.targets
        if isinstance(node.value, ast.Dict)
        or (isinstance(node.value, ast.Call) and name_of(node.value.func) in {"dict", "Counter"})
    } - {""}


def _writes_rows(call: ast.Call, name: str) -> bool:
    if name not in WRITES:
        return False
    if name in {"save", "delete", "update"}:  # an image's save, a cache's delete, a dict's update have arguments
        return not call.args and (name != "update" or bool(call.keywords))
    return True


def test_only_actions_write_rows():
    found = {
        short(path): writes(tree(path))
        for path in python_files()
        if not MAY_WRITE & set(path.parts) and short(path) not in NAMED_EXCEPTIONS
    }
    assert not listed(found), listed(found)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("need.save()", 1),
        ("need.save(update_fields=['state'])", 1),
        ("Need.objects.create(title='x')", 1),
        ("Need.objects.filter(pk=1).update(state='met')", 1),
        ("Need.objects.filter(pk=1).delete()", 1),
        ("Need.objects.bulk_create(rows)", 1),
        ("image.save(buffer, 'JPEG')", 0),
        ("facts.update(other)", 0),
        ("counts = Counter()\ncounts.update(new=1)", 0),
        ("needs = Need.objects.all()\nneeds.update(state='met')", 1),
        ("cache.delete('key')", 0),
    ],
)
def test_a_writing_line_is_recognised(line, found):
    assert len(writes(ast.parse(line))) == found


def action_modules() -> list[Path]:
    found = [*PACKAGE.glob("*/actions.py"), *PACKAGE.glob("*/actions/*.py")]
    found += [*PACKAGE.glob("*/arrivals.py"), *PACKAGE.glob("*/arrivals/*.py")]
    return [path for path in sorted(found) if path.name != "__init__.py" and short(path) not in JOURNALS]


# How far an import has come is nobody's act: the rooms record what each of its batches did.
JOURNALS = {"tongzhuo/imports/arrivals.py"}
# Questions that the importers ask before they write; they change nothing.
QUESTIONS = {"parent_path"}


def public(path: Path) -> set[str]:
    """The actions of a module: what its package exports, or whatever is not private."""
    package = path.with_name("__init__.py")
    if path.parent.name in {"actions", "arrivals"} and package.exists():
        exported = {
            alias.name for node in ast.walk(tree(package)) if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        if exported:
            return exported
    return {
        node.name for node in tree(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def faults_of_actions(module: ast.Module, names: set[str], helpers: dict[str, ast.FunctionDef]) -> list[str]:
    """What keeps a public function of this module from being an action."""
    found = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name in names - QUESTIONS]
    return [f"{function.name} {fault}" for function in found for fault in _faults(function, helpers)]


def _faults(function: ast.FunctionDef, helpers: dict[str, ast.FunctionDef]) -> list[str]:
    reached = _reached(function, helpers)
    faults = []
    if not _whole(function) and (writes(function) or not any(map(_whole, reached))):
        faults.append("is not one transaction")
    if not any(
        argument.arg == "by" and name_of(argument.annotation) == "Viewer" for argument in function.args.kwonlyargs
    ):
        faults.append("has no keyword-only `by: Viewer`")
    if len(function.args.args) > 1:
        faults.append("takes more than its thing by position")
    if not any("record" in called(node) for node in reached):
        faults.append("records no line")
    return faults


def _whole(function: ast.FunctionDef) -> bool:
    """One transaction by its decorator, or by a block inside."""
    blocks = [item.context_expr for node in ast.walk(function) if isinstance(node, ast.With) for item in node.items]
    return "atomic" in {name_of(getattr(mark, "func", mark)) for mark in [*function.decorator_list, *blocks]}


def _reached(function: ast.FunctionDef, helpers: dict[str, ast.FunctionDef]) -> list[ast.FunctionDef]:
    """The function and every function of its room's actions that it calls, however indirectly."""
    found, ahead = {function.name: function}, [function]
    while ahead:
        for name in called(ahead.pop()) & helpers.keys() - found.keys():
            found[name] = helpers[name]
            ahead.append(helpers[name])
    return list(found.values())


def functions_of_room(path: Path) -> dict[str, ast.FunctionDef]:
    inside = path.parent.glob("*.py") if path.parent.name in {"actions", "arrivals"} else [path]
    return {node.name: node for file in inside for node in tree(file).body if isinstance(node, ast.FunctionDef)}


def test_every_action_is_one_transaction_by_a_viewer_and_records_a_line():
    found = {
        short(path): faults_of_actions(tree(path), public(path), functions_of_room(path)) for path in action_modules()
    }
    assert not listed(found), listed(found)


GOOD = """
@transaction.atomic
def confirm_need(need: Need, *, by: Viewer) -> Need:
    return _write(need)

def _write(need):
    need.save()
    record(by=by, did="need.confirmed", on=need)
"""


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        (GOOD, []),
        (GOOD.replace("@transaction.atomic", ""), ["confirm_need is not one transaction"]),
        (GOOD.replace("*, by: Viewer", "*, at: dt.datetime"), ["confirm_need has no keyword-only `by: Viewer`"]),
        (
            GOOD.replace("need: Need, *", "need: Need, other: Need, *"),
            ["confirm_need takes more than its thing by position"],
        ),
        (GOOD.replace("record(", "forget("), ["confirm_need records no line"]),
    ],
)
def test_a_faulty_action_is_recognised(source, faults):
    module = ast.parse(source)
    helpers = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    assert faults_of_actions(module, {"confirm_need"}, helpers) == faults
