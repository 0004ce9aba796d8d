"""Which settings a clinic has and what holds while nobody has decided."""

from dataclasses import dataclass, fields
from typing import Final

from clinic_log.base.wording import counted

# No country's number: a clinic adds its own. Ambulance or emergency department, and no driving, are what
# `adverse_events.csv` advises for a suspected pneumothorax.
DEFAULT_EMERGENCY_ADVICE: Final = (
    "Call the emergency number of the country that you are in, or let somebody take you to the nearest emergency "
    "department. Do not drive yourself. Say that you were treated with needles, where on your body, and when."
)
ADVICE_LIMIT: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a clinic has decided. The defaults hold until somebody does.

    Sources disagree on both ways of counting muscles for a procedure code, so each default is the one that suggests
    the smaller number: a muscle counts once for both sides, and its parts (upper and middle trapezius) count as one.

    The other settings say when the progress of an open episode is pointed at. They are conventions of the clinic, not
    published limits. `reassess_after_days` is 0 where only the plan of an episode asks for a re-assessment.

    `consent_days` is how long consent in writing holds, 0 until it is withdrawn: no source that was read sets a term.
    `adult_from_years` is the age from which a patient signs alone.

    `supervisors_override` leaves it to supervisors to let needling go on in spite of an absolute contraindication.

    The four that begin with `cosign` say which signed notes wait for a supervisor's signature as well: those of
    students and of practitioners in training, those with a side effect beyond mild, those with an override, and by
    chance one in `cosign_one_in` (0: none; 20 by default, 5 %, a convention of this product).

    `review_hours` is how soon an incident has to be looked into after it became known: 72 is a convention, too, and no
    published limit. `emergency_advice` is what a patient reads who tells of a warning
    sign by a follow-up link.

    `hides_ten`: figures that leave the clinic hide cells of 1 to 10 (CMS cell size suppression policy, for people
    insured by US Medicare) instead of 1 to 9.

    `credentials_required` refuses to start a session to a practitioner without a valid registration and needling
    certificate, who is only warned otherwise, and leaves it to a supervisor who did not treat to sign a needling that
    the credentials of who inserted the needle do not cover.
    """

    sides_count_apart: bool = False
    parts_count_apart: bool = False
    pounds_and_inches: bool = False
    credentials_required: bool = False
    review_at_visit: int = 4
    review_after_days: int = 30
    visits_without_measure: int = 3
    reassess_after_days: int = 0
    review_hours: int = 72
    hides_ten: bool = False
    emergency_advice: str = DEFAULT_EMERGENCY_ADVICE
    cosign_students: bool = True
    cosign_effects: bool = True
    cosign_overrides: bool = True
    cosign_one_in: int = 20
    supervisors_override: bool = False
    consent_days: int = 0
    adult_from_years: int = 18

    @property
    def smallest_cell(self) -> int:
        """The smallest count that may leave the clinic."""
        return 11 if self.hides_ten else 10


@dataclass(frozen=True, slots=True)
class Setting:
    """One question to the clinic with its two answers, first the one for `False`."""

    name: str
    label: str
    no: str
    yes: str

    def answer(self, policy: Policy) -> str:
        return self.yes if getattr(policy, self.name) else self.no


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSetting:
    """One question that is answered by a number from `least` to `most`, of `noun` (one of them: 'visit')."""

    name: str
    label: str
    hint: str
    noun: str
    least: int
    most: int
    at_zero: str = ""

    def answer(self, policy: Policy) -> str:
        number: int = getattr(policy, self.name)
        return self.at_zero if self.at_zero and not number else counted(number, self.noun)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSetting:
    """A text of the clinic's own, of at most `limit` characters."""

    name: str
    label: str
    hint: str
    limit: int

    def answer(self, policy: Policy) -> str:
        text: str = getattr(policy, self.name)
        return text


