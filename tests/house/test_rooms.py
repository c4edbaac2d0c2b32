"""Rooms are entered by their doors, and each kind of file uses its own part of Django."""

import ast
import subprocess
import sys
import tomllib

from tests.house import sources

DOORS = {"actions", "queries", "signals"}

OTHER_DOORS = {
    "wardmote.server.people.keeping",  # gives back what was written when a session ended
    "wardmote.server.people.enter",  # says to the database who asks, for any room
    "wardmote.server.register.service",  # what the command line asks; the demonstration too
}

FRAME = {"config", "shell"}
"""Not rooms: the one puts rooms together, on the other all rooms stand."""

SHELLS_OWN = {"apps", "assets", "urls", "views"}
"""Modules of the shell that no room may use; `commands` is for a room's `service` alone."""

SETTINGS = {"wardmote.server", "wardmote.server.config", "wardmote.server.config.environment"}
"""The list of settings, which is values alone: the reference prints it without Django."""

DJANGO = {
    "actions": {
        *("django.conf", "django.core.exceptions", "django.core.mail", "django.core.validators"),
        *("django.db", "django.db.models", "django.urls"),
    },
    "adapters": {
        *("django.conf", "django.db", "django.http", "django.shortcuts", "django.urls"),
        *("django.utils", "django.utils.crypto"),
    },
    "api": {"django.http", "django.utils"},
    "apps": {"django.apps"},
    "context": {"django.http", "django.utils.functional"},
    "enter": {"django.db"},
    "forms": {
        *("django", "django.contrib.auth", "django.contrib.auth.password_validation"),
        *("django.core.exceptions", "django.core.files.uploadedfile", "django.core.validators"),
        *("django.forms", "django.http"),
    },
    "keeping": {
        *("django.contrib.auth.views", "django.core", "django.http", "django.shortcuts"),
        *("django.utils", "django.utils.html", "django.utils.safestring"),
    },
    "management": {"django.core.management.base", "django.db", "django.utils"},
    "middleware": {"django.conf", "django.db", "django.http", "django.urls", "django.utils"},
    "models": {
        *("django.contrib.auth.base_user", "django.contrib.postgres.fields"),
        *("django.contrib.postgres.indexes", "django.contrib.postgres.search", "django.db"),
        *("django.db.models", "django.db.models.functions"),
    },
    "permissions": set[str](),
    "queries": {
        *("django.contrib.postgres.search", "django.contrib.sessions.models", "django.db"),
        *("django.db.models", "django.db.models.expressions", "django.db.models.functions"),
    },
    "service": {"django.conf", "django.db"},
    "sessions": {
        *("django.contrib", "django.contrib.auth", "django.contrib.auth.signals"),
        *("django.dispatch", "django.http", "django.utils"),
    },
    "signals": {"django.dispatch"},
    "tasks": {"django.utils"},
    "urls": {"django.conf", "django.urls"},
    "views": {
        *("django.conf", "django.contrib", "django.contrib.auth", "django.http"),
        *("django.shortcuts", "django.template.loader", "django.template.response"),
        *(
            "django.urls",
            "django.utils",
            "django.utils.safestring",
            "django.views.decorators.cache",
        ),
        *("django.views.decorators.csrf", "django.views.decorators.http"),
    },
}
"""Which parts of Django each kind of file may use. A query never renders, a page never asks the
database, an action knows nothing of HTTP."""

SEAMS = {"wardmote.cli.loading", "wardmote.cli.server_side"}
"""What may load a module by name: groups of commands, and the way to the server."""

NO_NAMES = {"common", "core", "helper", "helpers", "lib", "misc", "util", "utils"}


def test_a_room_is_entered_by_its_doors() -> None:
    forced = {
        f"{module.place}:{statement.lineno} enters {name}"
        for module in sources.modules("wardmote.server")
        if module.parts[1:2] and module.parts[1] not in FRAME
        for name, statement in sources.imports(module)
        if name.startswith("wardmote.server.") and not _may_enter(module, name)
    }
    assert forced == set()


def test_each_kind_of_file_uses_its_part_of_django() -> None:
    strays = {
        f"{module.place}:{statement.lineno} uses {name}"
        for module in sources.modules("wardmote.server")
        if len(module.parts) > 2 and module.parts[1] not in FRAME
        if module.parts[2] != "migrations"
        for name, statement in sources.imports(module)
        if name.split(".")[0] == "django" and name not in DJANGO.get(module.parts[2], set())
    }
    assert strays == set()


def test_pages_ask_the_database_nothing() -> None:
    asking = {
        f"{module.place}:{node.lineno}"
        for module in sources.modules("wardmote.server")
        if module.parts[2:3] and module.parts[2] in {"views", "api", "forms", "urls"}
        if module.parts[1] not in FRAME
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_meta", "cursor"}
    }
    assert asking == set()


def test_actions_and_queries_are_told_the_time() -> None:
    looking = {
        f"{module.place}:{node.lineno}"
        for module in sources.modules("wardmote.server")
        if module.parts[2:3]
        and module.parts[2] in {"actions", "queries", "permissions", "models", "signals"}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
    }
    assert looking == set()


def test_every_room_of_the_server_keeps_the_order_of_a_room() -> None:
    settings = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {each["id"]: each for each in settings["tool"]["importlinter"]["contracts"]}
    folders = {
        path.parent.name for path in (sources.SOURCE / "wardmote/server").glob("*/__init__.py")
    }
    assert {name.rpartition(".")[2] for name in contracts["room"]["containers"]} == folders - FRAME


def test_the_command_line_loads_without_the_server() -> None:
    names = [module.name for module in sources.modules("wardmote.cli")]
    names = [name for name in names if not name.endswith("__main__")]
    program = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print(*sorted(n for n in sys.modules if n == 'django' or n.startswith('wardmote.server')))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(ended.stdout.split()) == SETTINGS


def test_the_council_side_loads_nothing_by_name_but_in_seams() -> None:
    loading = {
        module.name
        for room in ("rules", "formats", "engines", "clients", "cli")
        for module in sources.modules(f"wardmote.{room}")
        if any(
            isinstance(node, ast.Attribute) and node.attr == "import_module"
            for node in ast.walk(module.tree)
        )
    }
    assert loading == SEAMS


def test_no_room_reaches_a_table_by_its_name() -> None:
    reaching = {
        f"{module.place}:{node.lineno}"
        for module in sources.modules("wardmote.server")
        if "migrations" not in module.parts
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"get_model", "get_models"}
    }
    assert reaching == set()


def test_no_package_hides_one_of_its_modules_behind_a_name() -> None:
    hidden = {
        f"{module.place}: {alias.asname or alias.name}"
        for module in sources.modules()
        if module.path.name == "__init__.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (module.path.parent / f"{alias.asname or alias.name}.py").exists()
        and node.module != module.name
    }
    assert hidden == set()


def test_nothing_is_called_after_a_drawer_for_everything() -> None:
    drawers = {
        module.place for module in sources.modules() if NO_NAMES & set(module.name.split("."))
    }
    assert drawers == set()


def _may_enter(module: sources.Module, name: str) -> bool:
    other, *inner = name.split(".")[2:]
    if other == module.parts[1] or name in OTHER_DOORS:
        return True
    if other == "shell":
        if inner == ["commands"]:
            return module.parts[2] == "service"
        return not inner or inner[0] not in SHELLS_OWN
    return other != "config" and bool(inner) and inner[0] in DOORS
