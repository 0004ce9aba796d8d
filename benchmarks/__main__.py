"""Speed as ratios of one run on one machine: `python -m benchmarks [--json] [--sessions N] [--saves N]`."""

import argparse
import json
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from benchmarks.pages import measure_pages
from benchmarks.place import make_place
from benchmarks.report import as_figures, as_text
from benchmarks.saving import measure_saving

_INSTANCE = Path(__file__).resolve().parents[1] / "instance"


def main() -> None:
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    _INSTANCE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench_", dir=_INSTANCE) as name:  # on the disk that keeps real records
        folder = Path(name)
        _say("Saving notes ...")
        with make_place(folder / "saving") as place:
            saving = measure_saving(place, folder, saves=options.saves)
        _say(f"Pages over {options.sessions:,} and {10 * options.sessions:,} sessions ...")
        with make_place(folder / "small") as small, make_place(folder / "large") as large:
            pages = measure_pages(small, large, sessions=options.sessions, repeats=options.repeats)
    print(json.dumps(as_figures(saving, *pages), indent=2) if options.json else as_text(saving, *pages))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed as ratios of one run.")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--saves", type=_count, default=150, help="notes to save (default 150)")
    parser.add_argument("--sessions", type=_count, default=2000, help="sessions of the smaller clinic (default 2000)")
    parser.add_argument("--repeats", type=_count, default=30, help="how often each page is asked for (default 30)")
    return parser.parse_args()


def _count(text: str) -> int:
    number = int(text)
    if number < 10:
        raise argparse.ArgumentTypeError("at least 10 are needed")
    return number


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
