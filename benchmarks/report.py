"""The figures of a run as a table and as data. A budget that is missed is named as such; nothing fails by it."""

from typing import Any, Final

from benchmarks.pages import EMPTY, FRAME, PROGRESS, RAW, RAW_SESSIONS, TEAM, Pages
from benchmarks.saving import Saving
from benchmarks.timing import Times

SAVE_BUDGET: Final = 1 / 3
GROWTH_BUDGET: Final = 1.5
RAW_BUDGET: Final = 2.0
PROGRESS_BUDGET: Final = 5.0


def as_figures(saving: Saving, small: Pages, large: Pages) -> dict[str, Any]:
    pages = {
        name: {
            "small": {**page.times.figures(), "statements": page.statements, "sql_ms": round(page.sql_ms, 2)},
            "large": {
                **large.by_name[name].times.figures(),
                "statements": large.by_name[name].statements,
                "sql_ms": round(large.by_name[name].sql_ms, 2),
            },
            "growth": round(_growth(name, small, large), 2),
        }
        for name, page in small.by_name.items()
    }
    return {
        "saving": {
            "fields": saving.fields,
            "rows": saving.rows,
            **{name: times.figures() for name, times in _saving_lines(saving)},
            "ratio": round(saving.ratio, 3),
            "autosave_ratio": round(saving.autosave_ratio, 3),
            "ratio_budget": round(SAVE_BUDGET, 3),
            "ratio_met": saving.ratio >= SAVE_BUDGET,
        },
        "pages": {
            "sessions": {"small": small.sessions, "large": large.sessions},
            **pages,
            "team_growth_budget": GROWTH_BUDGET,
            "team_growth_met": _growth(TEAM, small, large) < GROWTH_BUDGET,
            "team_over_raw": round(_over_raw(large), 1),
            "team_over_raw_budget": RAW_BUDGET,
            "team_over_raw_met": _over_raw(large) <= RAW_BUDGET,
            "progress_over_empty": round(_over(small, EMPTY), 1),
            "progress_over_frame": round(_over(small, FRAME), 1),
            "progress_first_ms": round(small.by_name[PROGRESS].first_ms, 1),
            "progress_over_empty_budget": PROGRESS_BUDGET,
            "progress_over_empty_met": _over(small, EMPTY) <= PROGRESS_BUDGET,
            "progress_over_frame_met": _over(small, FRAME) <= PROGRESS_BUDGET,
        },
    }


def as_text(saving: Saving, small: Pages, large: Pages) -> str:
    return "\n".join((*_saving_table(saving), "", *_page_table(small, large)))


def _saving_table(saving: Saving) -> list[str]:
    lines = [
        f"Saving a full note: {saving.fields} fields sent, {saving.rows} rows written (6 needlings, 4 measurements,",
        "2 side effects); embedded database, durable commits",
        "",
        f"{'':<34}{'per second':>12}{'median ms':>12}{'p95 ms':>10}",
    ]
    for name, times in _saving_lines(saving):
        lines.append(f"{name:<34}{times.per_second:>12.1f}{times.median_ms:>12.2f}{times.p95_ms:>10.2f}")
    verdict = _verdict(is_met=saving.ratio >= SAVE_BUDGET)
    return [
        *lines,
        f"save : bare route = {saving.ratio:.3f} (budget at least {SAVE_BUDGET:.2f}: {verdict})",
        f"autosave : bare route = {saving.autosave_ratio:.3f}",
    ]


def _saving_lines(saving: Saving) -> tuple[tuple[str, Times], ...]:
    return (
        ("save a note", saving.save),
        ("bare route, same rows, raw SQL", saving.raw),
        ("save it again, one text changed", saving.save_again),
        ("autosave (PUT draft)", saving.autosave),
        ("bare route, one draft, raw SQL", saving.raw_autosave),
        ("save it again, 8 clients", saving.together["save"]),
        ("autosave, 8 clients", saving.together["autosave"]),
        ("bare route, one draft, 8 clients", saving.together["raw_autosave"]),
        ("one row, one commit", saving.commit),
    )


def _page_table(small: Pages, large: Pages) -> list[str]:
    sizes = f"{f'{small.sessions:,} sessions':>24}{f'{large.sessions:,} sessions':>24}"
    lines = [
        "Pages, median ms (in SQL; statements), and growth for tenfold data",
        "",
        f"{'':<22}{sizes}{'growth':>10}",
    ]
    for name in small.by_name:
        cells = "".join(f"{_cell(pages, name):>24}" for pages in (small, large))
        lines.append(f"{name:<22}{cells}{_growth(name, small, large):>10.2f}")
    empty, frame = _over(small, EMPTY), _over(small, FRAME)
    growth, over = _growth(TEAM, small, large), _over_raw(large)
    met, near = _verdict(is_met=growth < GROWTH_BUDGET), _verdict(is_met=over <= RAW_BUDGET)
    full, bare = (_verdict(is_met=ratio <= PROGRESS_BUDGET) for ratio in (empty, frame))
    return [
        *lines,
        f"team page growth = {growth:.2f} (budget under {GROWTH_BUDGET}: {met})",
        f"team page : raw SQL over summaries, larger clinic = {over:.1f} (budget at most {RAW_BUDGET:.0f}: {near})",
        f"progress, 200 visits : same page, no visit = {empty:.1f} (budget at most {PROGRESS_BUDGET:.0f}: {full})",
        f"progress, 200 visits : emptiest page, frame = {frame:.1f} (budget at most {PROGRESS_BUDGET:.0f}: {bare})",
        f"progress, 10 measures, the first time, before anything is drawn: {small.by_name[PROGRESS].first_ms:.0f} ms",
    ]


def _cell(pages: Pages, name: str) -> str:
    page = pages.by_name[name]
    if name in {RAW, RAW_SESSIONS}:
        return f"{page.times.median_ms:.2f}"
    return f"{page.times.median_ms:.1f} ({page.sql_ms:.1f}; {page.statements})"


def _growth(name: str, small: Pages, large: Pages) -> float:
    return large.by_name[name].times.median_ms / small.by_name[name].times.median_ms


def _over_raw(pages: Pages) -> float:
    return pages.by_name[TEAM].times.median_ms / pages.by_name[RAW].times.median_ms


def _over(pages: Pages, beside: str) -> float:
    return pages.by_name[PROGRESS].times.median_ms / pages.by_name[beside].times.median_ms


def _verdict(*, is_met: bool) -> str:
    return "met" if is_met else "MISSED"
