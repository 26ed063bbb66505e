"""Prints how long each BBS operation takes beside the bare primitives that it must do, straight on the backend.

Run ``python tests/benchmarks/bench_bbs.py``. The goal is a ratio of at most 1.5 with 10 messages, 3 disclosed. The
primitives are counted from the draft: multi-exponentiations (``msm n``), and the pairing product of two pairs. Point
decoding, hashing and masking are the operation's own cost, and not counted as bare. Both sides are timed in turns, so
that a busy machine slows both.
"""

import argparse
import secrets
import time

from py_arkworks_bls12381 import GT, G1Point, G2Point, Scalar

from vcwallet import bbs

ROUNDS = 15


def bare(*sizes, pairing=False):
    """A function that does multi-exponentiations of these sizes, and a pairing product of two pairs."""
    generators = [G1Point.from_compressed_bytes(octets) for octets in bbs.create_generators(max(sizes))]
    scalars = [Scalar.from_be_bytes_mod_order(secrets.token_bytes(48)) for _ in generators]
    secret = scalars[0]
    left = [generators[0] * secret, -generators[0]]
    right = [G2Point(), G2Point() * secret]

    def primitives():
        for size in sizes:
            if size == 1:
                _ = generators[0] * secret
            else:
                G1Point.multiexp_unchecked(generators[:size], scalars[:size])
        if pairing:
            assert GT.pairing_check(left, right)

    return primitives


def best(operation, primitives):
    """The best time in seconds of each of the two, measured in turns."""
    times = ([], [])
    operation()
    primitives()
    for _ in range(ROUNDS):
        for function, kept in zip((operation, primitives), times, strict=True):
            start = time.perf_counter()
            function()
            kept.append(time.perf_counter() - start)
    return min(times[0]), min(times[1])


def plain_operations(messages, disclosed):
    """Name, operation, and primitives of the plain interface."""
    key = bbs.BbsSecretKey.generate()
    public, header, shown = key.public, b"header", [messages[index] for index in disclosed]
    signature = bbs.sign(key, messages, header=header)
    proof = bbs.proof_gen(public, signature, messages, disclosed_indexes=disclosed, header=header)
    total, hidden = len(messages), len(messages) - len(disclosed)
    claim = {"disclosed_messages": shown, "disclosed_indexes": disclosed, "header": header}
    yield "sign", lambda: bbs.sign(key, messages, header=header), (total + 1, 1), False
    yield "verify", lambda: bbs.verify(public, signature, messages, header=header), (total + 2,), True
    yield (
        "proof_gen",
        lambda: bbs.proof_gen(public, signature, messages, disclosed_indexes=disclosed, header=header),
        (total + 2, 1, 2, 2, hidden + 1),
        False,
    )
    yield "proof_verify", lambda: bbs.proof_verify(public, proof, **claim), (3, total + 3), True


def nym_operations(messages, disclosed):
    """Name, operation, and primitives of the pseudonym interface with one committed message."""
    key = bbs.BbsSecretKey.generate()
    public, shown = key.public, [messages[index] for index in disclosed]
    nym, entropy, committed, context = bbs.random_scalar(), bbs.random_scalar(), [secrets.token_bytes(32)], b"shop"
    made = bbs.commit_with_nym(nym, committed)
    issue = {"commitment_with_proof": made.commitment_with_proof, "signer_nym_entropy": entropy}
    signature = bbs.blind_sign_with_nym(key, messages, **issue)
    held = {"committed_messages": committed, "secret_prover_blind": made.secret_prover_blind}
    shares = {"prover_nym": nym, "signer_nym_entropy": entropy}
    secret = bbs.verify_finalize_with_nym(public, signature, messages, **held, **shares)
    asked = {"nym_secret": secret, "context_id": context, "disclosed_indexes": disclosed, **held}
    proof = bbs.proof_gen_with_nym(public, signature, messages, **asked)
    claim = {
        "context_id": context,
        "signer_message_count": len(messages),
        "disclosed_messages": shown,
        "disclosed_indexes": disclosed,
    }
    total, hidden = len(messages) + 3, len(messages) + 3 - len(disclosed)
    yield "commit_with_nym", lambda: bbs.commit_with_nym(nym, committed), (3, 3), False
    yield (
        "blind_sign_with_nym",
        lambda: bbs.blind_sign_with_nym(key, messages, **issue),
        (4, len(messages) + 2, 1),
        False,
    )
    yield (
        "verify_finalize_with_nym",
        lambda: bbs.verify_finalize_with_nym(public, signature, messages, **held, **shares),
        (total + 2,),
        True,
    )
    yield (
        "proof_gen_with_nym",
        lambda: bbs.proof_gen_with_nym(public, signature, messages, **asked),
        (total + 2, 1, 2, 2, hidden + 1, 1, 1),
        False,
    )
    yield (
        "proof_verify_with_nym",
        lambda: bbs.proof_verify_with_nym(public, proof.proof, proof.pseudonym, **claim),
        (3, total + 3, 2),
        True,
    )


def main():
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, nargs="*", default=[10, 100])
    parser.add_argument("--disclosed", type=int, default=3)
    arguments = parser.parse_args()
    for count in arguments.messages:
        messages = [f"message {number}".encode() for number in range(count)]
        disclosed = [number * count // arguments.disclosed for number in range(arguments.disclosed)]
        print(f"\n{count} messages, {len(disclosed)} disclosed")
        print(f"{'operation':26}{'ms':>8}{'bare ms':>9}{'ratio':>7}  bare primitives")
        for name, operation, sizes, pairing in (
            *plain_operations(messages, disclosed),
            *nym_operations(messages, disclosed),
        ):
            taken, least = best(operation, bare(*sizes, pairing=pairing))
            primitives = " + ".join([f"msm {size}" for size in sizes] + ["2 pairings"] * pairing)
            print(f"{name:26}{taken * 1e3:8.2f}{least * 1e3:9.2f}{taken / least:7.2f}  {primitives}")


if __name__ == "__main__":
    main()
