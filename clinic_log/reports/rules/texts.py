"""The text that a report begins with: sentences from the record, for a person to read and change."""

from clinic_log.base.wording import day_words
from clinic_log.outcomes.rules.progress import EpisodeProgress
from clinic_log.reports.rules.contents import ReportSource
from clinic_log.reports.rules.kinds import ReportKind


def suggested_text(kind: ReportKind, source: ReportSource) -> str:
    """Paragraphs parted by a blank line. Nothing is said that the record does not hold."""
    progress = source.progress
    opening = {
        ReportKind.SUMMARY: _since(progress),
        ReportKind.PROGRESS: _since(progress),
        ReportKind.LETTER: f"{_referral(source)}{_since(progress)}",
        ReportKind.DISCHARGE: f"{_since(progress)} {_ended(progress)}".strip(),
        ReportKind.HANDOVER: _since(progress),
    }[kind]
    return "\n\n".join(part for part in (opening, _goals(progress), *_signals(kind, progress)) if part)


def _since(progress: EpisodeProgress) -> str:
    onset = progress.facts.onset_on
    began = f", which began on {day_words(onset)}" if onset else ""
    return f"Treated here since {day_words(progress.facts.opened_on)} for {progress.name}{began}."


def _referral(source: ReportSource) -> str:
    return f"Referral: {source.referral}.\n\n" if source.referral else ""


def _ended(progress: EpisodeProgress) -> str:
    ended = progress.facts.discharged_on
    return f"Discharged on {day_words(ended)}: {progress.discharge}." if ended else ""


def _goals(progress: EpisodeProgress) -> str:
    return f"Goals: {progress.facts.goals}" if progress.facts.goals else ""


def _signals(kind: ReportKind, progress: EpisodeProgress) -> list[str]:
    """What a colleague should notice; in no letter that leaves the team."""
    if kind is not ReportKind.HANDOVER:
        return []
    return [signal.words for signal in progress.signals]
