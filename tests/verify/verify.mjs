#!/usr/bin/env node
// Checks an exported log as an outsider would: from docs/formats alone.
//
//   node verify.mjs FILE (--net HEX | --any-network) [--stream NAME] [--no-trailer]
//                   [--schema FILE] [--digest HEX] [--daemon URL] [--json]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readLogFile } from './log_file.mjs';
import { Refusal, demand, hex, sameBytes } from './refusal.mjs';
import { Schema } from './schema.mjs';
import { recomputeDigest } from './state.mjs';

const kUsage = `usage: node verify.mjs FILE (--net HEX | --any-network) [OPTION ...]

  --net HEX       the network id to trust, from the importer: the hash of the first manifest
  --any-network   trust the manifest that the file begins with; proves that the file is whole and
                  of one network, not of which
  --stream NAME   the stream that it must be of
  --no-trailer    do not compare the hash over the file
  --schema FILE   declarations as served at /api/v1/schema; the digest is computed again with them
  --digest HEX    the digest that another replica states
  --daemon URL    ask this daemon, such as http://127.0.0.1:8081, for declarations and digest
  --json          write one JSON document

Ends with 0 when the file is valid, 1 when it is refused, 2 when the question was wrong, 3 by a
fault of its own.
`;

class UsageError extends Error {}

function hexOption(text, name) {
  if (text === undefined) return null;
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new UsageError(`${name} takes 64 hexadecimal digits`);
  return Buffer.from(text, 'hex');
}

