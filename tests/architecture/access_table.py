"""Which address asks for what: every endpoint with its method and permission, and who has which permission.

The tables are written out by hand and compared with the program, so that access never changes unnoticed.
"""

from types import MappingProxyType
from typing import Final

PUBLIC: Final = "public"

ACCESS: Final = MappingProxyType(
    {
        "static": ("GET", PUBLIC),
        "worklist.today": ("GET", "signed_in"),
        "accounts.sign_in": ("GET", PUBLIC),
        "accounts.send_sign_in": ("POST", PUBLIC),
        "accounts.sign_in_state": ("GET", PUBLIC),
        "accounts.sign_in_in_place": ("POST", PUBLIC),
        "accounts.set_up": ("GET", PUBLIC),
        "accounts.send_set_up": ("POST", PUBLIC),
        "accounts.welcome": ("GET", PUBLIC),
        "accounts.send_welcome": ("POST", PUBLIC),
        "accounts.account": ("GET", "signed_in"),
        "accounts.password": ("GET", "signed_in"),
        "accounts.send_password": ("POST", "signed_in"),
        "accounts.confirm": ("GET", "signed_in"),
        "accounts.send_confirm": ("POST", "signed_in"),
        "accounts.switch_clinic": ("POST", "signed_in"),
        "accounts.end_login_session": ("POST", "signed_in"),
        "accounts.end_other_login_sessions": ("POST", "signed_in"),
        "accounts.people": ("GET", "manage_people"),
        "accounts.invite": ("GET", "manage_people"),
        "accounts.send_invite": ("POST", "manage_people"),
        "accounts.person": ("GET", "manage_people"),
        "accounts.roles": ("GET", "manage_people"),
        "accounts.send_roles": ("POST", "manage_people"),
        "accounts.act": ("GET", "manage_people"),
        "accounts.send_act": ("POST", "manage_people"),
        "interchange.import_fhir": ("GET", "import_records"),
        "interchange.take_fhir": ("POST", "import_records"),
        "supervision.outcomes": ("GET", "view_supervision"),
        "patient_record.show": ("GET", "view_patients"),
        "patients.search": ("GET", "view_patients"),
        "patients.find": ("POST", "view_patients"),
        "patients.register": ("GET", "register_patient"),
        "patients.save_new": ("POST", "register_patient"),
        "patients.correct": ("GET", "register_patient"),
        "patients.save_correction": ("POST", "register_patient"),
        "patients.alerts": ("GET", "view_patients"),
        "patients.add_alert": ("POST", "register_patient"),
        "patients.end_alert": ("POST", "register_patient"),
        "episodes.open": ("GET", "write_episode"),
        "episodes.save_new": ("POST", "write_episode"),
        "episodes.correct": ("GET", "write_episode"),
        "episodes.save_correction": ("POST", "write_episode"),
        "episodes.discharge": ("GET", "write_episode"),
        "episodes.save_discharge": ("POST", "write_episode"),
        "episodes.reopen": ("GET", "write_episode"),
        "episodes.save_reopening": ("POST", "write_episode"),
        "episodes.dismiss": ("POST", "write_episode"),
        "treatments.new": ("GET", "write_session"),
        "treatments.start": ("POST", "write_session"),
        "treatments.show": ("GET", "view_patients"),
        "treatments.version": ("GET", "view_patients"),
        "treatments.edit": ("GET", "write_session"),
        "treatments.save": ("POST", "write_session"),
        "treatments.put_draft": ("PUT", "write_session"),
        "treatments.settle": ("POST", "write_session"),
        "treatments.sign": ("GET", "write_session"),
        "treatments.sign_now": ("POST", "sign_session"),
        "treatments.add_addendum": ("POST", "sign_session"),
        "treatments.retract": ("POST", "retract_session"),
        "treatments.discard": ("GET", "write_session"),
        "treatments.discard_now": ("POST", "write_session"),
        "accounts.sign_out": ("POST", "signed_in"),
    }
)

HOLDERS: Final = MappingProxyType(
    {
        "signed_in": {"practitioner", "student", "supervisor", "administrator"},
        "view_patients": {"practitioner", "student", "supervisor"},
        "register_patient": {"practitioner", "student"},
        "write_episode": {"practitioner", "student"},
        "write_session": {"practitioner", "student"},
        "sign_session": {"practitioner"},
        "retract_session": {"practitioner", "supervisor"},
        "view_supervision": {"supervisor"},
        "manage_people": {"administrator"},
        "import_records": {"administrator"},
    }
)

# Pages that no link of a signed-in person leads to, each with its reason.
WITHOUT_LINK: Final = MappingProxyType(
    {
        "accounts.set_up": "every address leads to it while nobody has an account, and none does later",
        "accounts.send_set_up": "the form of the set-up",
        "accounts.welcome": "an administrator hands its link over",
        "accounts.send_welcome": "the form behind that link",
        "accounts.sign_in_state": "the scripts of open pages ask it who is signed in",
        "treatments.settle": "the form of the page with two texts of one note",
        "accounts.confirm": "asked for when the last proof of identity is older than five minutes",
        "accounts.send_confirm": "the form of that question",
        "treatments.sign": "the button of a note leads there once the note is saved and complete",
        "treatments.sign_now": "the form of that page",
        "accounts.switch_clinic": "offered only to people of several clinics",
    }
)
