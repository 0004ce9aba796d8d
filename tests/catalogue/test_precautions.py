"""Precautions are found in the words of an alert, and not where the alert denies them."""

import pytest

from clinic_log.catalogue import precautions


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("On apixaban", ["anticoagulant"]),
        ("Anticoagulated (INR 2.5)", ["anticoagulant"]),
        ("Takes Eliquis 5 mg", ["anticoagulant"]),
        ("ASPIRIN 100 mg daily", ["anticoagulant"]),
        ("anti-coagulants", ["anticoagulant"]),
        ("Pregnant, 20 weeks", ["pregnancy"]),
        ("Third trimester", ["pregnancy"]),
        ("Lymphoedema left arm", ["lymphoedema"]),
        ("Axillary lymph nodes removed", ["lymphoedema"]),
        ("Mastectomy right 2019", ["lymphoedema"]),
        ("Pacemaker", ["implant"]),
        ("Total hip replacement right", ["implant"]),
        ("Knee arthroplasty", ["implant"]),
        ("ICD since 2020", ["implant"]),
        ("Pacemaker and warfarin", ["anticoagulant", "implant"]),
        # parts of other words
        ("Implausible story", []),
        ("ICD-10 M54.2", []),
        ("Lives in Warfaringham", []),
        # denied
        ("No anticoagulants", []),
        ("no known anticoagulant medicine", []),
        ("Not on warfarin", []),
        ("no longer taking warfarin", []),
        ("Does not take blood thinners", []),
        ("never had a pacemaker", []),
        ("Not pregnant", []),
        ("non-pregnant", []),
        ("pregnancy ruled out", []),
        ("Pregnancy test negative", []),
        ("No metal implants", []),
        ("No implants or anticoagulants", []),
        ("no pacemaker/anticoagulant", []),
        ("Allergic to aspirin", []),
        ("Aspirin allergy", []),
        # what is denied is another thing
        ("Not pregnant, on apixaban", ["anticoagulant"]),
        ("No anticoagulants but pacemaker", ["implant"]),
        ("No needles: warfarin", ["anticoagulant"]),
        ("No deep needling (pacemaker)", ["implant"]),
        ("Do not stop warfarin", ["anticoagulant"]),
        ("Warfarin not stopped", ["anticoagulant"]),
        ("No bruise so far on warfarin", ["anticoagulant"]),
        ("No warfarin now; heparin instead", ["anticoagulant"]),
        ("no implants and warfarin", ["anticoagulant"]),
        # not sure is named
        ("Pregnant?", ["pregnancy"]),
        ("not pregnant?", ["pregnancy"]),
        ("Pregnancy ruled out?", ["pregnancy"]),
        ("", []),
    ],
)
def test_an_alert_names_the_precautions_that_it_does_not_deny(text: str, codes: list[str]) -> None:
    found = [one.slug for one in precautions.all_precautions() if one.is_named_in(text)]

    assert found == codes
