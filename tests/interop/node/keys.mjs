// Key pairs of the peer: generated, read from Multikey, and shown as the documents of their did:key.
import * as Bls12381Multikey from '@digitalbazaar/bls12-381-multikey';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {decode} from 'base58-universal';

const BBS = Bls12381Multikey.ALGORITHMS.BBS_BLS12381_SHA256;
const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1';
const DID_CONTEXT = 'https://www.w3.org/ns/did/v1';

// `multicodec`: what the bytes of a public Multikey begin with. Its characters do not tell: one key in 300 of
// BLS12-381 begins with "zUC6" and not with "zUC7".
const ALGORITHMS = [
  {
    name: 'Ed25519', multicodec: [0xed, 0x01], relationships: ['assertionMethod', 'authentication'],
    generate: () => Ed25519Multikey.generate(),
    load: Ed25519Multikey.from,
    // Without `canonicalize` it gives 64 bytes, the seed and the public key, where Multikey has the seed alone.
    export: pair => pair.export({publicKey: true, secretKey: true, canonicalize: true}),
    // `toJwk` wants the bare seed as well.
    toJwk: pair => Ed25519Multikey.toJwk({
      keyPair: {...pair, secretKey: pair.secretKey.subarray(0, 32)}, secretKey: true
    })
  },
  {
    name: 'P-256', multicodec: [0x80, 0x24], relationships: ['assertionMethod', 'authentication'],
    generate: () => EcdsaMultikey.generate({curve: 'P-256'}),
    load: EcdsaMultikey.from,
    export: pair => pair.export({publicKey: true, secretKey: true}),
    toJwk: pair => EcdsaMultikey.toJwk({keyPair: pair, secretKey: true})
  },
  {
    name: 'P-384', multicodec: [0x81, 0x24], relationships: ['assertionMethod', 'authentication'],
    generate: () => EcdsaMultikey.generate({curve: 'P-384'}),
    load: EcdsaMultikey.from,
    export: pair => pair.export({publicKey: true, secretKey: true}),
    toJwk: pair => EcdsaMultikey.toJwk({keyPair: pair, secretKey: true})
  },
  {
    name: 'BLS12-381', multicodec: [0xeb, 0x01], relationships: ['assertionMethod'],
    generate: () => Bls12381Multikey.generateBbsKeyPair({algorithm: BBS}),
    load: key => Bls12381Multikey.from(key, {algorithm: BBS}),
    export: pair => pair.export({publicKey: true, secretKey: true}),
    toJwk: pair => Bls12381Multikey.toJwk({keyPair: pair, secretKey: true})
  }
];

/** Which algorithm a public Multikey is for. */
export function algorithmOf(publicKeyMultibase) {
  // "z" is base58btc; `decode` gives undefined for other characters.
  const bytes = publicKeyMultibase?.startsWith('z') ? decode(publicKeyMultibase.slice(1)) : undefined;
  const algorithm = ALGORITHMS.find(({multicodec}) => multicodec.every((byte, i) => byte === bytes?.[i]));
  if(!algorithm) {
    throw new Error(`The peer has no library for the key "${publicKeyMultibase}".`);
  }
  return algorithm;
}

/** Makes a key pair and tells all that the other side may want to know of it. */
export async function generate({algorithm: name}) {
  const algorithm = ALGORITHMS.find(a => a.name === name);
  if(!algorithm) {
    throw new Error(`The peer makes no keys of type "${name}".`);
  }
  const pair = await algorithm.generate();
  const {publicKeyMultibase, secretKeyMultibase} = await algorithm.export(pair);
  const {key_ops: _, ext: __, ...secretJwk} = await algorithm.toJwk(pair);
  const {d: ___, ...publicJwk} = secretJwk;
  const did = `did:key:${publicKeyMultibase}`;
  return {
    algorithm: name, controller: did, id: `${did}#${publicKeyMultibase}`,
    publicKeyMultibase, secretKeyMultibase, publicJwk, secretJwk
  };
}

const loaded = new Map();

/** A key pair that can sign, from {publicKeyMultibase, secretKeyMultibase, controller?, id?}. Kept, so that timings
 * measure signing and not the reading of keys. */
export async function load({publicKeyMultibase, secretKeyMultibase, controller, id}) {
  controller ??= `did:key:${publicKeyMultibase}`;
  id ??= `${controller}#${publicKeyMultibase}`;
  const name = JSON.stringify([id, controller, publicKeyMultibase, secretKeyMultibase]);
  if(!loaded.has(name)) {
    const multikey = {
      '@context': MULTIKEY_CONTEXT, type: 'Multikey', id, controller, publicKeyMultibase, secretKeyMultibase
    };
    loaded.set(name, await algorithmOf(publicKeyMultibase).load(multikey));
  }
  return loaded.get(name);
}

/** The DID document of a did:key, or with a fragment the verification method in it. */
export function didKeyDocument(url) {
  const [did, fragment] = url.split('#');
  const publicKeyMultibase = did.slice('did:key:'.length);
  const {relationships} = algorithmOf(publicKeyMultibase);
  if(fragment !== undefined && fragment !== publicKeyMultibase) {
    throw new Error(`There is no "#${fragment}" in the document of ${did}.`);
  }
  const id = `${did}#${publicKeyMultibase}`;
  const method = {id, type: 'Multikey', controller: did, publicKeyMultibase};
  if(fragment !== undefined) {
    return {'@context': MULTIKEY_CONTEXT, ...method};
  }
  const document = {'@context': [DID_CONTEXT, MULTIKEY_CONTEXT], id: did, verificationMethod: [method]};
  for(const relationship of relationships) {
    document[relationship] = [id];
  }
  return document;
}
