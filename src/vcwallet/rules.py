"""Everything that is checked before anybody may rely on a credential or a presentation, by the question it answers.

The first figure of a rule's number is the question that a person would ask: 1 can it be read, 2 is it well made,
3 is the proof right, 4 whose is it, 5 is it current, 6 do we believe the issuer, 7 was it taken back, 8 is it an answer
to our question. A report lists the checks in the order in which they were made.
"""

from __future__ import annotations

from vcwallet.report import Rule

FORMAT = Rule(
    number="1.1",
    id="format",
    sentence="It can be read and is within the limits.",
    spec="VC Data Integrity 1.0 §4.4",
)
MODEL = Rule(
    number="2.1",
    id="data-model",
    sentence="It follows the data model for credentials.",
    spec="VCDM 2.0 §4",
)
RELATED_RESOURCE = Rule(
    number="2.2",
    id="related-resource",
    sentence="The related resources are unchanged.",
    spec="VCDM 2.0 §5.3",
)
TYPE_RULES = Rule(
    number="2.3",
    id="type-rules",
    sentence="It keeps to the rules of its type.",
    spec="SD-JWT VC §4.7",
)
SCHEMA = Rule(number="2.4", id="schema", sentence="It follows its schema.", spec="VCDM 2.0 §4.11")
PROOF_FORM = Rule(
    number="3.1",
    id="proof.form",
    sentence="The proof is complete and of a kind that is understood.",
    spec="VC Data Integrity 1.0 §4.4",
)
PROOF_PURPOSE = Rule(
    number="3.2",
    id="proof.purpose",
    sentence="The proof was made for this purpose.",
    spec="VC Data Integrity 1.0 §4.4 step 5",
)
PROOF_DOMAIN = Rule(
    number="3.3",
    id="proof.domain",
    sentence="The proof was made for this verifier.",
    spec="VC Data Integrity 1.0 §4.4 step 6",
)
PROOF_CHALLENGE = Rule(
    number="3.4",
    id="proof.challenge",
    sentence="The proof answers this verifier's challenge.",
    spec="VC Data Integrity 1.0 §4.4 step 7",
)
PROOF_TIME = Rule(
    number="3.5",
    id="proof.time",
    sentence="The proof is current.",
    spec="VC Data Integrity 1.0 §2.1",
)
PROOF_CHAIN = Rule(
    number="3.6",
    id="proof.chain",
    sentence="The earlier proofs that this one builds on are there.",
    spec="VC Data Integrity 1.0 §4.5 step 3.2",
)
PROOF_METHOD = Rule(
    number="3.7",
    id="proof.verification-method",
    sentence="The key is published by its controller for this purpose, and fits the kind of proof.",
    spec="CID 1.0 §3.3",
)
PROOF_COVERAGE = Rule(
    number="3.8",
    id="proof.coverage",
    sentence="Everything that it says is covered by the signature.",
    spec="VC Data Integrity 1.0 §2.4.3",
)
PROOF_SIGNATURE = Rule(
    number="3.9",
    id="proof.signature",
    sentence="The signature is right: nothing was changed since it was signed.",
    spec="VC Data Integrity 1.0 §4.4 step 8",
)
KEY_BINDING = Rule(
    number="3.10",
    id="binding.key",
    sentence="The presenter has the key that it was issued to, and chose just what is shown.",
    spec="RFC 9901 §7.3",
)
COMPLETE = Rule(
    number="3.11",
    id="complete",
    sentence="All that was issued is shown.",
    spec="RFC 9901 §9.7",
)
BOUND_TO_ISSUER = Rule(
    number="4.1",
    id="binding.issuer",
    sentence="The key that signed belongs to the issuer.",
    spec="VC Data Integrity 1.0 §5.9",
)
BOUND_TO_HOLDER = Rule(
    number="4.2",
    id="binding.holder",
    sentence="The key that signed the presentation belongs to the holder that it names.",
    spec="VCDM 2.0 §4.13",
)
HELD_BY_SUBJECT = Rule(
    number="4.3",
    id="binding.subject",
    sentence="The presenter is among those whom the credential is about, or its issuer.",
    spec="VCDM 2.0 §A.4",
)
MADE_FOR_PRESENTATION = Rule(
    number="4.4",
    id="binding.presentation",
    sentence="The credential's proof was made for this presentation.",
    spec="VC-DI-BBS 1.0 §3.4.6",
)
PSEUDONYM = Rule(
    number="4.5",
    id="binding.pseudonym",
    sentence="The pseudonym is the holder's for this verifier.",
    spec="VC-DI-BBS 1.0 §4.2",
)
VALID_FROM = Rule(number="5.1", id="time.valid-from", sentence="Its time has come.", spec="VCDM 2.0 §4.9")
VALID_UNTIL = Rule(number="5.2", id="time.valid-until", sentence="It has not expired.", spec="VCDM 2.0 §4.9")
TRUST = Rule(
    number="6.1",
    id="trust.issuer",
    sentence="The issuer is trusted for this type of credential.",
    spec="VCDM 2.0 §A.3",
)
STATUS = Rule(number="7.1", id="status", sentence="The issuer has not taken it back.", spec="VCDM 2.0 §4.10")
IN_TIME = Rule(
    number="8.1",
    id="answer.in-time",
    sentence="The request may still be answered.",
    spec="OpenID4VP 1.0 §14.2",
)
ANSWER = Rule(
    number="8.2",
    id="answer",
    sentence="It is what was asked for.",
    spec="OpenID4VP 1.0 §6",
)
ONCE = Rule(
    number="8.3",
    id="answer.once",
    sentence="The request had not been answered before.",
    spec="OpenID4VP 1.0 §14.2",
)
