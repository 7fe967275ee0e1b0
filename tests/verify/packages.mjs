// What the verifier takes from npm. The one npm root of the project is common/portal, so its
// packages are found from there and not from this folder.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const portal = createRequire(new URL('../../common/portal/package.json', import.meta.url));

async function load(name) {
  try {
    return await import(pathToFileURL(portal.resolve(name)));
  } catch (error) {
    console.error(`verify: the package ${name} is missing: ${error.message.split('\n')[0]}`);
    console.error('verify: run "npm ci --ignore-scripts" in common/portal, then try again');
    process.exit(2);
  }
}

export const { Decoder, Encoder } = await load('@msgpack/msgpack');
export const { ed25519 } = await load('@noble/curves/ed25519.js');
export const { blake2b } = await load('@noble/hashes/blake2.js');
export const { sha512 } = await load('@noble/hashes/sha2.js');
export const { Webhook } = await load('standardwebhooks');
