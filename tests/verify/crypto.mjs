// Hashes and signatures, docs/formats/README.md "Hashes and signatures".
import { blake2b, ed25519, sha512 } from './packages.mjs';
import { sameBytes } from './refusal.mjs';

const { Point } = ed25519;
const kOrder = Point.Fn.ORDER;

/** H(prefix, parts...): BLAKE2b with 32 bytes of output over the prefix and what follows. */
export function hash(prefix, ...parts) {
  return blake2b(Buffer.concat([Buffer.from(prefix, 'ascii'), ...parts]), { dkLen: 32 });
}

function numberFrom(littleEndian) {
  return BigInt(`0x${Buffer.from(littleEndian).reverse().toString('hex')}`);
}

/** R = S * B - k * A, compared as bytes: the equation without a cofactor. Points may be malformed. */
function holdsWithoutCofactor(signature, message, key) {
  const r = signature.subarray(0, 32);
  const s = numberFrom(signature.subarray(32));
  if (s >= kOrder) return false;
  try {
    const a = Point.fromBytes(key);
    if (a.isSmallOrder() || Point.fromBytes(r).isSmallOrder()) return false;
    const k = numberFrom(sha512(Buffer.concat([r, key, message]))) % kOrder;
    const expected = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
    return sameBytes(expected.toBytes(), r);
  } catch {
    return false;
  }
}

/**
 * libsodium's verdict on an Ed25519 signature: S below L, key canonical, neither key nor R of small
 * order, and the equation without a cofactor. The package's own strict verdict is asked as well.
 */
export function isSignedBy(signature, message, key) {
  return holdsWithoutCofactor(signature, message, key) &&
    ed25519.verify(signature, message, key, { zip215: false });
}

/** S(prefix, net, hash): what a signature is made over. */
export function signedMessage(prefix, net, hashed) {
  return Buffer.concat([Buffer.from(prefix, 'ascii'), net, hashed]);
}
