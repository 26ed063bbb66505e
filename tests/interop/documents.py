"""The credentials that the interoperability tests sign: as different from each other as real ones are.

Each is a function from the issuer's and the subject's id to a fresh dict. `CREDENTIALS` names all of them;
`DISCLOSURES` gives mandatory and selective pointers for those that fit selective disclosure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
CITIZENSHIP_V1 = "https://w3id.org/citizenship/v1"
CITIZENSHIP_V4 = "https://w3id.org/citizenship/v4rc1"
XSD = "http://www.w3.org/2001/XMLSchema#"

LIBRARY_CARD_CONTEXT = "https://library.example/contexts/card/v1"

# Contexts that no library bundles: the user of either side hands them in.
AWARD_CONTEXT = "https://awards.example/contexts/v1"
LAB_CONTEXT = "https://lab.example/contexts/v1"
EXTRA_CONTEXTS: dict[str, dict[str, Any]] = {
    AWARD_CONTEXT: {
        "@context": {
            "@protected": True,
            "Award": "https://awards.example/terms#Award",
            "AwardCredential": "https://awards.example/terms#AwardCredential",
            "title": {"@id": "https://awards.example/terms#title", "@container": "@language"},
            "motto": {"@id": "https://awards.example/terms#motto", "@language": "la"},
            "mark": "https://awards.example/terms#mark",
        }
    },
    LAB_CONTEXT: {
        "@context": {
            "lab": "https://lab.example/terms#",
            "xsd": XSD,
            "MeasurementCredential": "lab:MeasurementCredential",
            "Sample": "lab:Sample",
            "Series": {
                "@id": "lab:Series",
                "@context": {"unit": {"@id": "lab:unit", "@type": "@vocab"}, "kelvin": "lab:kelvin"},
            },
            "series": {"@id": "lab:series", "@container": "@set"},
            "readings": {"@id": "lab:readings", "@container": "@list"},
            "taken": {"@id": "lab:taken", "@type": "xsd:dateTime"},
            "day": {"@id": "lab:day", "@type": "xsd:date"},
            "count": {"@id": "lab:count", "@type": "xsd:nonNegativeInteger"},
            "raw": {"@id": "lab:raw", "@type": "@json"},
            "place": {"@id": "lab:place", "@type": "@id"},
            "remark": "lab:remark",
        }
    },
    LIBRARY_CARD_CONTEXT: {
        "@context": {
            "@version": 1.1,
            "@protected": True,
            "LibraryCardCredential": "https://library.example/terms#LibraryCardCredential",
            "Reader": {
                "@id": "https://library.example/terms#Reader",
                "@context": {
                    "@protected": True,
                    "cardNumber": "https://library.example/terms#cardNumber",
                    "memberSince": {"@id": "https://library.example/terms#memberSince", "@type": f"{XSD}date"},
                    "branch": {"@id": "https://library.example/terms#branch", "@type": "@id"},
                    "loans": {"@id": "https://library.example/terms#loans", "@container": "@set"},
                },
            },
            "Loan": {
                "@id": "https://library.example/terms#Loan",
                "@context": {
                    "@protected": True,
                    "title": "https://library.example/terms#title",
                    "due": {"@id": "https://library.example/terms#due", "@type": f"{XSD}dateTime"},
                },
            },
        }
    },
}


class Disclosure(NamedTuple):
    """What the issuer always shows, and what a holder may choose to show beside it."""

    mandatory: list[str]
    selective: list[str]


def degree(issuer: str, subject: str) -> dict[str, Any]:
    """VC 2.0 with the examples' catch-all vocabulary; a node without an id inside another."""
    return {
        "@context": [V2, EXAMPLES_V2],
        "id": "https://university.example/credentials/3732",
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "issuer": {"id": issuer, "type": "ExampleUniversity", "name": "Université de Genève"},
        "validFrom": "2024-02-29T12:00:00Z",
        "credentialSubject": {
            "id": subject,
            "name": "Ada Lovelace",
            "degree": {
                "type": "ExampleBachelorDegree",
                "name": "BSc Mathematics",
                "honours": ["first class", "gold medal"],
                "awardedBy": {"faculty": "Sciences", "seat": {"town": "Genève", "country": "CH"}},
            },
        },
    }


