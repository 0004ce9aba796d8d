"""Published side-effect rates beside the clinic's own: as context, with how each was asked, and never as a test.

Rates depend on what is counted and on who asks: soreness is 2 % by a practitioner's form and 29 to 91 % where patients
are asked in trials (methods, section 8). So each rate stands in words with its unit, and on no common axis.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from clinic_log.biostatistics.intervals import poisson_rate, zero_events_upper_bound
from clinic_log.catalogue import adverse_events, published_rates
from clinic_log.catalogue.published_rates import Modality, PublishedRate, RateUnit
from clinic_log.catalogue.vocabulary import Verified
from clinic_log.supervision.rules.words import LEAST_FOR_PERCENT, percent_words
from clinic_log.treatments.rules import EffectTiming

ROLL_UP_WORDS: Final = {
    "any-mild": "Any mild side effect",
    "any-significant": "Any side effect beyond mild",
    "any-serious": "Any serious event",
}
UNIT_WORDS: Final = {
    RateUnit.TREATMENTS: "events in treatments; one treatment may have several",
    RateUnit.PATIENTS: "patients with it",
    RateUnit.RESPONDENTS: "practitioners who saw it in their whole career; no rate of treatments",
    RateUnit.TREATMENT_COURSES: "courses of treatment with it",
}
OWN_UNIT: Final = "events in sessions in which it was asked; one session may have several"
ASKED_WORDS: Final = {
    EffectTiming.BEFORE_LEAVING: "asked by the therapist before leaving",
    EffectTiming.SINCE_LAST_TIME: "asked at the next contact",
}
# A serious one is beyond mild too; the three grades of a visit are told apart.
COUNTED_AS: Final[Mapping[str, tuple[str, ...]]] = {"any-significant": ("any-significant", "any-serious")}
_PER_HUNDRED: Final = 100
_CHECKED_WORDS: Final = {Verified.YES: "", Verified.PARTLY: "partly checked", Verified.NO: "from memory, not checked"}
_BY_AUTHORS: Final = "interval: as published"
_BY_COUNTS: Final = "interval: Wilson, from the counts"
HEAD: Final = ("Source", "How it was asked", "What is counted", "Number", "In 100", "95 % interval")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCounts:
    """Effects by kind or roll-up and question, over the needling sessions in which that question was asked."""

    effects: Mapping[tuple[str, EffectTiming], int]
    asked: Mapping[EffectTiming, int]
    has_open_serious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """One rate in words; `note` says what a reader must know of it. `is_own`: the clinic's."""

    source: str
    asked: str
    unit: str
    number: str
    rate: str
    interval: str
    note: str = ""
    is_own: bool = False
    count: int = 0

    @property
    def cells(self) -> tuple[str, ...]:
        return self.source, self.asked, self.unit, self.number, self.rate, self.interval


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSection:
    """One kind of side effect: the clinic's own rates first, then studies of needling, then of acupuncture."""

    slug: str
    label: str
    own: tuple[RateLine, ...]
    published: tuple[RateLine, ...]


def rate_sections(own: OwnCounts) -> tuple[RateSection, ...]:
    """The roll-ups, then every kind that somebody reported a rate of, by name."""
    slugs = dict.fromkeys(rate.event_slug for rate in published_rates.all_rates())
    kinds = sorted((slug for slug in slugs if slug not in ROLL_UP_WORDS), key=lambda slug: _label(slug).casefold())
    return tuple(
        RateSection(
            slug=slug,
            label=_label(slug),
            own=tuple(_own_lines(slug, own)),
            published=tuple(_published_lines(slug)),
        )
        for slug in (*ROLL_UP_WORDS, *kinds)
    )


def _label(slug: str) -> str:
    return ROLL_UP_WORDS.get(slug) or adverse_events.get(slug).label


def _own_lines(slug: str, own: OwnCounts) -> Iterator[RateLine]:
    for timing in EffectTiming:
        count = sum(own.effects.get((each, timing), 0) for each in COUNTED_AS.get(slug, (slug,)))
        asked = own.asked.get(timing, 0)
        rate, interval, note = _own_rate(count, asked, hides_zero=own.has_open_serious and _is_serious(slug))
        yield RateLine(
            source="This clinic",
            asked=ASKED_WORDS[timing],
            unit=OWN_UNIT,
            number=f"{count:,} in {asked:,}",
            rate=rate,
            interval=interval,
            note=note,
            is_own=True,
            count=count,
        )


def _own_rate(count: int, asked: int, *, hides_zero: bool) -> tuple[str, str, str]:
    """The rate, its interval and a note. A number under 10 has no rate; zero has an upper bound instead, unless a
    serious event is still looked at.
    """
    found = poisson_rate(count, asked, per=_PER_HUNDRED)
    if found is None or asked < LEAST_FOR_PERCENT:
        return "", "", "small number: count only" if asked else "nobody asked in this period"
    if count:
        return _number(found.rate), f"{_number(found.low)}–{_number(found.high)}", ""
    if hides_zero:
        return "", "", "an open serious event is being looked at"
    bound = zero_events_upper_bound(asked) or 0.0
    return "0", "", f"the true rate could still be up to {percent_words(bound)}"


def _published_lines(slug: str) -> Iterator[RateLine]:
    rates = published_rates.for_event(slug)
    for rate in sorted(rates, key=lambda rate: (rate.modality is not Modality.DRY_NEEDLING, -rate.year)):
        interval, whose = _study_interval(rate)
        notes = (_CHECKED_WORDS[rate.verified], whose, rate.notes or "")
        yield RateLine(
            source=f"{rate.study} ({rate.modality.value})",
            asked=rate.ascertainment,
            unit=UNIT_WORDS[rate.unit],
            number=_study_number(rate),
            rate=f"{rate.rate_percent:.4g}",
            interval=interval,
            note="; ".join(note for note in notes if note),
        )


def _study_number(rate: PublishedRate) -> str:
    if rate.denominator is None:
        return "not reported"
    return f"{rate.events:,} in {rate.denominator:,}" if rate.events is not None else f"of {rate.denominator:,}"


def _study_interval(rate: PublishedRate) -> tuple[str, str]:
    """The authors' limits, or the upper one where they gave no other; else Wilson's from their counts. And whose."""
    if rate.ci_high is not None:
        upper = _number(rate.ci_high)
        return (f"up to {upper}" if rate.ci_low is None else f"{_number(rate.ci_low)}–{upper}"), _BY_AUTHORS
    if rate.wilson_low is not None and rate.wilson_high is not None:
        return f"{_number(rate.wilson_low)}–{_number(rate.wilson_high)}", _BY_COUNTS
    return "not reported", ""


def _is_serious(slug: str) -> bool:
    known = adverse_events.by_slug().get(slug)
    return slug in {"any-significant", "any-serious"} or (known is not None and known.is_serious)


def _number(percent: float) -> str:
    """19, 7.6, 0.04, 0.0009: as many digits as say something, never in powers of ten."""
    return percent_words(percent / _PER_HUNDRED).removesuffix(" %")
