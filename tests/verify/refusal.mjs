// Why a file is refused: a permanent code of docs/formats/log_file.md, where, what, and what to do.

const kRemedies = {
  truncated: 'export the stream again, or fetch the file again',
  not_a_log_file: 'give a file that "log export" wrote',
  wrong_network: 'compare the network id with the importer',
  unknown_author: 'ask the importer whose log this is',
  digest_mismatch: 'export again, and compare the replicas with "digest"',
  not_comparable: 'export again while nothing is written, and compare at once',
  not_recomputed: 'check without --schema, --digest and --daemon',
};
const kUsualRemedy = 'do not trust this file; export the stream again from a sound replica';

export class Refusal extends Error {
  /** `where` names a byte offset, or a log and a position. */
  constructor(code, where, what, remedy = kRemedies[code] ?? kUsualRemedy) {
    super(`${code}: ${where}: ${what}`);
    Object.assign(this, { code, where, what, remedy });
  }
}

export function refuse(code, where, what, remedy) {
  throw new Refusal(code, where, what, remedy);
}

/** Refuses unless `holds`. */
export function demand(holds, code, where, what) {
  if (!holds) throw new Refusal(code, where, what);
}

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const sameBytes = (a, b) => Buffer.compare(a, b) === 0;
