"""Functions, files and rooms that a newcomer can read in one sitting."""

import ast
from pathlib import Path

from tests.house.reading import PACKAGE, functions, is_test, listed, python_files, rooms, short, tree

LINES_OF_FUNCTION = 60
LINES_OF_FILE = 400
LINES_OF_ROOM = 2500
LINES_OF_KERNEL = 500


def long_functions(module: ast.Module) -> list[str]:
    return [
        f"{function.name}: {length}"
        for function in functions(module)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LINES_OF_FUNCTION
    ]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_function_is_too_long():
    found = {short(path): long_functions(tree(path)) for path in python_files(tests=True)}
    assert not listed(found), listed(found)


def test_a_long_function_is_recognised():
    assert long_functions(ast.parse("def far():\n" + "    step()\n" * 60)) == ["far: 61"]
    assert long_functions(ast.parse("def near():\n" + "    step()\n" * 59)) == []


def test_no_file_is_too_long():
    assert {short(path): n for path in python_files(tests=True) if (n := lines(path)) > LINES_OF_FILE} == {}


def test_every_room_can_be_read_in_one_sitting():
    def size(room: str) -> int:
        files = (PACKAGE / room).rglob("*.py")
        return sum(lines(path) for path in files if not is_test(path) and "migrations" not in path.parts)

    sizes = {room: size(room) for room in rooms()}
    assert {room: n for room, n in sizes.items() if n > LINES_OF_ROOM} == {}
    assert sizes["kernel"] <= LINES_OF_KERNEL
