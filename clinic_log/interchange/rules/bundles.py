"""What a FHIR Bundle holds for us (https://hl7.org/fhir/R4/bundle.html): people, their conditions, and what is left."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from clinic_log.interchange.rules import BrokenFileError
from clinic_log.interchange.rules.elements import Element, read_element
from clinic_log.interchange.rules.people import Person, read_person
from clinic_log.interchange.rules.problems import Problem, read_problem

ENTRY_LIMIT: Final = 200_000
_TYPES: Final = frozenset(
    {"document", "message", "transaction", "transaction-response", "batch", "batch-response"}
    | {"history", "searchset", "collection"}
)
_NO_RESOURCE: Final = "entry without a resource"


@dataclass(frozen=True, kw_only=True)
class Contents:
    """A sound file. `problems` are kept by the place of their person; `others` counts what is not read, by type."""

    people: tuple[Person, ...]
    problems: Mapping[str, tuple[Problem, ...]]
    stray_problems: tuple[Problem, ...]
    others: Mapping[str, int]


def read_bundle(content: bytes, *, today: date) -> Contents:
    """Raises BrokenFileError when anything that would be taken cannot be read: then nothing of the file is."""
    bundle = read_element(content)
    if bundle.text("resourceType") != "Bundle":
        raise BrokenFileError("a FHIR Bundle is expected", place="resourceType")
    if bundle.has("type") and bundle.text("type") not in _TYPES:
        raise BrokenFileError("this is no type of a Bundle in FHIR R4", place="type")
    entries = bundle.elements("entry")
    if len(entries) > ENTRY_LIMIT:
        raise BrokenFileError(f"it has more than {ENTRY_LIMIT:,} entries", place="entry")
    people: list[Person] = []
    problems: list[Problem] = []
    others: Counter[str] = Counter()
    for entry in entries:
        resource, full_url = entry.element("resource"), entry.text("fullUrl").strip()
        kind = _kind(entry, resource)
        if kind == "Patient":
            people.append(read_person(resource, full_url=full_url, today=today))
        elif kind == "Condition":
            problems.append(read_problem(resource, full_url=full_url, today=today))
        else:
            others[kind] += 1
    return _matched(people, problems, others)


def _kind(entry: Element, resource: Element) -> str:
    if not entry.has("resource"):
        return _NO_RESOURCE
    kind = resource.text("resourceType")
    if not kind.isalpha() or not kind.isascii():
        raise BrokenFileError("the type of a resource is expected", place=resource.at("resourceType"))
    return kind


def _matched(people: list[Person], problems: list[Problem], others: Mapping[str, int]) -> Contents:
    by_reference = _by_reference(people)
    of_person: dict[str, list[Problem]] = defaultdict(list)
    stray: list[Problem] = []
    for problem in problems:
        owner = by_reference.get(problem.patient) or by_reference.get(_relative(problem.patient))
        if owner is None:
            stray.append(problem)
        else:
            of_person[owner.place].append(problem)
    return Contents(
        people=tuple(people),
        problems={place: tuple(found) for place, found in of_person.items()},
        stray_problems=tuple(stray),
        others=dict(sorted(others.items())),
    )


def _by_reference(people: list[Person]) -> dict[str, Person]:
    """The person of each reference. A number that two people carry leads to neither."""
    found: dict[str, Person] = {}
    for person in people:
        for reference in person.references:
            if found.setdefault(reference, person).identifiers != person.identifiers:
                raise BrokenFileError("another patient of this file has the same address", place=person.place)
    carriers: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for one in person.identifiers:
            carriers[f"Patient?identifier={one.system}|{one.value}"].append(person)
    return {reference: holders[0] for reference, holders in carriers.items() if len(holders) == 1} | found


def _relative(reference: str) -> str:
    """`Patient/7` of `https://example.org/fhir/Patient/7`."""
    _before, separator, own_id = reference.rpartition("/Patient/")
    return f"Patient/{own_id}" if separator else reference