SETTINGS: Final = (
    Setting(
        "sides_count_apart",
        "The same muscle on the left and on the right",
        "counts once",
        "counts twice",
    ),
    Setting(
        "parts_count_apart",
        "Parts of one muscle, such as upper and middle trapezius",
        "count as one muscle",
        "count separately",
    ),
    Setting(
        "pounds_and_inches",
        "Forces, weights and lengths are typed first",
        "in kilograms and centimetres",
        "in pounds and inches",
    ),
    Setting(
        "hides_ten",
        "Figures that leave the clinic hide counts",
        "of 1 to 9",
        "of 1 to 10, as US Medicare asks",
    ),
    Setting(
        "cosign_students",
        "Notes of students and of practitioners in training",
        "need no co-signature",
        "are all co-signed",
    ),
    Setting(
        "cosign_effects",
        "Notes with a side effect beyond mild",
        "need no co-signature",
        "are all co-signed",
    ),
    Setting(
        "cosign_overrides",
        "Notes in which a warning was overridden",
        "need no co-signature",
        "are all co-signed",
    ),
    Setting(
        "supervisors_override",
        "Who may let needling go on in spite of an absolute contraindication",
        "whoever treats or supervises",
        "only a supervisor",
    ),
    Setting(
        "credentials_required",
        "Who has no valid registration or needling certificate",
        "is warned, starts a session and signs",
        "cannot start a session; what no certificate covers, only a supervisor who did not treat signs",
    ),
)

NUMBER_SETTINGS: Final = (
    NumberSetting(
        name="review_at_visit",
        label="No important change, by visits",
        hint="Pointed at from this visit on: 2 to 20. Two visits are the fewest that have a course.",
        noun="visit",
        least=2,
        most=20,
    ),
    NumberSetting(
        name="review_after_days",
        label="No important change, by time",
        hint="Pointed at this many days after the first score, whichever comes first: 7 to 180.",
        noun="day",
        least=7,
        most=180,
    ),
    NumberSetting(
        name="visits_without_measure",
        label="Tracked measure left out",
        hint="Pointed at when it was not taken at this many visits in a row: 2 to 12.",
        noun="visit",
        least=2,
        most=12,
    ),
    NumberSetting(
        name="reassess_after_days",
        label="Re-assessment due",
        hint=(
            "This many days after the last evaluation, or after the first visit where there was none: 14 to 365. "
            "0: only when the plan of the episode is over."
        ),
        noun="day",
        least=14,
        most=365,
        at_zero="only by the plan",
    ),
    NumberSetting(
        name="review_hours",
        label="Time until an incident has to be looked into",
        hint="1 to 720. Reviews that are open already keep their due time.",
        noun="hour",
        least=1,
        most=720,
    ),
    NumberSetting(
        name="cosign_one_in",
        label="Of the other notes, by chance one in",
        hint="1: every note. 20: about one note in twenty. 0: none. Nobody can tell beforehand which are drawn.",
        noun="note",
        least=1,
        most=1000,
        at_zero="none",
    ),
    NumberSetting(
        name="consent_days",
        label="Consent in writing holds for",
        hint="30 to 1825 after it was signed; it is pointed at 30 days before. 0: until it is withdrawn.",
        noun="day",
        least=30,
        most=1825,
        at_zero="until it is withdrawn",
    ),
    NumberSetting(
        name="adult_from_years",
        label="A patient signs alone from the age of",
        hint="14 to 21; below it a guardian signs.",
        noun="year",
        least=14,
        most=21,
    ),
)

TEXT_SETTINGS: Final = (
    TextSetting(
        name="emergency_advice",
        label="Emergency advice to patients",
        hint="A patient who tells of a warning sign by a follow-up link reads it at once. Add your emergency number.",
        limit=ADVICE_LIMIT,
    ),
)

_ALL: Final = (*SETTINGS, *NUMBER_SETTINGS, *TEXT_SETTINGS)


def changes(old: Policy, new: Policy) -> tuple[str, ...]:
    """What differs, in words for the audit: `sides_count_apart: counts once, now counts twice`."""
    return tuple(
        f"{setting.name}: {setting.answer(old)}, now {setting.answer(new)}"
        for setting in _ALL
        if setting.answer(old) != setting.answer(new)
    )


# A setting without a question, or a question without a setting, stops the program.
if {setting.name for setting in _ALL} != {field.name for field in fields(Policy)}:
    raise TypeError("Each setting of a policy needs one question.")
