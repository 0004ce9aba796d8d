"""The words of the consent form and of the aftercare leaflet, in one place for every language.

What must be explained: New Jersey 45:9-37.34k, Virginia and Colorado (record-fields). Explicit consent for an intimate
area with the offer of a chaperone: the catalogue's list of consent. Rates: Brady 2014 and Boyce 2020.
Warning signs after needling the thorax in writing: the note of the catalogue's adjunct `aftercare`. No clinician has
reviewed these words yet; the documents say so.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its text; a blank line parts paragraphs, any other end of a line is a space."""

    title: str
    text: str

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(unwrapped(part) for part in self.text.split("\n\n") if part.strip())


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTexts:
    title: str
    opening: str
    parts: tuple[Part, ...]
    signing_title: str
    declaration: str
    patient: str
    version: str
    therapist: str
    training: str
    intimate: tuple[tuple[str, str], ...]
    signing: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletTexts:
    title: str
    about: str
    urgent: str
    warnings: Part
    parts: tuple[Part, ...]
    contact: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTexts:
    """All words of the papers in one language; `made` stands before the day on which a paper was made."""

    consent: ConsentTexts
    leaflet: LeafletTexts
    made: str


_CONSENT: Final = ConsentTexts(
    title="Consent to trigger point needling",
    opening="""
        Please read this before your first treatment and ask about anything that is not clear. You decide, and you can
        change your mind at any time, also while needles are in place.
    """,
    parts=(
        Part(
            "What is done",
            """
            Thin, sterile, single-use needles are placed into tight, tender places of muscles. Nothing is injected. A
            needle may stay for some minutes or be moved, and a muscle may twitch. Today's agreement is asked again at
            each visit.
            """,
        ),
        Part(
            "What it may do for you",
            "It may lessen pain and let a muscle move more easily. It does not help everybody, and never by itself.",
        ),
        Part(
            "Risks",
            """
            Common: soreness for a day or two, bruising, a drop of blood, pain while the needle is in. In two surveys
            therapists recorded a mild effect in about one of five, and in more than one of three treatments. Now and
            then: tiredness, dizziness, fainting.

            Rare and serious: injury of a lung (when the chest, neck or shoulder is needled), infection, injury of a
            nerve or vessel, a needle that breaks. In one survey of 20,464 treatments 20 major effects were recorded,
            about one in a thousand.
            """,
        ),
        Part(
            "Alternatives",
            """
            Exercise, manual treatment, heat, advice, medicine from a doctor, waiting, or no treatment. Saying no to
            needles changes nothing in the rest of your care.
            """,
        ),
        Part(
            "This is not acupuncture",
            """
            The needles look alike, but your therapist examines muscles and movement and does not practise acupuncture
            or treat along meridians.
            """,
        ),
        Part(
            "Tell us before we begin",
            """
            Medicine against blood clots, bleeding, infection or fever, pregnancy, a pacemaker or other implant,
            swelling of a limb after surgery, epilepsy, heart or lung disease, cancer, metal allergy, fear of needles,
            fainting, or a bad reaction to needles before.
            """,
        ),
    ),
    signing_title="Your decision",
    declaration="""
        I have read this or had it read to me, my questions were answered, I know of the risks, the benefits, the
        alternatives, that this is not acupuncture, and how my therapist was trained. I agree to trigger point needling.
        I can withdraw at any time without giving a reason. I was offered a copy.
    """,
    patient="Patient",
    version="Form version",
    therapist="Therapist",
    training="Training in needling",
    intimate=(
        ("Needles in intimate areas", "breast: yes / no     groin: yes / no     pelvic floor: yes / no"),
        ("A chaperone was offered", "I want one / I do not want one     (only for needles in intimate areas)"),
    ),
    signing=(
        "Signature of the patient",
        "Or of guardian, representative",
        "Name, if not the patient",
        "Date",
        "Signature of the therapist",
    ),
    source="No clinician has reviewed these words yet.",
)

_LEAFLET: Final = LeafletTexts(
    title="After trigger point needling",
    about="Please keep this page for the next days",
    urgent="""
        Call the emergency number or go to an emergency department at once, and say that you were needled, if you have
        one of these:
    """,
    warnings=Part(
        "Warning signs",
        """
        After needles near the chest, neck, shoulder or upper back, also one to three days later: shortness of breath,
        pain in the chest, more so when you breathe in, pain at the tip of the shoulder, a dry cough, blue lips.

        A sudden severe headache, new weakness or numbness, trouble with speech or sight.

        Weak legs, or trouble with bladder or bowel, after needles near the spine.

        Fainting that comes back, or bleeding that does not stop under firm pressure.

        Call the clinic or a doctor the same day for a swelling that grows, redness that spreads, pus, or fever.
        """,
    ),
    parts=(
        Part(
            "What is usual",
            """
            Soreness like after hard exercise for a day or two, a small bruise, a drop of blood, tiredness on the same
            day.
            """,
        ),
        Part(
            "What helps",
            """
            Move gently, drink, use warmth if it feels good, and do the exercises that were shown to you. Leave out hard
            training until the soreness is over. Do not drive while you feel dizzy or drowsy.

            Before a flight, a dive or a match in the next days, after needles near the chest: ask us first.
            """,
        ),
        Part("Whom to call", "Your therapist wants to know of anything unusual, also when it is over."),
    ),
    contact=("Clinic, by day", "Out of hours", "Needled today, and where"),
    source="General information; no clinician has reviewed these words yet, and they replace no examination.",
)

ENGLISH: Final = PaperTexts(consent=_CONSENT, leaflet=_LEAFLET, made="Made")