def employment(issuer: str, subject: str) -> dict[str, Any]:
    """An employment authorization with type-scoped, protected terms, typed dates and a data: image."""
    return {
        "@context": [V2, CITIZENSHIP_V4],
        "type": ["VerifiableCredential", "EmploymentAuthorizationDocumentCredential"],
        "issuer": {"id": issuer, "image": "data:image/png;base64,iVBORw0KGgo="},
        "name": "Employment Authorization",
        "description": "The bearer may take up work.",
        "validFrom": "2023-11-05T00:00:00Z",
        "validUntil": "2093-11-04T23:59:59Z",
        "credentialSubject": {
            "id": subject,
            "type": ["Person", "EmployablePerson"],
            "givenName": "NIA",
            "familyName": "BRAITHWAITE",
            "additionalName": "ROSE",
            "birthCountry": "Trinidad and Tobago",
            "birthDate": "1990-04-30T00:00:00Z",
            "gender": "F",
            "residentSince": "2019-07-01T00:00:00Z",
            "employmentAuthorizationDocument": {
                "type": "EmploymentAuthorizationDocument",
                "identifier": "EAD-4471-009",
                "lprCategory": "C09",
                "lprNumber": "999-999-123",
            },
        },
    }


def resident(issuer: str, subject: str) -> dict[str, Any]:
    """VC 1.1 with a vocabulary of its time."""
    return {
        "@context": [V1, CITIZENSHIP_V1],
        "id": "urn:uuid:0f9d4e1c-3c52-4e0b-9b59-2d1f5dfe7a6e",
        "type": ["VerifiableCredential", "PermanentResidentCard"],
        "issuer": issuer,
        "issuanceDate": "2019-12-03T12:19:52Z",
        "expirationDate": "2089-12-03T12:19:52Z",
        "name": "Permanent Resident Card",
        "identifier": "83627465",
        "credentialSubject": {
            "id": subject,
            "type": ["PermanentResident", "Person"],
            "givenName": "JOHN",
            "familyName": "SMITH",
            "gender": "Male",
            "birthCountry": "Bahamas",
            "birthDate": "1958-07-17T00:00:00Z",
            "lprCategory": "C09",
            "lprNumber": "999-999-999",
            "residentSince": "2015-01-01T00:00:00Z",
        },
    }


def household(issuer: str, subject: str) -> dict[str, Any]:
    """Several subjects, one of them without an id, that refer to each other."""
    return {
        "@context": [V2, {"@vocab": "https://registry.example/household#"}],
        "type": ["VerifiableCredential", "HouseholdCredential"],
        "issuer": issuer,
        "validFrom": "2022-06-01T08:30:00+02:00",
        "credentialSubject": [
            {"id": subject, "role": "parent", "children": [{"id": "urn:example:child:1"}, {"name": "Baby", "age": 0}]},
            {"id": "urn:example:child:1", "role": "child", "name": "Robin", "parent": {"id": subject}},
            {"role": "lodger", "name": "Kim", "pets": [{"kind": "cat"}, {"kind": "cat"}]},
        ],
    }


def regatta(issuer: str, subject: str) -> dict[str, Any]:
    """Numbers of all kinds, booleans, and arrays of nodes without ids, under an inline vocabulary."""
    return {
        "@context": [V2, {"@vocab": "https://windsurf.example/regatta#"}],
        "type": ["VerifiableCredential", "RegattaEntryCredential"],
        "issuer": issuer,
        "validFrom": "2024-07-14T09:00:00.250Z",
        "validUntil": "2094-07-14T09:00:00Z",
        "credentialSubject": {
            "id": subject,
            "sailNumber": "Earth101",
            "insured": True,
            "disqualified": False,
            "penalties": 0,
            "wind": {"knots": 17.25, "gusts": 2.1e1, "drift": -0.000125, "lowest": -3, "pressure": 101325},
            "bigTotal": 9007199254740991,
            "galaxies": 1.5e22,
            "sails": [
                {"size": 5.5, "sailName": "Kihei", "year": 2023},
                {"size": 6.1, "sailName": "Lahaina", "year": 2023},
                {"size": 7.0, "sailName": "Lahaina", "year": 2020},
                {"size": 7.8, "sailName": "Lahaina", "year": 2023},
            ],
            "boards": [
                {"boardName": "CompFoil170", "brand": "Wailea", "year": 2022, "colours": ["red", "sea green"]},
                {"boardName": "Kanaha Custom", "brand": "Wailea", "year": 2019, "colours": ["blue", "blue"]},
            ],
        },
    }


def multilingual(issuer: str, subject: str) -> dict[str, Any]:
    """Values with languages, in three ways of writing them, and characters from everywhere."""
    return {
        "@context": [V2, AWARD_CONTEXT],
        "type": ["VerifiableCredential", "AwardCredential"],
        "issuer": {"id": issuer, "name": [{"@value": "Académie", "@language": "fr"}, {"@value": "Academy"}]},
        "name": {"@value": "Award for Æsthetics", "@language": "en-GB"},
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {
            "id": subject,
            "type": "Award",
            "title": {"de": "Preis für Schönheit", "fr": ["Prix", "Récompense"], "zh": "美学奖"},
            "motto": "ars longa",
            "mark": 'quote " backslash \\ tab \t newline \n control \u0001 astral 🏅 combining e\u0301',
        },
    }


