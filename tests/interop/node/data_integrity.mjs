// Credentials and presentations with Data Integrity proofs, by the libraries of Digital Bazaar.
import * as bbs2023 from '@digitalbazaar/bbs-2023-cryptosuite';
import * as ecdsaJcs2019 from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as ecdsaSd2023 from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as eddsaJcs2022 from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {cryptosuite as ecdsaRdfc2019} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc2022} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {documentLoader} from './loader.mjs';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {isDeepStrictEqual} from 'node:util';
import {load} from './keys.mjs';

const ED25519_SIGNATURE_2020 = 'Ed25519Signature2020';

// For each cryptosuite how its signing, verifying and deriving halves are made; what is missing it does not have.
const CRYPTOSUITES = {
  'eddsa-rdfc-2022': {sign: () => eddsaRdfc2022, verify: () => eddsaRdfc2022},
  'ecdsa-rdfc-2019': {sign: () => ecdsaRdfc2019, verify: () => ecdsaRdfc2019},
  'eddsa-jcs-2022': {
    sign: () => eddsaJcs2022.createSignCryptosuite(), verify: () => eddsaJcs2022.createVerifyCryptosuite()
  },
  'ecdsa-jcs-2019': {
    sign: () => ecdsaJcs2019.createSignCryptosuite(), verify: () => ecdsaJcs2019.createVerifyCryptosuite()
  },
  'ecdsa-sd-2023': {
    sign: ({mandatoryPointers}) => ecdsaSd2023.createSignCryptosuite({mandatoryPointers}),
    verify: () => ecdsaSd2023.createVerifyCryptosuite(),
    derive: ({selectivePointers}) => ecdsaSd2023.createDiscloseCryptosuite({selectivePointers})
  },
  'bbs-2023': {
    sign: ({mandatoryPointers}) => bbs2023.createSignCryptosuite({mandatoryPointers}),
    verify: ({presentationHeader}) => bbs2023.createVerifyCryptosuite({
      expectedPresentationHeader: bytesOf(presentationHeader)
    }),
    derive: ({selectivePointers, presentationHeader}) => bbs2023.createDiscloseCryptosuite({
      selectivePointers, presentationHeader: bytesOf(presentationHeader)
    })
  }
};

/** Secures a credential. `created`: date-time of the proof; `proof`: further members of the proof. */
export async function issue({credential, cryptosuite, key, created, proof, mandatoryPointers}) {
  const suite = await signingSuite({cryptosuite, key, created, proof, mandatoryPointers});
  return vc.issue({credential, suite, documentLoader});
}

/** Verifies a credential. `base`: its proof is the issuer's, from which others are derived. `now`: date-time. */
export async function verify({credential, base, presentationHeader, now}) {
  if(base) {
    // Only derived proofs can be verified. (What the library offers for base proofs of ecdsa-sd-2023, to "confirm"
    // them, labels blank nodes anew in the mandatory part and so refuses its own proofs when there are several.)
    credential = await derive({credential, selectivePointers: [''], presentationHeader});
  }
  shareContexts(credential);
  const result = await vc.verifyCredential({
    credential, suite: verifyingSuites({presentationHeader}), documentLoader, now
  });
  return verdict(result);
}

/** Puts credentials into a presentation and secures it for one verifier. `version`: 1 or 2, of the data model. */
export async function present({
  credentials, key, challenge, domain, cryptosuite, holder, presentationId, version = 2, created, proof, mandatoryPointers
}) {
  const suite = await signingSuite({cryptosuite, key, created, proof, mandatoryPointers});
  const controller = suite.verificationMethod.split('#')[0];
  const presentation = vc.createPresentation({
    verifiableCredential: credentials, holder: holder ?? controller, id: presentationId, version
  });
  return vc.signPresentation({presentation, suite, challenge, domain, documentLoader});
}

/** Verifies a presentation and all credentials in it. */
export async function verifyPresentation({presentation, challenge, domain, now, presentationHeader}) {
  [presentation, ...[presentation.verifiableCredential ?? []].flat()].forEach(shareContexts);
  const result = await vc.verify({
    presentation, challenge, domain, suite: verifyingSuites({presentationHeader}), documentLoader, now
  });
  return {
    ...verdict(result),
    presentation: result.presentationResult && verdict(result.presentationResult),
    credentials: (result.credentialResults ?? []).map(verdict)
  };
}

/** Derives a credential that shows the mandatory and the selected parts only. */
export async function derive({credential, selectivePointers, presentationHeader}) {
  const proofs = [credential.proof].flat();
  const cryptosuite = proofs.map(proof => proof.cryptosuite).find(name => CRYPTOSUITES[name]?.derive);
  if(!cryptosuite) {
    throw new Error('The credential has no proof from which another can be derived.');
  }
  const half = CRYPTOSUITES[cryptosuite].derive({selectivePointers, presentationHeader});
  const suite = new DataIntegrityProof({cryptosuite: half});
  return vc.derive({verifiableCredential: credential, suite, documentLoader});
}

async function signingSuite({cryptosuite, key, created, proof, mandatoryPointers}) {
  const signer = (await load(key)).signer();
  if(cryptosuite === ED25519_SIGNATURE_2020) {
    return new Ed25519Signature2020({signer, date: created, proof});
  }
  const halves = CRYPTOSUITES[cryptosuite];
  if(!halves) {
    throw new Error(`The peer has no cryptosuite "${cryptosuite}".`);
  }
  const suite = new DataIntegrityProof({signer, date: created, cryptosuite: halves.sign({mandatoryPointers})});
  // The constructor does not take it, but `createProof` starts from it.
  suite.proof = proof;
  return suite;
}

function verifyingSuites(options) {
  const suites = Object.values(CRYPTOSUITES)
    .map(({verify}) => new DataIntegrityProof({cryptosuite: verify(options)}));
  return [...suites, new Ed25519Signature2020()];
}

// The JCS suites compare the context of a proof with that of its document by identity, so that an inline context never
// equals its own copy. Equal members are made the same object first; unequal ones stay as they are.
function shareContexts(document) {
  const contexts = [document['@context']].flat();
  for(const proof of [document.proof ?? []].flat()) {
    if(Array.isArray(proof['@context'])) {
      proof['@context'] = proof['@context'].map(
        (context, index) => isDeepStrictEqual(context, contexts[index]) ? contexts[index] : context);
    }
  }
}

function bytesOf(base64url) {
  return base64url === undefined ? undefined : new Uint8Array(Buffer.from(base64url, 'base64url'));
}

// The libraries say `verified` where one proof of several holds, so the verdict tells of each.
function verdict({verified, error, results}) {
  const proofs = (results ?? []).filter(result => result.proof).map(({proof, verified, error}) => ({
    cryptosuite: proof.cryptosuite ?? proof.type, verified, error: messageOf(error)
  }));
  return {verified, error: messageOf(error), proofs};
}

function messageOf(error) {
  if(!error) {
    return null;
  }
  return [error.message, ...(error.errors ?? []).map(({message}) => message)].join('; ');
}
