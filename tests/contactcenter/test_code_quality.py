"""The code itself: style, types, layers, migrations, templates, translations. Leave out with `-m "not quality"`."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Field, ForeignKey
from django.template import engines
from django.utils.translation.template import templatize
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import validate

pytestmark = pytest.mark.quality

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = Path(sys.executable).parent
# Upper apps know lower ones.
ORDER = (
    *("contactcenter", "console", "reporting", "telephony", "complaints", "contacts", "routing", "knowledgebase"),
    *("messaging", "districts", "accounts", "files", "feed", "chatbot", "korean"),
)
LONGEST_FILE = 400
NOT_OURS = {"node_modules", "var", "__pycache__", "migrations", "staticfiles"}


def run(*command: str) -> None:
    """Run one of the checking programs; what it prints is the message of the failure."""
    done = subprocess.run([str(PROGRAMS / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def files(*suffixes: str, folders: tuple[str, ...] = ()) -> Iterator[Path]:
    """Our own files with one of the suffixes, in the folders (or everywhere)."""
    for folder in folders or (".",):
        for path in sorted((ROOT / folder).rglob("*")):
            parts = set(path.relative_to(ROOT).parts)
            hidden = any(part.startswith(".") for part in parts)
            if path.suffix in suffixes and path.is_file() and not hidden and not parts & NOT_OURS:
                yield path


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_ruff() -> None:
    run("ruff", "check", "--quiet", ".")


def test_ruff_format() -> None:
    run("ruff", "format", "--check", "--quiet", ".")


def test_mypy() -> None:
    run("mypy", *ORDER, "simulation", "deploy/sandbox")


def test_imports_go_down() -> None:
    run("lint-imports", "--no-cache")


def test_djlint() -> None:
    run("djlint", "templates", "--lint", "--quiet")


def test_migrations_match_the_models(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _foreign_keys() -> Iterator[tuple[str, ForeignKey]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if model._meta.app_label in ORDER and isinstance(field, Field) and field.remote_field is not None:
                yield f"{model._meta.label}.{field.name}", field


def test_foreign_keys_point_down() -> None:
    upwards = [
        f"{name} -> {field.remote_field.model._meta.label}"
        for name, field in _foreign_keys()
        if field.remote_field.model._meta.app_label in ORDER
        and ORDER.index(field.model._meta.app_label) > ORDER.index(field.remote_field.model._meta.app_label)
    ]
    assert upwards == []


def _imports(path: Path) -> Iterator[str]:
    """The modules that a file imports at its top, without those that are for type checking only."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_models_are_used_by_their_own_app_only() -> None:
    """`accounts.models.User` is known to all; any other app's model is known by its services, selectors and types."""
    foreign = [
        f"{short(path)} imports {module}"
        for path in files(".py", folders=ORDER)
        for module in _imports(path)
        if re.fullmatch(r"\w+\.models(\..+)?", module)
        and module.split(".")[0] in ORDER
        and module.split(".")[0] not in {path.relative_to(ROOT).parts[0], "accounts"}
    ]
    assert foreign == []


def test_no_file_is_too_long() -> None:
    long = {
        short(path): length
        for path in files(".py", ".js", ".css", ".html")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


# A moment's own day is the one in UTC; the day in Seoul is asked for with `seoul_time(now).date()`.
UTC_DAY = r"\bnow\.date\(\)|(?<!seoul_time)\(now\b[^\n]*?\)\.date\(\)"


@pytest.mark.parametrize("word", [r"\beta=", r"\bcountdown=", r"\butils\.py\b", r"datetime\.utcnow", UTC_DAY])
def test_forbidden_words(word: str) -> None:
    found = [
        short(path)
        for path in files(".py", folders=ORDER)
        if re.search(word, path.read_text(encoding="utf-8")) or re.search(word, path.name)
    ]
    assert found == []


def test_templates_compile() -> None:
    engine = engines["django"]
    for path in files(".html", ".txt", folders=("templates",)):
        engine.from_string(path.read_text(encoding="utf-8"))


def test_templates_have_no_inline_script_or_style() -> None:
    inline = re.compile(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\b(src|type=\"application/json\"))", re.I)
    found = [
        f"{short(path)}: {match[0]}"
        for path in files(".html", folders=("templates",))
        if (match := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_javascript_has_no_korean_of_its_own() -> None:
    """What people read comes from the templates, which are translated."""
    comments = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.S)
    found = [
        short(path)
        for path in files(".js", folders=("static",))
        if re.search(r"[가-힣]", comments.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []


def _catalogue() -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"))


def test_translation_is_complete() -> None:
    catalogue = _catalogue()
    missing = [entry.msgid for entry in catalogue if not entry.obsolete and not entry.translated()]
    assert missing == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_translation_knows_every_message() -> None:
    known = {entry.msgid for entry in _catalogue() if not entry.obsolete}
    missing = {message: path for path, message in _messages() if message not in known}
    assert missing == {}


CALLS = {"gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


# What a template becomes for the gettext tools: a call for each message.
TEMPLATE_CALL = re.compile(r"""(?:\b(?:np?|p)?gettext|\b_)\(\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""")


def _messages() -> Iterator[tuple[str, str]]:
    """Every message in the Python code and in the templates, with its file."""
    for path in files(".py", folders=ORDER):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args:
                argument = node.args[1 if node.func.id.startswith("pgettext") else 0]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield short(path), argument.value
    for path in files(".html", ".txt", folders=("templates",)):
        for match in TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
            yield short(path), ast.literal_eval(match[1])


def test_api_schema_is_valid() -> None:
    schema = SchemaGenerator().get_schema(public=True)
    validate(schema)
    assert schema["paths"]


def test_lock_files_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-uv.txt", "requirements-node.txt", "package-lock.json"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
