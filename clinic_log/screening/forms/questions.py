"""The questions of a screening as a form: what is ticked is a yes, and one answer says what holds for all others."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import wtforms
from typing_extensions import override

from clinic_log.base.errors import InvalidInputError
from clinic_log.catalogue import contraindications
from clinic_log.catalogue.contraindications import Contraindication
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.rules import Side
from clinic_log.screening.rules.answers import REASON_LIMIT, WORDS_LIMIT, Answer, Given, complete_answers
from clinic_log.web.forms import ChipsField, ChoiceField, FieldsForm, Required, TextField

_REGIONS: Final = [(region.value, region.label) for region in Region if region is not Region.GENERAL]
_SIDES: Final = [(side.value, side.value.capitalize()) for side in (Side.LEFT, Side.RIGHT, Side.BOTH)]
REST: Final = [
    (Given.NO.value, "All others: asked, no"),
    (Given.NOT_ASKED.value, "Not all were asked"),
]


class QuestionForm(FieldsForm):
    """One question. The place and the words belong to a yes."""

    is_yes = wtforms.BooleanField()
    words = TextField("More about it", limit=WORDS_LIMIT)
    regions = ChipsField("Where", choices=_REGIONS)
    side = ChoiceField("Side", choices=_SIDES)


def _questions() -> type[FieldsForm]:
    fields = {one.slug: wtforms.FormField(QuestionForm, one.label) for one in contraindications.asked()}
    return type("QuestionsForm", (FieldsForm,), fields)


class ScreeningForm(FieldsForm):
    """Every question, and what was answered to those that are not ticked."""

    questions = wtforms.FormField(_questions())
    rest = ChoiceField("All that is not ticked", [Required("Say what was answered to the others")], choices=REST)

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> "ScreeningForm":
        """What was answered with yes before. What holds for the others is asked anew."""
        kept: dict[str, Any] = {
            answer.code: {
                "is_yes": True,
                "words": answer.words,
                "regions": sorted(answer.regions),
                "side": answer.side,
            }
            for answer in answers
            if answer.given is Given.YES
        }
        return cls(data={"questions": kept})

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """A place or words without the tick are half an answer."""
        is_valid: bool = super().validate(extra_validators)
        for _question, row in self.rows():
            if not row.is_yes.data and (row.words.data or row.regions.data or row.side.data):
                row.is_yes.errors = ["Tick this answer, or remove what stands below it"]
                is_valid = False
        return is_valid

    def rows(self) -> Iterator[tuple[Contraindication, Any]]:
        """Each question with its form."""
        inner: Any = self.questions.form
        for one in contraindications.asked():
            yield one, inner[one.slug].form

    def answers(self) -> tuple[Answer, ...]:
        """Only for a form whose fields are valid."""
        positive = {one.slug: _answer(one, row) for one, row in self.rows() if row.is_yes.data}
        return complete_answers(positive, rest=Given(self.rest.data))


class OverrideForm(FieldsForm):
    """Why needling goes on in spite of an absolute contraindication."""

    code = wtforms.HiddenField()
    reason = TextField("Why needling goes on", [Required("Say why needling goes on")], limit=REASON_LIMIT)

    def refuse(self, error: InvalidInputError) -> None:
        self[error.field or "reason"].errors = [str(error)]


def _answer(question: Contraindication, row: Any) -> Answer:
    return Answer(
        code=question.slug,
        label=question.label,
        given=Given.YES,
        words=row.words.data or "",
        regions=frozenset(map(Region, row.regions.data or ())) if question.asks_place else frozenset(),
        side=Side(row.side.data) if question.asks_place and row.side.data else None,
    )
