"""Every rule is tested by its name."""

import ast
import re

from tests.house.reading import PACKAGE, functions, is_test, listed, python_files, tree


def rules_of(module: ast.Module) -> set[str]:
    return {function.name for function in functions(module) if function.name.startswith("may_")}


def untested(rules: set[str], texts: list[str]) -> list[str]:
    words = set(re.findall(r"\w+", "\n".join(texts)))
    return sorted(rules - words)


def test_every_rule_has_a_test_that_names_it():
    rules = set().union(*(rules_of(tree(path)) for path in PACKAGE.glob("*/rules*/**/*.py")))
    rules |= set().union(*(rules_of(tree(path)) for path in PACKAGE.glob("*/rules.py")))
    texts = [path.read_text(encoding="utf-8") for path in python_files(tests=True) if is_test(path)]
    found = {"no test names": untested(rules, texts)}
    assert not listed(found), listed(found)


def test_a_rule_without_a_test_is_recognised():
    rules = rules_of(ast.parse("def may_raise_need(viewer): ...\ndef may_raise(viewer): ...\ndef helper(): ..."))
    assert untested(rules, ["assert may_raise_need(chen)"]) == ["may_raise"]
