// What the peer knows of the world: the documents that were handed in, and did:key, which needs nothing else.
import {didKeyDocument} from './keys.mjs';
import jsonld from 'jsonld';
import {isDeepStrictEqual} from 'node:util';

const documents = new Map();

/** Hands in documents by URL: JSON-LD contexts, DID documents, controlled identifier documents. */
export function addDocuments({documents: added}) {
  for(const [url, document] of Object.entries(added)) {
    // The peer's JSON-LD processor keeps contexts by URL: another document under a known URL would be ignored.
    if(documents.has(url) && !isDeepStrictEqual(documents.get(url), document)) {
      throw new Error(`Another document was handed in before for "${url}".`);
    }
    documents.set(url, document);
  }
  return {known: documents.size};
}

/** The document loader of all operations. */
export async function documentLoader(url) {
  return {contextUrl: null, documentUrl: url, document: find(url), tag: 'static'};
}

function find(url) {
  if(documents.has(url)) {
    return documents.get(url);
  }
  if(url.startsWith('did:key:')) {
    return didKeyDocument(url);
  }
  const method = documents.get(url.split('#')[0])?.verificationMethod?.find(({id}) => id === url);
  if(!method) {
    throw new Error(`No document was handed in for "${url}", and nothing is fetched.`);
  }
  return method;
}

/** JSON-LD to canonical N-Quads by RDFC-1.0, with nothing dropped silently. `workFactor`: the power of the number of
 * blank nodes alike that bounds the work; the cryptosuites have 1. */
export async function canonize({document, hash = 'SHA-256', workFactor = 1}) {
  const nquads = await jsonld.canonize(document, {
    base: null, safe: true, rdfDirection: 'i18n-datatype', documentLoader,
    // Given beside the others these are ignored.
    canonizeOptions: {
      algorithm: 'RDFC-1.0', format: 'application/n-quads', messageDigestAlgorithm: hash, maxWorkFactor: workFactor
    }
  });
  return {nquads};
}
