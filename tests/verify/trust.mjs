// The trust manifest and certificates: docs/formats/manifest.md and certificate.md.
import { array, bytes, bytesUpTo, decodeOne, integer, text } from './pack.mjs';
import { hash, signedMessage } from './crypto.mjs';
import { demand, hex, refuse, sameBytes } from './refusal.mjs';

const kNumberMax = 2n ** 63n - 1n;
const kUnsignedMax = 2n ** 64n - 1n;
const kNoNetwork = Buffer.alloc(32);

function keys(value, where, what) {
  const list = array(value, null, where, what);
  demand(list.length >= 1 && list.length <= 16, 'bad_encoding', where, `${what}: 1 to 16 expected`);
  return list.map((key) => bytes(key, 32, where, what));
}

/** Runs `read`; what has another shape inside a manifest or certificate gets the code of it. */
function withCode(code, read) {
  try {
    return read();
  } catch (error) {
    if (error.code !== 'bad_encoding') throw error;
    return refuse(code, error.where, error.what);
  }
}

/** The content of a manifest, and who signed it. */
export function readManifest(signed, where) {
  const [content, signatures] = array(decodeOne(signed, where), 2, where, 'signed manifest');
  bytesUpTo(content, 64 * 1024, where, 'manifest');
  const f = array(decodeOne(content, where), 11, where, 'manifest');
  integer(f[0], 1, 1, where, 'manifest format');
  const manifest = {
    version: integer(f[1], 1, 2 ** 20, where, 'manifest version'),
    organisation: text(f[2], 200, where, 'organisation'),
    roots: keys(f[3], where, 'root keys'),
    enrol: keys(f[5], where, 'enrol keys'),
    decide: keys(f[6], where, 'decide keys'),
    log: keys(f[7], where, 'log keys'),
    previous: f[9] === null ? null : bytes(f[9], 32, where, 'previous'),
    hash: hash('bl/manifest/1', content),
  };
  manifest.threshold = integer(f[4], 1, manifest.roots.length, where, 'threshold');
  bytes(f[8], 32, where, 'hub transport key');
  integer(f[10], 0, kNumberMax, where, 'issued');
  const all = [manifest.roots, manifest.enrol, manifest.decide, manifest.log].flat().map(hex);
  demand(new Set(all).size === all.length, 'bad_encoding', where, 'a key stands twice');
  manifest.signatures = array(signatures, null, where, 'signatures').map((element) => {
    const [place, signature] = array(element, 2, where, 'signature');
    integer(place, 0, 15, where, 'place of a root key');
    return { place, signature: bytes(signature, 64, where, 'signature') };
  });
  demand(manifest.signatures.length <= 16, 'bad_encoding', where, 'more than 16 signatures');
  return manifest;
}

/** How many distinct keys of `roots` signed the manifest; what is not valid does not count. */
function signers(manifest, roots, net, isSigned) {
  const message = signedMessage('bl/manifest/1', net, manifest.hash);
  const counted = new Set();
  for (const { place, signature } of manifest.signatures) {
    const key = manifest.roots[place];
    const isRoot = key !== undefined && roots.some((root) => sameBytes(root, key));
    if (isRoot && isSigned(signature, message, key)) counted.add(hex(key));
  }
  return counted.size;
}

/** The manifests from version 1 on, and the network id that they begin with. */
export function readManifests(list, where, isSigned) {
  demand(list.length >= 1, 'bad_manifest', where, 'no manifest');
  const chain = list.map((signed, i) =>
    withCode('bad_manifest', () => readManifest(signed, `${where}, manifest ${i + 1}`)));
  const net = chain[0].hash;
  chain.forEach((manifest, i) => {
    const at = `${where}, manifest ${i + 1}`;
    const before = chain[i - 1];
    demand(manifest.version === i + 1, 'bad_manifest', at, `it is version ${manifest.version}`);
    demand(before ? manifest.previous !== null && sameBytes(manifest.previous, before.hash)
      : manifest.previous === null, 'bad_manifest', at, 'it does not follow the version before');
    for (const quorum of before ? [before, manifest] : [manifest]) {
      const count = signers(manifest, quorum.roots, before ? net : kNoNetwork, isSigned);
      demand(count >= quorum.threshold, 'bad_manifest', at,
        `${count} of version ${quorum.version}'s root keys signed, ${quorum.threshold} must`);
    }
  });
  return { net, chain };
}

/** The content of a certificate, its signature, and the bytes that were signed. */
function readSigned(signed, where) {
  bytesUpTo(signed, 8192, where, 'certificate');
  const [content, signature] = array(decodeOne(signed, where), 2, where, 'signed certificate');
  bytes(content, null, where, 'certificate');
  bytes(signature, 64, where, 'signature');
  const f = array(decodeOne(content, where), 11, where, 'certificate');
  integer(f[0], 1, 1, where, 'certificate format');
  const certificate = {
    serial: integer(f[1], 0, kUnsignedMax, where, 'serial'),
    net: bytes(f[2], 32, where, 'network id'),
    dealer: text(f[3], 64, where, 'dealer'),
    branch: text(f[4], 64, where, 'branch'),
    incarnation: bytes(f[5], 32, where, 'incarnation'),
    streams: array(f[8], null, where, 'streams').map((name) => text(name, 200, where, 'stream')),
  };
  bytes(f[6], 32, where, 'transport');
  const operator = hash('bl/operator/1', certificate.incarnation).subarray(0, 16);
  demand(sameBytes(bytes(f[7], 16, where, 'operator'), operator), 'bad_encoding', where,
    'the operator does not follow from the incarnation');
  const { streams } = certificate;
  demand(streams.length <= 64, 'bad_encoding', where, 'more than 64 streams');
  demand(streams.every((name, i) => i === 0 || Buffer.compare(Buffer.from(streams[i - 1]),
    Buffer.from(name)) < 0), 'bad_encoding', where, 'streams are not ascending');
  integer(f[9], 0, kNumberMax, where, 'issued');
  if (f[10] !== null) bytes(f[10], 32, where, 'replaces');
  return { certificate, content, signature };
}

/** A certificate for this network and stream, signed by an enrol key of one of the manifests. */
export function readCertificate(signed, trust, stream, where, isSigned) {
  const { certificate, content, signature } =
    withCode('bad_certificate', () => readSigned(signed, where));
  demand(sameBytes(certificate.net, trust.net), 'bad_certificate', where,
    'it is for another network');
  const message = signedMessage('bl/certificate/1', trust.net, hash('bl/certificate/1', content));
  const enrol = trust.chain.flatMap((manifest) => manifest.enrol);
  demand(enrol.some((key) => isSigned(signature, message, key)), 'bad_certificate', where,
    'no enrol key of the manifests signed it');
  demand(certificate.streams.includes(stream), 'bad_certificate', where,
    `it does not name ${stream}`);
  return certificate;
}
