"""FHIR bundles made by hand, as small as they can be."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SYNTHEA = Path(__file__).parent / "data" / "synthea_patient.json"
ANKLE_SPRAIN = {"system": "http://snomed.info/sct", "code": "44465007", "display": "Sprain of ankle"}

Resource = dict[str, Any]


def patient(value: object = "17", **changes: object) -> Resource:
    """An ordinary patient of another program; None takes an element away."""
    resource: Resource = {
        "resourceType": "Patient",
        "id": f"p{value}",
        "identifier": [{"system": "urn:oid:1.2.3", "value": value, "type": {"text": "Record number"}}],
        "name": [{"use": "official", "family": "Lindqvist", "given": ["Maja", "Eva"]}],
        "birthDate": "1981-03-04",
        "gender": "female",
    }
    resource.update(changes)
    return {name: element for name, element in resource.items() if element is not None}


def condition(own_id: object = "c1", reference: object = "Patient/p17", **changes: object) -> Resource:
    """An ankle sprain."""
    resource: Resource = {
        "resourceType": "Condition",
        "id": own_id,
        "subject": {"reference": reference},
        "code": {"coding": [ANKLE_SPRAIN]},
        "onsetDateTime": "2020-05-31T08:00:00+02:00",
    }
    resource.update(changes)
    return {name: element for name, element in resource.items() if element is not None}


def bundle(*resources: Mapping[str, object], full_url: str = "", **changes: object) -> bytes:
    """The file that holds these resources."""
    address = {"fullUrl": full_url} if full_url else {}
    entries = [{**address, "resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries, **changes}).encode()
