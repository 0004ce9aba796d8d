"""The invented people: who works in the clinic and who comes to it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from clinic_log.accounts.rules import Role
from clinic_log.patients.rules import AlertLevel, Sex

CLINIC_NAME: Final = "Riverside Physiotherapy"
CLINIC_ZONE: Final = "Europe/London"

# A patient is at least 16 and at most 88 years old at the end of the two years.
_YOUNGEST_YEARS: Final = 16
_OLDEST_YEARS: Final = 88


@dataclass(frozen=True)
class Colleague:
    name: str
    email: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class Person:
    """A patient to register."""

    family_name: str
    given_names: str
    sex: Sex
    born_on: date
    record_number: str
    phone: str
    alert: tuple[AlertLevel, str, str] | None


COLLEAGUES: Final = (
    Colleague("Ruth Adeyemi", "ruth@riverside.example", (Role.PRACTITIONER,)),
    Colleague("Tom Brandt", "tom@riverside.example", (Role.PRACTITIONER,)),
    Colleague("Olga Dvořák", "olga@riverside.example", (Role.PRACTITIONER,)),
    Colleague("Sami Koskinen", "sami@riverside.example", (Role.PRACTITIONER,)),
    Colleague("Lena Park", "lena@riverside.example", (Role.STUDENT,)),
    Colleague("Helen Novak", "helen@riverside.example", (Role.SUPERVISOR,)),
    Colleague("Jonas Meyer", "jonas@riverside.example", (Role.ADMINISTRATOR,)),
)

_FAMILY_NAMES: Final = (
    "Lindqvist", "Oyelaran", "Martín", "Huang", "De Vries", "Rossi", "Kaur", "O’Connell", "Nguyễn", "Kowalczyk",
    "Haddad", "Okonkwo", "Silva", "Petrov", "Tanaka", "Ahmed", "Jørgensen", "Müller", "Dubois", "Papadopoulos",
    "Szabó", "Ferreira", "Novotná", "Ivanova", "Cohen", "Bakker", "Andersson", "MacLeod", "Yılmaz", "Hernández",
    "Owusu", "Kim", "Fernando", "Ali", "Weber", "Evans", "Thompson", "Walker", "Murphy", "Green",
    "van den Berghe-Montgomery", "Featherstonehaugh", "Castellanos Villanueva", "Abdulrahman",
)  # fmt: skip
_GIVEN_WOMEN: Final = (
    "Maja", "Lucía", "Wei", "Anneke", "Simran", "Aoife", "Linh", "Zofia", "Amira", "Chidinma", "Beatriz", "Olena",
    "Yuki", "Fatima", "Ingrid", "Greta", "Camille", "Eleni", "Réka", "Inês", "Hana", "Darya", "Miriam", "Elif",
    "Alexandra Wilhelmina", "Grace", "Chloe", "Megan",
)  # fmt: skip
_GIVEN_MEN: Final = (
    "Femi", "Paolo", "Jan", "Diego", "Minh", "Piotr", "Karim", "Emeka", "João", "Sergei", "Kenji", "Omar", "Lars",
    "Jürgen", "Luc", "Nikos", "Bence", "Tiago", "Adam", "Ivan", "David", "Mehmet", "Kwame", "Joon", "Nuwan", "Rhys",
    "Bartholomew", "Callum",
)  # fmt: skip
_ALERTS: Final = (
    (AlertLevel.DANGER, "On apixaban", "bleeding risk"),
    (AlertLevel.DANGER, "Pacemaker", "no electrical stimulation"),
    (AlertLevel.DANGER, "Pregnant", "ask at each visit"),
    (AlertLevel.CAUTION, "Needle anxiety", "lie down, go slowly"),
    (AlertLevel.CAUTION, "Lymphoedema, left arm", "no needles in that arm"),
    (AlertLevel.CAUTION, "Fainted at a blood test", "treat lying down"),
)
_ALERT_SHARE: Final = 0.16


def invent_people(random: Random, count: int, *, last_day: date) -> list[Person]:
    """`count` different patients with record numbers from 004001 on."""
    names: set[tuple[str, str]] = set()
    people: list[Person] = []
    while len(people) < count:
        sex = Sex.FEMALE if random.random() < 0.58 else Sex.MALE
        given = random.choice(_GIVEN_WOMEN if sex is Sex.FEMALE else _GIVEN_MEN)
        name = (random.choice(_FAMILY_NAMES), given)
        if name in names:
            continue
        names.add(name)
        people.append(_person(random, name, sex, number=len(people) + 1, last_day=last_day))
    return people


def _person(random: Random, name: tuple[str, str], sex: Sex, *, number: int, last_day: date) -> Person:
    years = min(_OLDEST_YEARS, max(_YOUNGEST_YEARS, random.gauss(47, 15)))
    alert = random.choice(_ALERTS) if random.random() < _ALERT_SHARE else None
    if alert is not None and alert[1] == "Pregnant" and not (sex is Sex.FEMALE and years < 42):
        alert = _ALERTS[0]
    return Person(
        family_name=name[0],
        given_names=name[1],
        sex=sex,
        born_on=last_day - timedelta(days=int(years * 365.25) + random.randrange(365)),
        record_number=f"{4000 + number:06d}",
        phone=f"020 7946 {random.randrange(1000):04d}",
        alert=alert,
    )
