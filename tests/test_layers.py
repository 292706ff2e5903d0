import ast
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("ingest", "index", "answer", "briefing", "people", "serving", "talks", "ui", "eval")
DOORS = ("app", "cli", "doors", "evaluation", "opening", "terminal", "upkeep")
# What each may import, besides itself and errors.py; a terminal's rows are part of the command line.
BELOW = {
    "ingest": set(),
    "index": {"ingest"},
    "answer": {"index", "ingest"},
    "briefing": {"answer", "index", "ingest"},
    "talks": {"answer", "index", "ingest"},
    "people": {"index"},
    "ui": {"briefing", "people", "talks", "answer", "index", "ingest"},
    "eval": {"answer", "index", "ingest"},
    "serving": {"people", "answer", "index", "ingest"},
    "samples": set(),
    "training": {"eval", "answer", "index", "ingest"},
    "terminal": {"briefing", "eval", "answer", "index", "ingest"},
    "opening": {"settings", "people", "answer", "index"},
    "evaluation": {"opening", "terminal", "settings", "eval", "answer", "index", "ingest"},
    "upkeep": {"opening", "terminal", "index"},
    "doors": {"opening", "people", "serving", "terminal"},
    "cli": {"doors", "opening", "evaluation", "terminal", "upkeep", "briefing", "eval", "answer", "index", "ingest"},
    "app": {"opening", "people", "talks", "ui", "eval", "answer", "index", "ingest"},
    "settings": {"people"},
    "errors": set(),
}
OURS = BELOW.keys()
MOST_MODULES, MOST_LINES, MOST_FUNCTION_LINES = 8, 300, 50


def modules(owner):
    """Return the modules of a room, those of the rooms within it too, or the one module at the root."""
    return sorted((ROOT / owner).rglob("*.py")) if (ROOT / owner).is_dir() else [ROOT / f"{owner}.py"]


def imported(path):
    """Yield the top-level names that a file imports anywhere, in functions and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports by a relative path"
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("owner", sorted(OURS))
def test_imports_run_downward_only(owner):
    for path in modules(owner):
        beyond = (set(imported(path)) & OURS) - BELOW[owner] - {owner, "errors"}
        assert not beyond, f"{path.relative_to(ROOT)} imports {beyond}"


def test_every_room_and_root_module_is_known_here_and_installed():
    import tomllib

    found = {path.stem for path in ROOT.glob("*.py")} | {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == set(OURS)
    inner = [path.parent for room in ROOMS for path in (ROOT / room).rglob("*/__init__.py")]
    within = {".".join(room.relative_to(ROOT).parts) for room in inner}
    installed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert {*installed["py-modules"], *installed["packages"]} == set(OURS) | within


def test_settings_are_read_at_the_doors_only():
    readers = {path.stem for owner in OURS for path in modules(owner) if "settings" in set(imported(path))}
    assert readers <= {"opening", "evaluation"}


@pytest.mark.parametrize("owner", ROOMS)
def test_no_room_prints_or_ends_the_process(owner):
    for path in modules(owner):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", None)
            assert name not in {"print", "breakpoint", "pprint", "input"}, f"{path.name}:{getattr(node, 'lineno', 0)}"
            assert ast.unparse(called) != "sys.exit" if called else True


@pytest.mark.parametrize("owner", [*ROOMS, "samples", "training"])
def test_a_room_has_at_most_eight_modules(owner):
    rooms = Counter(path.parent for path in modules(owner) if path.name != "__init__.py")
    assert max(rooms.values()) <= MOST_MODULES


@pytest.mark.parametrize(
    "path", list(chain.from_iterable(map(modules, OURS))), ids=lambda path: str(path.relative_to(ROOT))
)
def test_files_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_FUNCTION_LINES, node.name


@pytest.mark.parametrize(
    "path", list(chain.from_iterable(map(modules, OURS))), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_module_says_in_one_line_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    doc = ast.get_docstring(tree)
    assert doc
    assert "\n" not in doc.split("\n\n")[0]


def test_tests_have_no_docstrings_and_every_raises_says_what_it_expects():
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                assert ast.get_docstring(node) is None, f"{path.name}: {node.name}"
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.raises":
                assert "match" in {keyword.arg for keyword in node.keywords}, f"{path.name}:{node.lineno}"