/** The options that the words name; a UsageError says what is wrong with them. */
export function readOptions(words) {
  let parsed;
  try {
    parsed = parseArgs({
      args: words, allowPositionals: true,
      options: {
        net: { type: 'string' }, 'any-network': { type: 'boolean' }, stream: { type: 'string' },
        'no-trailer': { type: 'boolean' }, schema: { type: 'string' }, digest: { type: 'string' },
        daemon: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) return { help: true };
  if (positionals.length !== 1) throw new UsageError('name one file');
  if ((values.net === undefined) === !values['any-network']) {
    throw new UsageError('say whom to trust: either --net HEX or --any-network');
  }
  if (values.schema && values.daemon) throw new UsageError('--schema or --daemon, not both');
  return {
    file: positionals[0], net: hexOption(values.net, '--net'), stream: values.stream,
    trailer: !values['no-trailer'], schema: values.schema,
    digest: hexOption(values.digest, '--digest'), daemon: values.daemon, json: values.json,
  };
}

async function ask(daemon, path) {
  const address = new URL(`/api/v1${path}`, daemon);
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return await answer.json();
  } catch (error) {
    throw new UsageError(`${address} does not answer: ${error.cause?.message ?? error.message}`);
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  }
}

function readFile(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  }
}

/** The daemon's digest; it can only be compared when both applied the same entries. */
async function daemonDigest(daemon, file) {
  const { items } = await ask(daemon, `/digest?stream=${encodeURIComponent(file.stream)}`);
  const item = items.find((candidate) => candidate.stream === file.stream);
  demand(item !== undefined, 'not_comparable', 'the daemon', `it does not hold ${file.stream}`);
  const ours = file.vector.map(({ id, seq, hash }) => `${hex(id)} ${seq} ${hex(hash)}`);
  const theirs = item.vector.map(({ log, seq, hash }) => `${log} ${seq} ${hash}`);
  demand(ours.join() === theirs.join(), 'not_comparable', 'the daemon',
    'it has applied other entries than stand in the file');
  return Buffer.from(item.digest, 'hex');
}

/** What the digest is, from every side that was asked; all must be the same. */
async function checkDigest(file, options) {
  const found = { stated: hex(file.stated), recomputed: null, compared: null };
  const same = (digest, who) => demand(sameBytes(digest, file.stated), 'digest_mismatch',
    'the digest', `the file states ${hex(file.stated)}, ${who} ${hex(digest)}`);
  if (options.digest) same(options.digest, 'the command line');
  const document = options.daemon ? await ask(options.daemon, '/schema')
    : options.schema ? readJson(options.schema) : null;
  if (document) {
    const again = recomputeDigest(file, new Schema(document, options.schema ?? options.daemon));
    same(again.digest, 'its entries give');
    Object.assign(found, { recomputed: hex(again.digest), rows: again.rows,
      undecided: again.undecided });
  }
  if (options.daemon) same(await daemonDigest(options.daemon, file), 'the daemon');
  if (options.digest || options.daemon) found.compared = found.stated;
  return found;
}

/** When the newest entry was written, by its author's clock; nothing else in a file is a time. */
function newestTime(logs) {
  const times = logs.flatMap((log) => log.entries.map((entry) => Number(entry.hlc >> 16n)));
  if (times.length === 0) return null;
  return new Date(times.reduce((newest, time) => Math.max(newest, time))).toISOString();
}

function describe(file, options, digest) {
  const sum = (count) => file.logs.reduce((total, log) => total + count(log), 0);
  return {
    schema: 'branchline.outside_check/1', valid: true, net: hex(file.trust.net),
    trust: options.net ? 'the network id was given' : 'taken from the file itself',
    organisation: file.trust.chain.at(-1).organisation, stream: file.stream,
    newest: newestTime(file.logs),
    trailer: options.trailer ? 'compared' : 'not compared',
    logs: file.logs.map((log) => ({ log: hex(log.id), author: hex(log.author), who: log.role,
      entries: log.entries.length, head: hex(log.entries.at(-1).hash) })),
    entries: sum((log) => log.entries.length), receipts: file.decisions.receipts,
    exceptions: file.decisions.exceptions, cuts: file.decisions.cuts,
    receipts_ahead: file.decisions.ahead, digest, problems: [],
  };
}

/** Checks the file that the options name and describes what it proves. */
export async function verify(options) {
  const file = readLogFile(readFile(options.file), options);
  demand(!options.stream || options.stream === file.stream, 'bad_stream', 'the header',
    `it is of ${file.stream}`);
  return describe(file, options, await checkDigest(file, options));
}

function tell(report, options) {
  if (options.json) {
    console.log(JSON.stringify(report));
    return;
  }
  const [problem] = report.problems;
  if (problem) {
    console.error(`refused: ${problem.code}: ${problem.where}: ${problem.text}`);
    console.error(`  ${problem.remedy}`);
    return;
  }
  const { entries, logs, receipts, exceptions, cuts, digest } = report;
  console.log(`valid: ${entries} entries in ${logs.length} logs of ${report.stream}, ` +
    `network ${report.net} (${report.trust})`);
  console.log(`  of ${report.organisation}; newest entry: ${report.newest ?? 'none'}`);
  console.log(`  ${receipts} receipts, ${exceptions} exceptions, ${cuts} cuts; ` +
    `trailer ${report.trailer}`);
  console.log(`  digest ${digest.stated}: ${digest.recomputed ? 'computed again' : 'as stated'}` +
    `${digest.compared ? ', compared with another replica' : ''}` +
    `${digest.undecided ? `; ${digest.undecided} entries are not decided yet` : ''}`);
}

async function main(words) {
  let options = { json: words.includes('--json') };
  try {
    options = readOptions(words);
    if (options.help) {
      console.log(kUsage);
      return 0;
    }
    tell(await verify(options), options);
    return 0;
  } catch (error) {
    if (error instanceof Refusal) {
      const { code, where, what, remedy } = error;
      tell({ schema: 'branchline.outside_check/1', valid: false,
        problems: [{ code, where, text: what, remedy }] }, options);
      return 1;
    }
    if (!(error instanceof UsageError)) {
      console.error(`verify: a fault of this program, not of the file: ${error.stack}`);
      return 3;
    }
    console.error(options.json ? JSON.stringify({ error: error.message }) :
      `verify: ${error.message}\n\n${kUsage}`);
    return 2;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exit(await main(process.argv.slice(2)));
}