def bidirectional(issuer: str, subject: str) -> dict[str, Any]:
    """Values with a base direction (VCDM 2.0 section 11.1)."""
    return {
        "@context": [V2, {"@vocab": "https://books.example/terms#"}],
        "type": ["VerifiableCredential", "AuthorshipCredential"],
        "issuer": issuer,
        "validFrom": "2024-01-01T00:00:00Z",
        "name": {"@value": "HTML و CSS: تصميم و إنشاء مواقع الويب", "@language": "ar", "@direction": "rtl"},
        "credentialSubject": {"id": subject, "title": {"@value": "plain", "@direction": "ltr"}},
    }


def measurement(issuer: str, subject: str) -> dict[str, Any]:
    """Ordered lists, JSON literals, coerced types, nested scoped contexts and terms defined by compact IRIs."""
    return {
        "@context": [V2, LAB_CONTEXT],
        "type": ["VerifiableCredential", "MeasurementCredential"],
        "issuer": issuer,
        "validFrom": "2024-03-01T10:00:00Z",
        "credentialSubject": {
            "id": subject,
            "type": ["Sample"],
            "place": "https://lab.example/rooms/%C3%A9tage-2",
            "day": "2024-02-29",
            "raw": {"b": [1, 2.5, None, {"é": "z"}], "a": True, "empty": {}},
            "series": [
                {
                    "type": "Series",
                    "unit": "kelvin",
                    "taken": "2024-02-29T23:59:59Z",
                    "count": "3",
                    "readings": [293.15, 293.15, 294],
                },
                {"type": "Series", "unit": "kelvin", "taken": "2024-02-29T23:00:00Z", "count": "0", "readings": []},
            ],
            "remark": "a term of the document's own",
        },
    }


def annotated(issuer: str, subject: str) -> dict[str, Any]:
    """The data model's own optional properties."""
    return {
        "@context": [V2, EXAMPLES_V2],
        "id": "https://office.example/credentials/77",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "validFrom": "2024-04-01T00:00:00Z",
        "credentialSchema": [{"id": "https://office.example/schemas/licence.json", "type": "JsonSchema"}],
        "refreshService": {"id": "https://office.example/refresh/77", "type": "ExampleRefreshService"},
        "termsOfUse": [{"type": "ExamplePolicy", "forbids": ["archival", "resale"]}],
        "evidence": [
            {"id": "https://office.example/evidence/1", "type": ["ExampleDocumentCheck"], "verifier": "Desk 4"},
            {"type": "ExampleInterview", "presence": "physical"},
        ],
        "credentialSubject": {"id": subject, "licence": {"class": "B", "since": 2001}},
    }


def library_card(issuer: str, subject: str) -> dict[str, Any]:
    """VC 1.1 under a context that the user hands in."""
    return {
        "@context": [V1, LIBRARY_CARD_CONTEXT],
        "type": ["VerifiableCredential", "LibraryCardCredential"],
        "issuer": {"id": issuer},
        "issuanceDate": "2021-05-06T07:08:09Z",
        "credentialSubject": {
            "id": subject,
            "type": "Reader",
            "cardNumber": "R-00127",
            "memberSince": "2021-05-06",
            "branch": "https://library.example/branches/north",
            "loans": [
                {"type": "Loan", "title": "Middlemarch", "due": "2021-06-01T00:00:00Z"},
                {"type": "Loan", "title": "Emma", "due": "2021-06-01T00:00:00Z"},
            ],
        },
    }


Document = Callable[[str, str], dict[str, Any]]

CREDENTIALS: dict[str, Document] = {
    document.__name__: document
    for document in (
        degree,
        employment,
        resident,
        household,
        regatta,
        multilingual,
        bidirectional,
        measurement,
        annotated,
        library_card,
    )
}

# Pointers as the documents are written. No array that a pointer goes through has a single element, and there is no
# ordered list: Digital Bazaar's libraries compact a document first, and then neither can be pointed into.
DISCLOSURES: dict[str, Disclosure] = {
    "degree": Disclosure(
        ["/issuer", "/validFrom"], ["/credentialSubject/degree/name", "/credentialSubject/degree/awardedBy/seat/town"]
    ),
    "employment": Disclosure(
        ["/issuer", "/validFrom", "/validUntil"],
        [
            "/credentialSubject/givenName",
            "/credentialSubject/birthCountry",
            "/credentialSubject/employmentAuthorizationDocument/lprCategory",
        ],
    ),
    "household": Disclosure(
        ["/issuer", "/credentialSubject/0/role"],
        ["/credentialSubject/1", "/credentialSubject/2/pets/1/kind", "/credentialSubject/0/children/1/age"],
    ),
    "regatta": Disclosure(
        ["/issuer", "/credentialSubject/sailNumber", "/credentialSubject/sails/1", "/credentialSubject/boards/0/year"],
        ["/credentialSubject/boards/0", "/credentialSubject/boards/1/colours/0", "/credentialSubject/wind/knots"],
    ),
}
