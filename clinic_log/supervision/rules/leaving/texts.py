"""How the figures of each file were counted, in words, by what is counted."""

from typing import Final

from clinic_log.catalogue import VERSION
from clinic_log.supervision.rules.definitions import HOW_COUNTED

SMALL_NUMBERS: Final = (
    "Counts, unless they are hidden; percentages from 10, a practitioner's share of responders from 20 evaluable "
    "episodes."
)
OF_COURSES: Final = {
    "Instrument": f"NPRS, 0 to 10 (catalogue {VERSION}), unless the episode follows another question.",
    "Asked by": (
        "The therapist at each visit, before the treatment; a follow-up after the last visit in person, by phone, by "
        "video, on paper or by link."
    ),
    "Time window": "From the first before-score of the episode to its last, or to a later follow-up score.",
    **{name: HOW_COUNTED[name] for name in ("Responder", "Evaluable", "Month and practitioner")},
    "Completion": (
        "Episodes with an evaluable last score among those that are discharged or open for more than 8 weeks. Under "
        "60 %, or when counting the missing as non-responders moves the rate by more than 10 points, the rate is "
        "withheld; where they are hidden, also when as many as a hidden cell may hold would move it so far. Rates by "
        "month and in the funnel stand whatever is missing."
    ),
    "Missing scores": (
        "Never filled in. They are counted beside the rate where they may be told, and once more as if none of them "
        "had responded."
    ),
}
OF_EFFECTS: Final = {
    "Side effects asked by": "The therapist before leaving and at the next contact, or a follow-up link.",
    **{name: HOW_COUNTED[name] for name in ("Side effects", "Expected soreness")},
}
OF_CHARTS: Final = {
    "Control charts": (
        "The centre is the rate of the months that set it, the limits lie three standard errors from it (p-chart; "
        "u-chart for effects in 1,000 sessions), cut at 0 and 100 %. Runs by the rules of Anhøj and Olesen, where no "
        "month is hidden. A signal says that something changed, not what, and not that it was care. The last month may "
        "still be running. Serious events stand on no chart."
    ),
}
OF_FUNNELS: Final = {
    "Funnel": (
        "Exact binomial limits around the rate of all together: 95 % and 99.8 % of people with that rate would lie "
        "between them by chance. A point outside says nothing about care before case mix, missing scores and what was "
        "recorded were looked at. Not a ranking."
    ),
    "Observed over expected": (
        "Adjusted for baseline pain, duration and region, as far as 20 episodes are alike in them, and for nothing "
        "else: expected is what the clinic reaches in episodes of the same kind. 1.00 is as expected; Byar's limits, "
        "95 %. Nothing that was decided after the start, such as the number of sessions, is adjusted for."
    ),
    "Episodes of nobody": "Those without a needling visit belong to no practitioner and are not counted here.",
}
OF_SITES: Final = {
    "Many rows": (
        "Of 20 rows that are all alike, about one looks different by chance alone. Do not act on one row: look whether "
        "it holds in other months."
    ),
    "No change in pain": (
        "Several muscles and techniques share each visit: none of it belongs to one of them. A session that used two "
        "of them counts for both."
    ),
    "Twitch": (
        "Sites in which one was sought, and those in which it was obtained; sites where nobody sought one stand "
        "outside. Where a technique or a muscle was chosen, only the sites with it are counted."
    ),
}
OF_QUALITY: Final = {
    "Pain before, none after": (
        "Sessions with a score of the followed pain question before the treatment and none after it."
    ),
    "Side effects not asked": ("Needling sessions in which nobody asked before leaving; not asked is never none."),
    "Sites with copied values": (
        "Needle sites in which something still stands as it was copied from last time or from a favourite; each was "
        "confirmed by a person. Where a technique or a muscle was chosen, only the sites with it, while every other "
        "figure is of the whole session."
    ),
    "Visit to signature": (
        "The middle time from the start of a visit to its first signature; late is 48 hours or more."
    ),
    "Drafts": "Those of now that are older than a day, whatever the period.",
    "Everyone": "All practitioners together; the others in alphabetical order, not a ranking.",
}
OF_LITERATURE: Final = {
    "Context only": (
        "Published figures are no limit, and nothing is tested against them. What is counted differs (events, "
        "patients, practitioners), and so does who asks: soreness is 2 in 100 where a practitioner fills in a form, "
        "and 29 to 91 in 100 where patients are asked in trials. No two rates stand on one axis. A clinic whose rate "
        "rises after it starts to ask is not less safe."
    ),
    "This clinic": (
        "Effects in needling sessions in which somebody asked, all practitioners together. An effect that nobody "
        "called more than mild counts as mild. Intervals: exact Poisson, 95 %."
    ),
    "Studies": (
        "Intervals as published, or Wilson from their counts: the note of each says which. None of their numbers is "
        "hidden."
    ),
}
