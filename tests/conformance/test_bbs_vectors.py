"""The official vectors of BBS (BLS12-381-SHA-256), byte for byte, with every intermediate value of `trace`.

Random scalars are mocked as draft-irtf-cfrg-bbs-signatures, section 8.1, says; the masks of this library, which no
output depends on, are drawn after them.
"""

import json
import secrets

import pytest

from vcwallet import bbs
from vcwallet.bbs.blind_parameters import HeldMessages, blind_setting, signable_point
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.commitment import recomputed_c_bar
from vcwallet.bbs.core import Setting, signed_point
from vcwallet.bbs.curve import (
    multi_exponentiation,
    point_to_octets,
    scalar_from_octets,
    scalar_from_wide_octets,
    scalar_to_octets,
)
from vcwallet.bbs.interface import BLIND, PLAIN, PSEUDONYM, interface_of
from vcwallet.bbs.octets import (
    commitment_from_octets,
    proof_from_octets,
    pseudonym_from_octets,
    signature_from_octets,
)
from vcwallet.bbs.proof import Blinding, Disclosure, calculate_challenge, proof_init, proof_verify_init
from vcwallet.bbs.pseudonym_proof import pseudonym_proof_verify_init
from vcwallet.errors import FormatError, ProofInvalid, Rejected

SUITE = Ciphersuite.BLS12_381_SHA_256
IETF_SEED = b"3.141592653589793238462643383279"
IETF_DST = SUITE.value + b"H2G_HM2S_MOCK_RANDOM_SCALARS_DST_"


class MockedRandomness:
    """seeded_random_scalars of section 8.1 as a source of randomness: `count` draws, then real randomness."""

    def __init__(self, seed, dst, count):
        self.rest = SUITE.expand_message(seed, dst, 48 * count)

    def __call__(self, length):
        if not self.rest:
            return secrets.token_bytes(length)
        drawn, self.rest = self.rest[:length], self.rest[length:]
        return drawn


