"""Every word of the pages behind a follow-up link, in one place, so that other languages can follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from clinic_log.incidents.rules.follow_up import Bruise, Sign, SignsGap


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpTexts:
    """The texts in one language; `{day}` stands for a day in its words."""

    language: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    title: str
    question: str
    unread: str
    unread_detail: str
    signs: str
    sign_words: Mapping[Sign, str]
    none_of_these: str
    signs_gaps: Mapping[SignsGap, str]
    get_help: str
    soreness: str
    soreness_low: str
    soreness_high: str
    soreness_hint: str
    bruise: str
    bruise_words: Mapping[Bruise, str]
    other: str
    other_hint: str
    pain: str
    pain_low: str
    pain_high: str
    optional: str
    send: str
    footer: str
    put_right: str
    kept_title: str
    kept: str
    kept_warning: str
    not_shown: str
    changes: str
    changes_detail: str
    again: str
    gone_title: str
    gone: str
    busy_title: str
    busy: str
    in_emergency: str
    mail_subject: str
    mail: str

    def day_words(self, day: date) -> str:
        """'Friday 27 November'."""
        return self.day.format(weekday=self.weekdays[day.weekday()], number=day.day, month=self.months[day.month - 1])


ENGLISH: Final = FollowUpTexts(
    language="en",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day="{weekday} {number} {month}",
    title="After your treatment",
    question="How are you after your treatment on {day}?",
    unread="Nobody reads this outside the clinic's opening hours",
    unread_detail="If you are worried, call. Do not wait for an answer to this page.",
    signs="Since the treatment, have you had any of these?",
    sign_words=MappingProxyType(
        {
            Sign.BREATHLESS: "Short of breath",
            Sign.CHEST_PAIN: "Pain in the chest, or at the tip of the shoulder",
            Sign.SEVERE_HEADACHE: "A severe headache",
            Sign.LEGS_OR_BLADDER: "Weak legs, or a change in passing water or stool",
            Sign.SWELLING: "A swelling that grows",
            Sign.REDNESS: "Redness that spreads",
            Sign.FEVER: "Fever",
            Sign.WEAKNESS_OR_NUMBNESS: "New weakness or numbness",
            Sign.FAINTED: "Fainted",
        }
    ),
    none_of_these="None of these",
    signs_gaps=MappingProxyType(
        {
            SignsGap.MISSING: "Tick what you have had, or “None of these”",
            SignsGap.CONTRADICTION: "You ticked a sign and “None of these”. Untick one of the two",
        }
    ),
    get_help="Get help now",
    soreness="How sore are the needled places now?",
    soreness_low="not sore",
    soreness_high="worst imaginable",
    soreness_hint="Soreness for 1 to 3 days is common.",
    bruise="Is there a bruise?",
    bruise_words=MappingProxyType(
        {Bruise.NONE: "No", Bruise.SMALL: "Yes, smaller than a coin", Bruise.LARGE: "Yes, larger than a coin"}
    ),
    other="Anything else that you did not expect?",
    other_hint="In a few words. Please leave out names.",
    pain="How much pain do you have now?",
    pain_low="no pain",
    pain_high="worst imaginable",
    optional="optional",
    send="Send to the clinic",
    footer="This link works until {day}. No sign-in, and nothing is stored on this phone.",
    put_right="to put right before it is sent",
    kept_title="Thank you. The clinic has your answers.",
    kept="They are read in opening hours and become part of your record once a clinician has looked at them.",
    kept_warning="Your answers were sent to the clinic, but perhaps nobody reads them now. Do not wait for a call.",
    not_shown="What you sent is not shown here again.",
    changes="If something changes",
    changes_detail="Open the link again and send new answers until {day}.",
    again="Send more",
    gone_title="This link does not work",
    gone="It may be mistyped, older than 7 days, or used up. Ask the clinic for a new one.",
    busy_title="Please wait a little",
    busy="This was opened too often. Try again in a few minutes, or call the clinic.",
    in_emergency=(
        "Short of breath, pain in the chest or shoulder tip, a severe headache, weak legs, new numbness, fever, or a "
        "swelling or redness that grows:"
    ),
    mail_subject="How are you after your visit?",
    mail=(
        "Please tell us how you are after your visit. The link works until {day} and asks for no name:\n\n{link}\n\n"
        "Nobody reads the answers outside opening hours. In an emergency call for help: do not wait for an answer.\n"
        "This message was sent by a program: please do not reply to it.\n"
    ),
)

_LANGUAGES: Final = MappingProxyType({ENGLISH.language: ENGLISH})


def texts_in(language: str) -> FollowUpTexts:
    """The texts in this language; in English where there are none."""
    return _LANGUAGES.get(language, ENGLISH)
