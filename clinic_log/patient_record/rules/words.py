"""Days and small counts as this page writes them."""

from datetime import date


def day_words(day: date) -> str:
    """16 Oct 2026."""
    return f"{day.day} {day:%b %Y}"


def span_words(first: date, last: date) -> str:
    """'16 Oct to 13 Nov 2026', the year once where it is the same."""
    if first == last:
        return day_words(first)
    start = f"{first.day} {first:%b}" if first.year == last.year else day_words(first)
    return f"{start} to {day_words(last)}"


def visit_labels(days: list[date]) -> list[str]:
    """What stands under a chart: '16 Oct', with the year where the visits lie in more than one."""
    in_one_year = len({day.year for day in days}) <= 1
    return [f"{day.day} {day:%b}" if in_one_year else f"{day.day} {day:%b %y}" for day in days]


def counted(number: int, one: str, many: str = "") -> str:
    """1 visit, 3 visits."""
    return f"{number} {one if number == 1 else many or one + 's'}"
