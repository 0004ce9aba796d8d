"""What the page that signs shows: every sentence of the note, what to look at, what is missing, what it means."""

from dataclasses import replace
from typing import Any

from werkzeug.datastructures import ImmutableMultiDict

from clinic_log.base.permissions import Permission
from clinic_log.clinics.queries import get_policy
from clinic_log.treatments.forms import SigningForm
from clinic_log.treatments.queries import content_of, get_draft, list_drafts_of_others
from clinic_log.treatments.queries.draft_state import is_typed
from clinic_log.treatments.rules import Asked, CountedHow, EffectTiming, Gap, SessionContent, SignatureMeaning
from clinic_log.treatments.rules.cautions import cautions
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.rules.hazards import passed
from clinic_log.treatments.rules.narrative import NARRATIVE_LIMIT_CHARACTERS, narrate
from clinic_log.treatments.rules.needle_count import is_in_one_number, region_lines
from clinic_log.treatments.rules.scope import credential_cautions
from clinic_log.treatments.rules.screened import with_standing
from clinic_log.treatments.rules.signing import Signer, may_mean
from clinic_log.treatments.views.finding import Visit
from clinic_log.treatments.views.note_page import facts_of, saved_form
from clinic_log.treatments.views.note_steps import left_in
from clinic_log.treatments.views.proof import asked_of_signer
from clinic_log.treatments.views.risk_words import override_lines
from clinic_log.treatments.views.sign_code import code_suggestion
from clinic_log.treatments.views.signed_page import MEANINGS
from clinic_log.web.template_tools import moment


def has_unsaved_text(visit: Visit) -> bool:
    """Whether this person typed something that is not saved, and so would not be signed."""
    return is_typed(get_draft(visit.db, by=visit.by, treatment=visit.treatment))


def signing_form(visit: Visit, sent: "ImmutableMultiDict[str, str] | None" = None) -> SigningForm:
    """The form with the meanings that are this person's to give. One alone needs no choice."""
    form = SigningForm(sent, data={"revision": str(visit.treatment.revision)})
    offered = _meanings(visit)
    form.meaning.offer([(meaning, MEANINGS[meaning]) for meaning in offered])
    if len(offered) == 1 and sent is None:
        form.meaning.data = offered[0].value
    return form


def sign_page(
    visit: Visit,
    form: SigningForm,
    *,
    is_refused: bool = False,
    is_overtaken: bool = False,
) -> dict[str, Any]:
    """The values of the page, read in a constant number of statements."""
    treatment, facts, names = visit.treatment, facts_of(visit), visit.names
    content = with_standing(content_of(treatment), facts.risks.standing)
    saved = saved_form(visit, facts)
    draft = get_draft(visit.db, by=visit.by, treatment=treatment)
    left = left_in(content, facts=facts)
    narrative = narrate(content, zone=treatment.zone, names=names)

    def with_place(gap: Gap) -> tuple[str, str]:
        return saved.control_id(gap.field), gap.text

    return {
        "patient": visit.patient,
        "alerts": facts.risks.alerts,
        "treatment": treatment,
        "form": form,
        "narrative": narrative,
        "characters": sum(len(sentence) for sentence in narrative),
        "when": moment(treatment.started_at, treatment.zone),
        "told": _told(content),
        "code": code_suggestion(content, policy=get_policy(visit.db, by=visit.by)),
        "gaps": [with_place(gap) for gap in left.gaps],
        "cautions": [with_place(gap) for gap in (*credential_cautions(content, facts.inserting), *cautions(content))],
        "overrides": list(override_lines(replace(content, overrides=passed(content)), visit.names)),
        "unsaved_since": draft.saved_at if draft and is_typed(draft) else None,
        "unsaved_by_others": [
            (names.get(other.author_id, ""), other.saved_at)
            for other in list_drafts_of_others(visit.db, by=visit.by, treatment=treatment)
            if is_typed(other)
        ],
        "may_write": visit.by.may(Permission.WRITE_SESSION),
        "may_sign": visit.by.may(Permission.SIGN_SESSION) and bool(form.meaning.choices),
        "only_meaning": MEANINGS[_meanings(visit)[0]] if len(_meanings(visit)) == 1 else "",
        "asked": asked_of_signer(visit.db),
        "signer": visit.by.display_name,
        "limit": NARRATIVE_LIMIT_CHARACTERS,
        "is_overtaken": is_overtaken,
        "page_error": is_refused or bool(form.errors),
    }


def _meanings(visit: Visit) -> list[SignatureMeaning]:
    inserted_by = [row.inserted_by_id for row in visit.treatment.needlings if row.inserted_by_id is not None]
    return [
        meaning
        for meaning in SignatureMeaning
        if may_mean(
            meaning,
            signer=Signer.of(visit.by.user_id, visit.by.role_names),
            practitioner_id=visit.treatment.practitioner_id,
            inserted_by_ids=inserted_by,
        )
    ]


def _told(content: SessionContent) -> list[tuple[str, str, str]]:
    """(name, words, tone) of what is worth a second look before signing."""
    effects = content.side_effects_before_leaving
    count = len(content.effects_of(EffectTiming.BEFORE_LEAVING))
    asked = {Asked.NONE: "asked: none", Asked.NOT_ASKED: "not asked", None: "not answered"}
    return [
        _count(content),
        ("Side effects", asked.get(effects, f"asked, {count} present"), "good" if effects is Asked.NONE else "caution"),
        ("Agreement today", _agreement(content), ""),
    ]


def _count(content: SessionContent) -> tuple[str, str, str]:
    lines = region_lines(content)
    if not lines:
        return "Needles", "none", ""
    if content.needles_out is None:
        withheld = any(line.is_withheld for line in lines)
        told = "not counted out" if withheld else f"{content.needles_in} in, not counted out"
        return "Needles", told, "caution"
    agrees = is_in_one_number(content) or not any(line.differs for line in lines)
    is_sure = agrees and content.needles_out == content.needles_in and content.counted_how is CountedHow.AT_REMOVAL
    how = words("count_state", content.counted_how).lower()
    return "Needles", f"{content.needles_in} in, {content.needles_out} out, {how}", "good" if is_sure else "caution"


def _agreement(content: SessionContent) -> str:
    return {None: "not answered", "agrees": "agrees", "declines": "declines", "not_asked": "not asked"}[
        content.agreement
    ]