def cases(folder):
    found = [json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    assert found
    return found


def octets(items):
    return [bytes.fromhex(item) for item in items]


@pytest.fixture
def ietf(vectors):
    return vectors / "bbs-ietf" / "bls12-381-sha-256"


def read(path):
    return json.loads(path.read_bytes())


def test_key_pair(ietf):
    case = read(ietf / "keypair.json")
    key = bbs.key_gen(bytes.fromhex(case["keyMaterial"]), bytes.fromhex(case["keyInfo"]), bytes.fromhex(case["keyDst"]))
    assert key.export_private_bytes().hex() == case["keyPair"]["secretKey"]
    assert bbs.sk_to_pk(key).hex() == case["keyPair"]["publicKey"]


def test_hash_to_scalar(ietf):
    case = read(ietf / "h2s.json")
    assert bbs.hash_to_scalar(bytes.fromhex(case["message"]), bytes.fromhex(case["dst"])).hex() == case["scalar"]
    assert interface_of(SUITE, PLAIN).hash_to_scalar_dst.hex() == case["dst"]


def test_messages_to_scalars(ietf):
    vector = read(ietf / "MapMessageToScalarAsHash.json")
    interface = interface_of(SUITE, PLAIN)
    assert interface.map_dst.hex() == vector["dst"]
    scalars = interface.messages_to_scalars([bytes.fromhex(case["message"]) for case in vector["cases"]])
    assert [scalar_to_octets(scalar).hex() for scalar in scalars] == [case["scalar"] for case in vector["cases"]]


def test_generators(ietf):
    vector = read(ietf / "generators.json")
    created = [point.hex() for point in bbs.create_generators(11)]
    assert created == [vector["Q1"], *vector["MsgGenerators"]]
    assert point_to_octets(SUITE.p1).hex() == vector["P1"]


def test_mocked_random_scalars(ietf):
    vector = read(ietf / "mockedRng.json")
    assert (bytes.fromhex(vector["seed"]), bytes.fromhex(vector["dst"])) == (IETF_SEED, IETF_DST)
    randomness = MockedRandomness(IETF_SEED, IETF_DST, vector["count"])
    drawn = [scalar_to_octets(scalar_from_wide_octets(randomness(48))).hex() for _ in range(vector["count"])]
    assert drawn == vector["mockedScalars"]


def test_signatures(ietf):
    seen = {True: 0, False: 0}
    for case in cases(ietf / "signature"):
        name, valid = case["caseName"], case["result"]["valid"]
        messages, header = octets(case["messages"]), bytes.fromhex(case["header"])
        key = bbs.BbsSecretKey.from_bytes(bytes.fromhex(case["signerKeyPair"]["secretKey"]))
        public, signature = bytes.fromhex(case["signerKeyPair"]["publicKey"]), bytes.fromhex(case["signature"])
        seen[valid] += 1
        if valid:
            interface = interface_of(SUITE, PLAIN)
            setting = Setting.of(interface, key.public, interface.generators(len(messages) + 1), header)
            b = signed_point(setting, interface.messages_to_scalars(messages))
            assert point_to_octets(b).hex() == case["trace"]["B"], name
            assert scalar_to_octets(setting.domain).hex() == case["trace"]["domain"], name
            assert bbs.sign(key, messages, header=header) == signature, name
            bbs.verify(public, signature, messages, header=header)
        else:
            with pytest.raises(ProofInvalid):
                bbs.verify(public, signature, messages, header=header)
    assert seen == {True: 3, False: 7}


def test_proofs(ietf):
    seen = {True: 0, False: 0}
    for case in cases(ietf / "proof"):
        valid, indexes = case["result"]["valid"], case["disclosedIndexes"]
        messages = octets(case["messages"])
        seen[valid] += 1
        arguments = {
            "disclosed_messages": [messages[index] for index in indexes if index < len(messages)],
            "disclosed_indexes": indexes,
            "header": bytes.fromhex(case["header"]),
            "presentation_header": bytes.fromhex(case["presentationHeader"]),
        }
        public, proof = bytes.fromhex(case["signerPublicKey"]), bytes.fromhex(case["proof"])
        if valid:
            check_proof_generation(case, messages, arguments)
            bbs.proof_verify(public, proof, **arguments)
        else:
            with pytest.raises((ProofInvalid, FormatError)) as raised:
                bbs.proof_verify(public, proof, **arguments)
            assert isinstance(raised.value, Rejected), case["caseName"]
    assert seen == {True: 5, False: 10}


def check_proof_generation(case, messages, arguments):
    name, trace, indexes = case["caseName"], case["trace"], case["disclosedIndexes"]
    count = 5 + len(messages) - len(indexes)
    made = bbs.proof_gen(
        bytes.fromhex(case["signerPublicKey"]),
        bytes.fromhex(case["signature"]),
        messages,
        disclosed_indexes=indexes,
        header=arguments["header"],
        presentation_header=arguments["presentation_header"],
        randomness=MockedRandomness(IETF_SEED, IETF_DST, count),
    )
    assert made.hex() == case["proof"], name
    interface = interface_of(SUITE, PLAIN)
    public = bbs.BbsPublicKey.from_bytes(bytes.fromhex(case["signerPublicKey"]))
    setting = Setting.of(interface, public, interface.generators(len(messages) + 1), arguments["header"])
    scalars = interface.messages_to_scalars(messages)
    signature = signature_from_octets(bytes.fromhex(case["signature"]))
    check_trace(case, trace, setting, signature, scalars, indexes, MockedRandomness(IETF_SEED, IETF_DST, count))


def check_trace(case, trace, setting, signature, scalars, indexes, randomness):
    """Both first moves, the holder's and the one that the verifier recomputes, against the trace."""
    name = case["caseName"]
    hidden = [index for index in range(len(scalars)) if index not in indexes]
    blinding = Blinding.drawn(len(hidden), randomness)
    drawn = trace.get("random_scalars") or trace["randomScalars"]
    assert scalar_to_octets(blinding.r1).hex() == drawn["r1"], name
    assert scalar_to_octets(blinding.r2).hex() == drawn["r2"], name
    assert scalar_to_octets(blinding.e_tilde).hex() == (drawn.get("e_tilde") or drawn["eTilde"]), name
    assert scalar_to_octets(blinding.r1_tilde).hex() == (drawn.get("r1_tilde") or drawn["r1Tilde"]), name
    assert scalar_to_octets(blinding.r3_tilde).hex() == (drawn.get("r3_tilde") or drawn["r3Tilde"]), name
    assert [scalar_to_octets(tilde).hex() for tilde in blinding.m_tildes] == drawn["m_tilde_scalars"], name
    assert scalar_to_octets(setting.domain).hex() == trace["domain"], name
    disclosure = Disclosure(
        indexes=indexes,
        scalars=[scalars[index] for index in indexes],
        presentation_header=bytes.fromhex(case["presentationHeader"]),
    )
    first = proof_init(setting, signature, scalars, hidden, blinding)
    recomputed = proof_verify_init(setting, proof_from_octets(bytes.fromhex(case["proof"])), disclosure)
    for opening in (first, recomputed):
        assert point_to_octets(opening.a_bar).hex() == (trace.get("A_bar") or trace["Abar"]), name
        assert point_to_octets(opening.b_bar).hex() == (trace.get("B_bar") or trace["Bbar"]), name
        assert point_to_octets(opening.d).hex() == trace["D"], name
        assert point_to_octets(opening.t1).hex() == trace["T1"], name
        assert point_to_octets(opening.t2).hex() == trace["T2"], name
    if "B" in trace:
        assert point_to_octets(signed_point(setting, scalars)).hex() == trace["B"], name
    if "OP" not in trace:
        assert scalar_to_octets(calculate_challenge(setting, first, disclosure)).hex() == trace["challenge"], name
    return first, disclosure


BLIND_SEED = b"3.141592653589793238462643383279"


def mocked(case, step, count=None):
    parameters = case["mockRngParameters"]
    assert parameters["SEED"].encode() == BLIND_SEED
    return MockedRandomness(BLIND_SEED, parameters[step]["DST"].encode(), count or parameters[step]["count"])


@pytest.fixture
def blind(vectors):
    return vectors / "bbs-blind" / "blind_test" / "fixture_data"


def optional(text):
    return None if text is None else bytes.fromhex(text)


def test_commitments(blind):
    for case in cases(blind / "bls12-381-sha-256" / "commit"):
        made = bbs.commit(octets(case["committedMessages"]), randomness=mocked(case, "commit"))
        assert made.commitment_with_proof.hex() == case["commitmentWithProof"], case["caseName"]
        assert made.secret_prover_blind.hex() == case["proverBlind"], case["caseName"]


def test_blind_signatures(blind):
    found = cases(blind / "bls12-381-sha-256" / "signature")
    for case in found:
        name, messages, header = case["caseName"], octets(case["messages"]), bytes.fromhex(case["header"])
        key = bbs.BbsSecretKey.from_bytes(bytes.fromhex(case["signerKeyPair"]["secretKey"]))
        committed, prover_blind = octets(case["committedMessages"] or []), optional(case["proverBlind"])
        signature = bbs.blind_sign(
            key, messages, commitment_with_proof=optional(case["commitmentWithProof"]), header=header
        )
        assert signature.hex() == case["signature"], name
        held = {"committed_messages": committed, "secret_prover_blind": prover_blind}
        bbs.verify_blind_sign(key.public, signature, messages, header=header, **held)
        interface = interface_of(SUITE, BLIND)
        setting = blind_setting(interface, key.public, header, known=len(messages), committed=len(committed))
        b = signed_point(setting, HeldMessages.of(messages, committed, prover_blind).scalars(interface))
        if "no prover committed messages, multiple signer messages" in name:
            # this trace still has the names and the signer blind of an older draft
            stale_b, b_again = octets([case["trace"]["B"], case["trace"]["domain"]])
            signer_blind = scalar_from_wide_octets(mocked(case, "signature")(48))
            q_2 = setting.generators.points[len(messages) + 1]
            assert point_to_octets(b) == b_again, name
            assert point_to_octets(b + multi_exponentiation([q_2], [signer_blind])) == stale_b, name
            continue
        assert point_to_octets(b).hex() == case["trace"]["B"], name
        assert scalar_to_octets(setting.domain).hex() == case["trace"]["domain"], name
    assert len(found) == 6


def test_blind_proofs(blind):
    everything = read(blind / "messages.json")
    messages = octets(everything["messages"])
    found = cases(blind / "bls12-381-sha-256" / "proof")
    for case in found:
        name, committed = case["caseName"], octets(everything["committedMessages"])
        if case["commitmentWithProof"] is None:
            committed = []
        indexes = [int(index) for index in case["revealedMessages"]]
        commitment_indexes = [int(index) for index in case["revealedCommittedMessages"] or {}]
        header, presentation_header = bytes.fromhex(case["header"]), bytes.fromhex(case["presentationHeader"])
        public = bbs.BbsPublicKey.from_bytes(bytes.fromhex(case["signerPublicKey"]))
        signature, prover_blind = bytes.fromhex(case["signature"]), optional(case["proverBlind"])
        made = bbs.blind_proof_gen(
            public,
            signature,
            messages,
            committed_messages=committed,
            secret_prover_blind=prover_blind,
            disclosed_indexes=indexes,
            disclosed_commitment_indexes=commitment_indexes,
            header=header,
            presentation_header=presentation_header,
            randomness=mocked(case, "proof"),
        )
        assert made.hex() == case["proof"], name
        bbs.blind_proof_verify(
            public,
            made,
            signer_message_count=case["L"],
            disclosed_messages=octets(case["revealedMessages"].values()),
            disclosed_indexes=indexes,
            disclosed_committed_messages=octets((case["revealedCommittedMessages"] or {}).values()),
            disclosed_commitment_indexes=commitment_indexes,
            header=header,
            presentation_header=presentation_header,
        )
        interface = interface_of(SUITE, BLIND)
        held = HeldMessages.of(messages, committed, prover_blind)
        setting = blind_setting(interface, public, header, known=len(messages), committed=len(committed))
        places = held.disclosed(indexes, commitment_indexes)
        decoded = signature_from_octets(signature)
        check_trace(case, case["trace"], setting, decoded, held.scalars(interface), places, mocked(case, "proof"))
    assert len(found) == 8


@pytest.fixture
def pseudonym(vectors):
    return vectors / "bbs-blind" / "pseudonym_test" / "fixture_data"


def test_commitment_with_nym(pseudonym):
    case = read(pseudonym / "bls12-381-sha-256" / "nymCommit" / "nym_commit001.json")
    made = bbs.commit_with_nym(
        bytes.fromhex(case["proverNym"]), octets(case["committedMessages"]), randomness=mocked(case, "commit")
    )
    assert made.commitment_with_proof.hex() == case["commitmentWithProof"]
    assert made.secret_prover_blind.hex() == case["proverBlind"] == case["trace"]["secret_prover_blind"]
    decoded = commitment_from_octets(made.commitment_with_proof)
    generators = interface_of(SUITE, PSEUDONYM).blind_generators(case["trace"]["M"] + 1)
    assert point_to_octets(decoded.commitment).hex() == case["trace"]["C"]
    assert point_to_octets(recomputed_c_bar(generators, decoded)).hex() == case["trace"]["Cbar"]


def test_signature_with_nym(pseudonym):
    case = read(pseudonym / "bls12-381-sha-256" / "nymSignature" / "nymSignature001.json")
    trace, messages, header = case["trace"], octets(read(pseudonym / "messages.json")), bytes.fromhex(case["header"])
    key = bbs.BbsSecretKey.from_bytes(bytes.fromhex(case["signerKeyPair"]["secretKey"]))
    entropy = bytes.fromhex(case["signer_nym_entropy"])
    signature = bbs.blind_sign_with_nym(
        key,
        messages,
        commitment_with_proof=bytes.fromhex(case["commitmentWithProof"]),
        signer_nym_entropy=entropy,
        header=header,
    )
    assert signature.hex() == case["signature"] == trace["A"] + trace["e"]
    nym_secret = bbs.verify_finalize_with_nym(
        key.public,
        signature,
        messages,
        prover_nym=bytes.fromhex(case["proverNym"]),
        signer_nym_entropy=entropy,
        secret_prover_blind=bytes.fromhex(case["proverBlind"]),
        header=header,
    )
    assert nym_secret.hex() == case["nym_secret"]
    interface = interface_of(SUITE, PSEUDONYM)
    setting = blind_setting(interface, key.public, header, known=len(messages), committed=1)
    scalars = interface.messages_to_scalars(messages)
    assert len(setting.generators.points) == trace["allGenLen"]
    assert scalar_to_octets(setting.domain).hex() == trace["domain"]
    assert [scalar_to_octets(scalar).hex() for scalar in scalars] == trace["msg_scalars"]
    assert point_to_octets(setting.generators.points[len(messages) + 1]).hex() == trace["Q_2"]
    # `commit` of the trace is a left-over: it is not the commitment of the file, and B does not follow from it
    commitment = commitment_from_octets(bytes.fromhex(case["commitmentWithProof"])).commitment
    b = signable_point(setting, scalars, commitment, scalar_from_octets(entropy))
    assert point_to_octets(b).hex() == trace["B"]


def test_proof_with_nym(pseudonym):
    case = read(pseudonym / "bls12-381-sha-256" / "nymProof" / "nymProof001.json")
    trace, messages, header = case["trace"], octets(read(pseudonym / "messages.json")), bytes.fromhex(case["header"])
    public = bbs.BbsPublicKey.from_bytes(bytes.fromhex(case["signerPublicKey"]))
    signature, indexes = bytes.fromhex(case["signature"]), case["disclosedIndexes"]
    nym_secret, context_id = bytes.fromhex(case["nym_secret"]), bytes.fromhex(case["context_id"])
    common = {"header": header, "presentation_header": bytes.fromhex(case["presentationHeader"])}
    count = 5 + len(trace["randomScalars"]["m_tilde_scalars"])
    made = bbs.proof_gen_with_nym(
        public,
        signature,
        messages,
        nym_secret=nym_secret,
        context_id=context_id,
        secret_prover_blind=bytes.fromhex(case["proverBlind"]),
        disclosed_indexes=indexes,
        disclosed_commitment_indexes=case["disclosedComIndexes"],
        randomness=mocked(case, "proof", count),
        **common,
    )
    assert made.proof.hex() == case["proof"]
    assert made.pseudonym.hex() == case["pseudonym"] == trace["pseudonym"]
    assert bbs.calculate_pseudonym(nym_secret, context_id) == made.pseudonym
    bbs.proof_verify_with_nym(
        public,
        made.proof,
        made.pseudonym,
        context_id=context_id,
        signer_message_count=case["L"],
        disclosed_messages=[messages[index] for index in indexes],
        disclosed_indexes=indexes,
        **common,
    )
    interface = interface_of(SUITE, PSEUDONYM)
    held = HeldMessages.of(messages, [], bytes.fromhex(case["proverBlind"]))
    scalars = [*held.scalars(interface), scalar_from_octets(nym_secret)]
    assert [scalar_to_octets(scalar).hex() for scalar in scalars] == trace["msg_scalars"]
    setting = blind_setting(interface, public, header, known=len(messages), committed=1)
    decoded = signature_from_octets(signature)
    randomness = mocked(case, "proof", count)
    first, disclosure = check_trace(case, trace, setting, decoded, scalars, indexes, randomness)
    proof = proof_from_octets(made.proof)
    nym = pseudonym_proof_verify_init(setting, proof, pseudonym_from_octets(made.pseudonym), context_id)
    assert point_to_octets(nym.op).hex() == trace["OP"]
    assert point_to_octets(nym.ut).hex() == trace["Ut"]
    challenge = calculate_challenge(setting, first, disclosure, nym.points)
    assert scalar_to_octets(challenge).hex() == trace["challenge"]
