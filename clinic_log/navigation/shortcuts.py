"""The keys of the program, by the place in which they act: the one list behind the dialog, the page of help and a test.

`script` names the module that listens, and `listens` the names by which it knows the key; both are empty where the
browser itself does it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Shortcut:
    """One act: the keys that do it, each a chord of keys pressed together, and what it does."""

    keys: tuple[tuple[str, ...], ...]
    does: str
    script: str = ""
    listens: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShortcutPlace:
    """Where the keys act. `note` says what else must be known there."""

    name: str
    shortcuts: tuple[Shortcut, ...]
    note: str = ""


EVERYWHERE: Final = ShortcutPlace(
    "Everywhere",
    (
        Shortcut((("Ctrl", "K"),), "Find a patient or a page, start a session", "palette.js", ("k",)),
        Shortcut((("?",),), "Show these shortcuts, outside of fields", "shortcut_help.js", ("?",)),
        Shortcut((("Tab",), ("Shift", "Tab")), "Next field or button, the one before"),
        Shortcut((("Space",),), "Choose or unchoose; press a button"),
        Shortcut((("Esc",),), "Close what is open"),
    ),
    note="On a Mac, Cmd stands for Ctrl and Option for Alt.",
)

FINDING: Final = ShortcutPlace(
    "Find a patient",
    (
        Shortcut((("↑",), ("↓",)), "One up, one down", "palette.js", ("ArrowUp", "ArrowDown")),
        Shortcut((("Enter",),), "Open it", "palette.js", ("Enter",)),
        Shortcut((("Ctrl", "Enter"),), "New session with this patient", "palette.js", ("Enter",)),
        Shortcut((("Shift", "Enter"),), "Repeat the last session with this patient", "palette.js", ("Enter",)),
    ),
)

NOTE: Final = ShortcutPlace(
    "Session note",
    (
        Shortcut((("Ctrl", "Enter"),), "Save", "note_keys.js", ("Enter",)),
        Shortcut((("Ctrl", "Shift", "Enter"),), "Sign…", "note_keys.js", ("Enter",)),
        Shortcut((("Alt", "1 … 9"),), "Go to that section, in the order of the bar", "note_keys.js", ("Digit",)),
        Shortcut((("Alt", "A"),), "Add a needle site", "row_adder.js", ("KeyA",)),
    ),
    note="On a Mac, the keys with Option act outside of text fields, where they write other characters.",
)

SITES: Final = ShortcutPlace(
    "Needle sites",
    (
        Shortcut((("Enter",), ("Space",)), "Open or close the site"),
        Shortcut((("Esc",),), "Close the site from inside", "row_adder.js", ("Escape",)),
        Shortcut((("Alt", "↑"), ("Alt", "↓")), "Move the site up or down", "row_order.js", ("ArrowUp", "ArrowDown")),
        Shortcut((("Delete",),), "Remove the site; Undo stays for 10 seconds", "row_adder.js", ("Delete",)),
    ),
    note="With the focus on the line of the site.",
)

SCALE: Final = ShortcutPlace(
    "Scales from 0 to 10, and other answers side by side",
    (
        Shortcut((("0 … 9",),), "Choose the score", "pain_scale.js", (r"^\d$",)),
        Shortcut((("1", "0"),), "Choose 10: 1, then 0 at once", "pain_scale.js", ("1", "0")),
        Shortcut((("←",), ("→",)), "The answer beside it"),
        Shortcut((("Delete",), ("Backspace",)), "Take the answer back", "segmented.js", ("Delete", "Backspace")),
    ),
)

NUMBERS: Final = ShortcutPlace(
    "Numbers",
    (
        Shortcut((("↑",), ("↓",)), "One step more or less", "stepper.js", ("ArrowUp", "ArrowDown")),
        Shortcut((("Page Up",), ("Page Down",)), "Five steps more or less", "stepper.js", ("PageUp", "PageDown")),
    ),
    note="An empty field stays empty. A comma and a point are read alike.",
)

LISTS: Final = ShortcutPlace(
    "Lists that are searched by typing",
    (
        Shortcut((("↑",), ("↓",)), "Open the list; one up, one down", "combobox.js", ("ArrowUp", "ArrowDown")),
        Shortcut((("Enter",),), "Take what is marked", "combobox.js", ("Enter",)),
        Shortcut((("Esc",),), "Close the list; once more: empty the field", "combobox.js", ("Escape",)),
    ),
)

LAST_TIME: Final = ShortcutPlace(
    "Last time",
    (
        Shortcut((("↑",), ("↓",)), "One up, one down", "last_time.js", ("ArrowUp", "ArrowDown")),
        Shortcut((("Enter",),), "Confirm it"),
        Shortcut((("D",), ("Delete",)), "Drop it", "last_time.js", ("Delete", "d")),
        Shortcut((("0 … 9",),), "Change the number of needles", "last_time.js", (r"^\d$",)),
    ),
)

CHART: Final = ShortcutPlace(
    "Body chart",
    (
        Shortcut(
            (("←",), ("→",), ("↑",), ("↓",)),
            "The next region that way; push a mark",
            "body_regions.js",
            ("ArrowUp", "ArrowDown"),
        ),
        Shortcut((("Enter",), ("Space",)), "Add a site here; open the site of a mark", "body_keys.js", ("Enter", " ")),
        Shortcut((("Delete",),), "Remove a mark; Undo stays for 10 seconds", "body_keys.js", ("Delete",)),
        Shortcut((("Esc",),), "Leave the question about the muscle", "body_panel.js", ("Escape",)),
        Shortcut((("Esc",),), "Leave a mark where it is while it is moved", "body_moving.js", ("Escape",)),
    ),
)

POINT_LINE: Final = ShortcutPlace(
    "Quick entry",
    (
        Shortcut((("Enter",),), "Add what the preview shows", "point_line.js", ("Enter",)),
        Shortcut((("↑",), ("↓",)), "One up, one down in the list", "point_line_list.js", ("ArrowUp", "ArrowDown")),
        Shortcut((("Tab",), ("Enter",)), "Take what is marked in the list", "point_line_list.js", ("Tab", "Enter")),
        Shortcut((("Esc",),), "Close the list", "point_line_list.js", ("Escape",)),
    ),
)

QUEUE: Final = ShortcutPlace(
    "What needs a decision, and co-signing",
    (
        Shortcut((("J",), ("K",)), "The next, the one before", "queue_keys.js", ("j", "k")),
        Shortcut((("Enter",),), "Open it"),
        Shortcut((("C",),), "Co-sign it", "queue_keys.js", ("c",)),
        Shortcut((("S",),), "Send it back with a question", "queue_keys.js", ("s",)),
    ),
    note="Outside of fields.",
)

SHORTCUTS: Final = (EVERYWHERE, NOTE, CHART, LAST_TIME, POINT_LINE, SITES, SCALE, NUMBERS, LISTS, FINDING, QUEUE)
