"""Rules that every template, style sheet and script keeps: what the content security policy forbids never comes in."""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = TEMPLATES / "components"
STATIC = ROOT / "clinic_log" / "static"
MOST_LINES_OF_A_SCRIPT = 100
ERROR_PAGES = (400, 403, 404, 409, 413, 422, 429, 500)

ALL_TEMPLATES = sorted(TEMPLATES.rglob("*.html"))
ALL_STYLES = sorted((STATIC / "css").rglob("*.css"))
ALL_SCRIPTS = sorted((STATIC / "js").glob("*.js"))
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.do"]
)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _without_comments(path: Path) -> str:
    opening, closing = (r"\{#", r"#\}") if path.suffix == ".html" else (r"/\*", r"\*/")
    return re.sub(rf"{opening}.*?{closing}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def _parsed(path: Path) -> nodes.Template:
    return ENVIRONMENT.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=_name)
def test_a_template_has_no_inline_script_style_or_handler(path: Path) -> None:
    text = _without_comments(path)

    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"javascript:", text, re.IGNORECASE)
    assert all(" src=" in opening for opening in re.findall(r"<script\b[^>]*>", text))


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=_name)
def test_a_template_never_switches_escaping_off(path: Path) -> None:
    tree = _parsed(path)

    assert not [node.name for node in tree.find_all(nodes.Filter) if node.name == "safe"]
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier))


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=_name)
def test_a_template_takes_nothing_from_another_host(path: Path) -> None:
    links = re.findall(r"""(?:src|href|action|srcset)\s*=\s*["']([^"']*)""", _without_comments(path))

    assert not [link for link in links if re.match(r"(?:https?:)?//", link)]


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=_name)
def test_what_a_template_imports_exists_and_is_used(path: Path) -> None:
    tree = _parsed(path)
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}

    for statement in tree.find_all(nodes.FromImport):
        source = statement.template
        assert isinstance(source, nodes.Const)
        exported = {macro.name for macro in _parsed(TEMPLATES / source.value).find_all(nodes.Macro)}
        for name in statement.names:
            original, alias = name if isinstance(name, tuple) else (name, name)
            assert original in exported, f"{source.value} has no macro {original}"
            assert alias in used, f"{alias} is imported and not used"


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=_name)
def test_a_component_begins_with_how_it_is_used(path: Path) -> None:
    first_line = path.read_text(encoding="utf-8").splitlines()[0]

    assert first_line.startswith("{# Usage: ")
    assert f"components/{path.name}" in first_line


@pytest.mark.parametrize("path", sorted((STATIC / "css" / "components").glob("*.css")), ids=_name)
def test_the_main_style_sheet_imports_every_component(path: Path) -> None:
    main = (STATIC / "css" / "main.css").read_text(encoding="utf-8")

    assert f'@import url("components/{path.name}") layer(components);' in main


def test_everything_that_the_main_style_sheet_imports_is_there() -> None:
    main = STATIC / "css" / "main.css"

    missing = [name for name in re.findall(r'url\("([^"]+)"\)', main.read_text()) if not (main.parent / name).exists()]

    assert missing == []


@pytest.mark.parametrize("path", ALL_STYLES, ids=_name)
def test_a_style_sheet_takes_nothing_from_another_host(path: Path) -> None:
    assert not re.search(r"(?:https?:)?//", _without_comments(path))


@pytest.mark.parametrize("path", [path for path in ALL_STYLES if path.name != "tokens.css"], ids=_name)
def test_colours_stand_in_the_tokens_only(path: Path) -> None:
    text = _without_comments(path)

    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[\s;,)])", text)
    assert not re.search(r"\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|light-dark)\(", text)


@pytest.mark.parametrize("path", [path for path in ALL_STYLES if path.name != "tokens.css"], ids=_name)
def test_a_style_sheet_uses_tokens_that_exist(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+)\s*:", (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")))

    assert set(re.findall(r"var\((--[\w-]+)", _without_comments(path))) <= known


@pytest.mark.parametrize("path", ALL_SCRIPTS, ids=_name)
def test_a_script_is_short_and_keeps_nothing_in_the_browser(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MOST_LINES_OF_A_SCRIPT
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|\beval\(|new Function|\.style\b", text
    )
    assert not re.search(r"https?://", text)


def test_every_behaviour_that_a_template_asks_for_is_known() -> None:
    known = set(
        re.findall(r'"([\w-]+)": \(\) => import', (STATIC / "js" / "behaviours.js").read_text(encoding="utf-8"))
    )
    asked = {
        name
        for path in ALL_TEMPLATES
        for names in re.findall(r'data-behaviour"?\s*[=:]\s*"([\w\s-]+)"', _without_comments(path))
        for name in names.split()
    }

    assert asked
    assert asked <= known


def test_every_module_that_a_script_imports_is_there() -> None:
    missing = [
        (path.name, name)
        for path in ALL_SCRIPTS
        for name in re.findall(r"""(?:from|import\()\s*["']\./([^"']+)""", path.read_text(encoding="utf-8"))
        if not (path.parent / name).exists()
    ]

    assert missing == []


@pytest.mark.parametrize("status", ERROR_PAGES)
def test_an_error_page_needs_only_its_status(status: int) -> None:
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.secret_key = "any"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.do")

    with app.test_request_context():
        page = render_template("errors/page.html", status=status)

    heading = re.search(r"<h1>([^<]+)</h1>", page)
    assert heading
    assert f"<title>{heading[1]} – clinic_log</title>" in page


def test_a_keyword_of_a_button_becomes_an_attribute_that_browsers_know() -> None:
    component = ENVIRONMENT.get_template("components/button.html").module

    assert 'aria-label="Discharge the episode"' in component.button("Discharge", aria_label="Discharge the episode")  # type: ignore[attr-defined] # a macro of the template
