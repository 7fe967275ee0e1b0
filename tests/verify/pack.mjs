// Canonical MessagePack, docs/formats/README.md "Encoding": what was understood is encoded again
// and must give the same bytes. Integers come as numbers while they are safe, else as BigInt.
import { Decoder, Encoder } from './packages.mjs';
import { demand, refuse, sameBytes } from './refusal.mjs';

const kDepthMax = 12;
const kValuesMax = 2 ** 20;
export const kSizeMax = 4 * 2 ** 20;

/** Text is UTF-8 in shortest form without surrogates, and nothing of it is dropped. */
class TextDecoderOfOurs extends Decoder {
  static text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  decodeUtf8String(size, header) {
    return TextDecoderOfOurs.text.decode(this.decodeBinary(size, header));
  }
}

const encoder = new Encoder({ useBigInt64: true, initialBufferSize: 1024 });

/** BigInt where the package would choose a float, which canonical bytes never hold. */
function forEncoder(value) {
  if (Array.isArray(value)) return value.map(forEncoder);
  if (typeof value === 'number' && (value >= 2 ** 32 || value < -(2 ** 31))) return BigInt(value);
  return value;
}

/** The one canonical form of null, flags, integers, texts, byte strings and arrays of them. */
export const encode = (value) => encoder.encode(forEncoder(value));

/** Gives the value with safe integers as numbers; refuses what has no canonical form. */
function understood(value, where, depth, count) {
  count.values += 1;
  demand(count.values <= kValuesMax, 'bad_encoding', where, 'more than 2^20 values');
  if (Array.isArray(value)) {
    demand(depth < kDepthMax, 'bad_encoding', where, 'arrays nested more than 12 deep');
    return value.map((element) => understood(element, where, depth + 1, count));
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  const plain = value === null || typeof value === 'boolean' || typeof value === 'string' ||
    value instanceof Uint8Array || Number.isInteger(value);
  demand(plain, 'bad_encoding', where, 'a map, a floating point number or an extension');
  return value;
}

/** Values that stand one behind the other, each with its offset and end in `bytes`. */
export function decodeSequence(bytes, where, sizeMax = kSizeMax) {
  demand(bytes.length <= sizeMax, 'bad_encoding', where, `more than ${sizeMax} bytes`);
  const count = { values: 0 };
  const found = [];
  let at = 0;
  try {
    const decoder = new TextDecoderOfOurs({
      useBigInt64: true, maxArrayLength: kValuesMax, maxMapLength: 0, maxExtLength: 0,
    });
    for (const raw of decoder.decodeMulti(bytes)) {
      const value = understood(raw, where, 0, count);
      const again = encode(value);
      const end = at + again.length;
      demand(sameBytes(again, bytes.subarray(at, end)), 'bad_encoding', where,
        `the value at byte ${at} of it is not in canonical form`);
      found.push({ value, at, end });
      at = end;
    }
  } catch (error) {
    if (error.code !== undefined && error.remedy !== undefined) throw error;
    refuse('bad_encoding', where, `behind byte ${at} of it: ${error.message}`);
  }
  demand(at === bytes.length, 'bad_encoding', where, `${bytes.length - at} bytes too many`);
  return found;
}

/** Exactly one value. */
export function decodeOne(bytes, where, sizeMax = kSizeMax) {
  const values = decodeSequence(bytes, where, sizeMax);
  demand(values.length === 1, 'bad_encoding', where, `${values.length} values instead of one`);
  return values[0].value;
}

// Shapes. Each refuses with bad_encoding and the name of what was expected.

export function array(value, size, where, what) {
  demand(Array.isArray(value) && (size === null || value.length === size), 'bad_encoding', where,
    `${what}: an array${size === null ? '' : ` of ${size}`} expected`);
  return value;
}

export function bytes(value, size, where, what) {
  demand(value instanceof Uint8Array && (size === null || value.length === size), 'bad_encoding',
    where, `${what}: ${size === null ? '' : `${size} `}bytes expected`);
  return value;
}

export function bytesUpTo(value, most, where, what) {
  demand(bytes(value, null, where, what).length <= most, 'bad_encoding', where,
    `${what}: at most ${most} bytes expected`);
  return value;
}

export function text(value, most, where, what) {
  demand(typeof value === 'string' && Buffer.byteLength(value) <= most, 'bad_encoding', where,
    `${what}: text of at most ${most} bytes expected`);
  return value;
}

export function integer(value, least, most, where, what) {
  const whole = typeof value === 'bigint' || Number.isInteger(value);
  demand(whole && value >= least && value <= most, 'bad_encoding', where,
    `${what}: a number from ${least} to ${most} expected`);
  return value;
}
