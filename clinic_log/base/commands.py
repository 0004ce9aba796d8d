"""What every command gets from the command line's entry."""

from functools import cached_property
from pathlib import Path

from clinic_log.base.settings import Settings


class CommandContext:
    """The settings, read when a command first asks for them, so that --help makes no files."""

    def __init__(self, *, data_folder: Path | None = None) -> None:
        self._data_folder = data_folder

    @cached_property
    def settings(self) -> Settings:
        """Raises SettingsError."""
        if self._data_folder is not None:
            return Settings.in_folder(self._data_folder)
        return Settings.from_environment()
