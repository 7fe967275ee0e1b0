// The full catalogue on a branch: 400,000 parts and two price lists, all synthetic. Prints how long
// publishing and catching up take, the latencies of what a parts counter asks all day, and the
// memory and disk that the node needs.
//
//   node catalogue.mjs BIN_DIR [tiny|small|full]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [bin, scale = 'full'] = process.argv.slice(2);
const kRequests = 300;
const kHubProgram = join(bin, 'hub/branchline-hub');
const kNodeProgram = join(bin, 'node/branchline-node');
const folder = mkdtempSync(join(tmpdir(), 'branchline-bench.'));
const children = [];

/** Starts a daemon and gives what it says when it is up. */
function start(program, dir, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['run', '--data-dir', join(folder, dir), '--json', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
      try {
        resolve({ ...JSON.parse(text), pid: child.pid });
      } catch {
        // Not whole yet.
      }
    });
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
}

const hub = (...words) =>
  execFileSync(kHubProgram, [...words, '--data-dir', join(folder, 'hub')], { encoding: 'utf8' });

async function ask(daemon, path) {
  const answer = await fetch(`http://127.0.0.1:${daemon.http_port}/api/v1${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function digests(daemon) {
  const { items } = await ask(daemon, '/digest');
  return new Map(items.map((item) => [item.stream, item.digest]));
}

async function seconds(work) {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

async function untilEqual(a, b, streams) {
  for (;;) {
    const [left, right] = [await digests(a), await digests(b)];
    if (streams.every((s) => left.get(s) && left.get(s) === right.get(s))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Nearest-rank percentiles of one request after another, in milliseconds. */
async function latency(daemon, pathOf) {
  const taken = [];
  for (let i = 0; i < kRequests; ++i) {
    taken.push(1000 * (await seconds(() => ask(daemon, pathOf(i)))));
  }
  taken.sort((a, b) => a - b);
  const at = (share) => Number(taken[Math.ceil(share * taken.length) - 1].toFixed(2));
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Parts from all over the catalogue, so that no page of the file is asked for twice in a row. */
async function spreadParts(daemon) {
  const parts = [];
  const edge = async (order) => (await ask(daemon, `/parts?sort=${order}&limit=1`)).items[0].data.part;
  const [first, last] = [await edge('part'), await edge('-part')];
  for (let i = 0; i < kRequests; ++i) {
    const at = [...first].map((letter, place) => between(letter, last[place], i * 131 + place * 17));
    const found = await ask(daemon, `/parts?sort=part&limit=1&filter=part:ge:${at.join('')}`);
    if (found.items.length > 0) parts.push(found.items[0].data.part);
  }
  return parts;
}

/** A letter or digit of the range, spread by a number. */
function between(low, high = low, number = 0) {
  const [from, to] = [low.charCodeAt(0), high.charCodeAt(0)].sort((a, b) => a - b);
  return String.fromCharCode(from + (number % (to - from + 1)));
}

const residentMib = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

async function measure() {
  hub('init', '--org', 'Synthetic Importer', '--root-dir', join(folder, 'root'));
  const importer = await start(kHubProgram, 'hub', ['--sync', 'tcp://127.0.0.1:0', '--http', '127.0.0.1:0']);
  hub('org', 'brand', 'add', 'VOLVO');
  hub('org', 'dealer', 'add', 'D01');
  hub('org', 'dealer', 'sells', 'D01', 'VOLVO');
  hub('org', 'branch', 'add', 'B0101', '--dealer', 'D01');
  const token = hub('token', 'create', '--branch', 'B0101', '--endpoint', importer.sync);
  execFileSync(kNodeProgram, ['join', '-', '--data-dir', join(folder, 'B0101')], { input: token });

  const publish = await seconds(async () =>
    hub('data', 'generate', '--scale', scale, '--brand', 'VOLVO'));
  let branch;
  const streams = ['catalog/VOLVO', 'price/VOLVO-RETAIL', 'price/VOLVO-NET'];
  const catchUp = await seconds(async () => {
    branch = await start(kNodeProgram, 'B0101', ['--http', '127.0.0.1:0']);
    await untilEqual(importer, branch, streams);
  });

  const parts = await spreadParts(branch);
  const part = (i) => parts[(i * 37) % parts.length];
  const latencies = {
    list_page: await latency(branch, (i) => `/parts?sort=part&limit=50&filter=part:ge:${part(i)}`),
    search_by_number: await latency(branch, (i) =>
      `/parts?sort=part&limit=20&filter=part:prefix:${part(i).slice(0, 4)}`),
    price: await latency(branch, (i) => `/prices/VOLVO-RETAIL/${part(i)}`),
  };
  // Idle: restarted, and asked nothing but whether it is there.
  children.pop().kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  branch = await start(kNodeProgram, 'B0101', ['--http', '127.0.0.1:0']);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  return {
    schema: 'branchline.bench/1', workload: 'catalogue', scale, synthetic: true,
    publish_s: Number(publish.toFixed(1)), catch_up_s: Number(catchUp.toFixed(1)),
    latency_ms: latencies, requests: kRequests,
    node_idle_mib: Number(residentMib(branch.pid).toFixed(1)),
    node_disk_mib: Number((statSync(join(folder, 'B0101/replica.db')).size / 2 ** 20).toFixed(1)),
  };
}

let failed = false;
try {
  console.log(JSON.stringify(await measure()));
} catch (error) {
  console.error(error.message);
  failed = true;
}
for (const child of children) {
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
}
rmSync(folder, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
