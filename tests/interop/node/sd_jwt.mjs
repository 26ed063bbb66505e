// SD-JWT and SD-JWT VC with key binding, by the OpenWallet Foundation's libraries.
import {createPrivateKey, createPublicKey, sign, verify} from 'node:crypto';
import {digest, ES256, ES384, generateSalt} from '@sd-jwt/crypto-nodejs';
import {SDJwtInstance} from '@sd-jwt/core';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';

const EDDSA = {
  alg: 'EdDSA',
  async getSigner(jwk) {
    const key = createPrivateKey({key: jwk, format: 'jwk'});
    return data => sign(null, Buffer.from(data), key).toString('base64url');
  },
  async getVerifier(jwk) {
    const key = createPublicKey({key: jwk, format: 'jwk'});
    return (data, signature) => verify(null, Buffer.from(data), key, Buffer.from(signature, 'base64url'));
  }
};
const BY_CURVE = {'P-256': ES256, 'P-384': ES384, Ed25519: EDDSA};

/** Makes an SD-JWT. `typ`: "dc+sd-jwt" goes through the SD-JWT VC library, anything else (or nothing) through the
 * core library. `frame`: the library's disclosure frame, with `_sd` and `_sd_decoy`. */
export async function sdjwtIssue({claims, frame, secretJwk, typ = 'dc+sd-jwt', header = {}, hashAlg}) {
  const algorithm = algorithmOf(secretJwk);
  const instance = instanceFor(typ, {signAlg: algorithm.alg, signer: await algorithm.getSigner(secretJwk), hashAlg});
  return instance.issue(claims, frame, {header: {...(typ ? {typ} : {}), ...header}});
}

/** Shows what the presentation frame says (all where it is absent), bound to a verifier if `holderJwk` is given. */
export async function sdjwtPresent({sdjwt, frame, holderJwk, audience, nonce, iat}) {
  if(!holderJwk) {
    return instanceFor('dc+sd-jwt', {}).present(sdjwt, frame);
  }
  const algorithm = algorithmOf(holderJwk);
  const instance = instanceFor(
    'dc+sd-jwt', {kbSignAlg: algorithm.alg, kbSigner: await algorithm.getSigner(holderJwk)});
  const payload = {aud: audience, nonce, iat: iat ?? Math.floor(Date.now() / 1000)};
  return instance.present(sdjwt, frame, {kb: {payload}});
}

/** Verifies an SD-JWT, with its key binding where a nonce is expected. */
export async function sdjwtVerify({sdjwt, publicJwk, typ = 'dc+sd-jwt', audience, nonce, now}) {
  const algorithm = algorithmOf(publicJwk);
  const instance = instanceFor(typ, {
    verifier: await algorithm.getVerifier(publicJwk),
    async kbVerifier(data, signature, payload) {
      const {jwk} = payload.cnf;
      return (await algorithmOf(jwk).getVerifier(jwk))(data, signature);
    }
  });
  const {payload, header, kb} = await instance.verify(sdjwt, {keyBindingNonce: nonce, currentDate: now});
  // The library checks neither of these: it leaves the header and the audience to its user.
  if(header.alg !== algorithm.alg || header.typ !== typ) {
    throw new Error(`The header says "${header.alg}" and "${header.typ}", not "${algorithm.alg}" and "${typ}".`);
  }
  if(nonce !== undefined && kb.payload.aud !== audience) {
    throw new Error(`The key binding is for "${kb.payload.aud}", not for "${audience}".`);
  }
  return {payload, header, keyBinding: kb?.payload ?? null};
}

function instanceFor(typ, options) {
  const config = {hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt, ...defined(options)};
  return typ === 'dc+sd-jwt' ? new SDJwtVcInstance(config) : new SDJwtInstance(config);
}

function defined(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function algorithmOf(jwk) {
  const algorithm = BY_CURVE[jwk?.crv];
  if(!algorithm) {
    throw new Error(`The peer has no algorithm for keys on "${jwk?.crv}".`);
  }
  return algorithm;
}
