"""How often the database is asked."""

from sqlalchemy import Engine

from clinic_log.accounts.rules import Role
from clinic_log.web.database import reading
from tests.accounts.conftest import AddPerson
from tests.accounts.signed_in import SignInFixture
from tests.queries import count_queries


def test_the_list_asks_the_database_as_often_for_many_people_as_for_few(
    sign_in: SignInFixture, add_person: AddPerson
) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)

    def statements() -> int:
        with administrator.application.app_context(), reading() as db:
            engine = db.get_bind()
        assert isinstance(engine, Engine)
        with count_queries(engine) as queries:
            administrator.get("/people")
        return len(queries)

    statements()  # opens connections
    few = statements()
    for number in range(8):
        add_person(f"person{number}@many.example", clinic=administrator.actor.clinic_id)

    assert statements() == few
