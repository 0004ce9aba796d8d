"""Where templates, migrations and data are, in a checkout and in an installed package."""

import hashlib
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent


def is_checkout() -> bool:
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "templates").is_dir()


def templates_folder() -> Path:
    return _CHECKOUT / "templates" if is_checkout() else _PACKAGE / "_templates"


def static_folder() -> Path:
    return _PACKAGE / "static"


def content_digest(folder: Path) -> str:
    """A short name for what the files of a folder hold; it changes with any of them."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def migrations_folder() -> Path:
    return _CHECKOUT / "migrations" if is_checkout() else _PACKAGE / "_migrations"


def default_data_folder() -> Path:
    """`instance/` in a checkout, else the platform's folder for data, never the environment."""
    if is_checkout():
        return _CHECKOUT / "instance"
    return Path(platformdirs.user_data_dir("clinic_log", appauthor=False))
