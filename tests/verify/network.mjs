// A network for tests: the release daemons on loopback, in a temporary folder. All data is
// synthetic.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const bin = resolve(process.env.BRANCHLINE_BIN ?? join(root, 'build/release'));
const run = promisify(execFile);
const kWaitSeconds = 30;
const kPauseMilliseconds = 20;

export const programs = {
  hub: join(bin, 'hub/branchline-hub'),
  node: join(bin, 'node/branchline-node'),
};

/** Waits until `question` answers something true, for half a minute at most. */
export async function until(what, question) {
  const end = Date.now() + kWaitSeconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`gave up waiting: ${what}`);
    await new Promise((done) => setTimeout(done, kPauseMilliseconds));
  }
}

/** What a command writes to standard output, with its exit code; `input` is its standard input. */
export async function command(program, words, input) {
  const work = run(program, words, { maxBuffer: 64 * 2 ** 20 });
  work.child.stdin.on('error', () => {});  // It may have ended without reading.
  work.child.stdin.end(input ?? '');
  try {
    return { code: 0, output: (await work).stdout };
  } catch (error) {
    if (typeof error.code !== 'number') throw error;
    return { code: error.code, output: error.stdout, errors: error.stderr };
  }
}

const dealerOf = (branch) => `D${branch.slice(1, 3)}`;

/** One daemon with its data directory. */
class Daemon {
  constructor(program, dir) {
    Object.assign(this, { program, dir });
  }

  start(...words) {
    return new Promise((done, failed) => {
      const http = words.includes('--http') ? [] : ['--http', '127.0.0.1:0'];
      this.child = spawn(this.program, ['run', '--data-dir', this.dir, '--json', ...http,
        '--log-level', 'error', ...words],
      // Unless a test is about people, nobody signs in.
      { stdio: ['ignore', 'pipe', 'inherit'], env: { BRANCHLINE_SIGN_IN: 'off', ...process.env } });
      let text = '';
      this.child.stdout.on('data', (part) => {
        text += part;
        if (!text.includes('\n')) return;
        this.up = JSON.parse(text);
        this.url = `http://127.0.0.1:${this.up.http_port}`;
        done(this);
      });
      this.child.on('exit', (code) => failed(new Error(`${this.program} ended with ${code}`)));
    });
  }

  async stop() {
    this.child.removeAllListeners('exit');
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }

  async tell(...words) {
    const { code, output, errors } = await command(this.program,
      [...words, '--data-dir', this.dir]);
    if (code !== 0) throw new Error(`${words.join(' ')}: ${errors}`);
    return output;
  }

  async request(method, path, body, headers = {}) {
    const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method, headers: { 'Content-Type': type, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return typeof body === 'string' ? text : JSON.parse(text);
  }

  get = async (path) => (await fetch(`${this.url}/api/v1${path}`)).json();
  create = (path, data) => this.request('POST', path, { data });
  change = (path, data) => this.request('PATCH', path, { data }, { 'If-Match': '*' });
  step = (path, data) => this.request('POST', path, data ? { data } : {});

  /** Creates all rows of `list`, each by an entry of its own; every line must be accepted. */
  async createAll(path, list) {
    for (let at = 0; at < list.length; at += 1000) {
      const lines = list.slice(at, at + 1000).map((data) => JSON.stringify({ data })).join('\n');
      const answer = await this.request('POST', path, `${lines}\n`,
        { 'Idempotency-Key': `${path.slice(1)}-${at}` });
      const bad = answer.trim().split('\n').find((line) => JSON.parse(line).status !== 201);
      if (bad) throw new Error(`${path}: ${bad}`);
    }
  }

  async digest(stream) {
    const { items } = await this.get(`/digest?stream=${encodeURIComponent(stream)}`);
    return items?.find((item) => item.stream === stream);
  }

  async export(stream, name) {
    const path = join(this.dir, name);
    await this.tell('log', 'export', '--stream', stream, '--output', path);
    return path;
  }
}

export class Network {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'branchline-verify.'));
    this.nodes = [];
    this.hub = new Daemon(programs.hub, join(this.folder, 'hub'));
    process.once('exit', () => this.close());
  }

  /** An importer with one brand; then branches by name, with a node and their dealer: B0201 is one
   * of D02. */
  static async found(...branches) {
    const network = new Network();
    try {
      const { hub, folder } = network;
      await hub.tell('init', '--org', 'Synthetic Importer', '--root-dir', join(folder, 'root'));
      await hub.start('--sync', 'tcp://127.0.0.1:0');
      await hub.tell('org', 'brand', 'add', 'VOLVO');
      for (const dealer of new Set(['D01', ...branches.map(dealerOf)])) {
        await hub.tell('org', 'dealer', 'add', dealer);
        await hub.tell('org', 'dealer', 'sells', dealer, 'VOLVO');
      }
      for (const branch of branches) network[branch] = await network.enrol(branch);
      // Before that a node knows no branch, and takes no record.
      await network.settle('policy');
      network.net = (await hub.get('/status')).net;
      return network;
    } catch (error) {
      network.close();
      throw error;
    }
  }

  async enrol(branch) {
    await this.hub.tell('org', 'branch', 'add', branch, '--dealer', dealerOf(branch));
    const token = await this.hub.tell('token', 'create', '--branch', branch, '--endpoint',
      this.hub.up.sync);
    const node = new Daemon(programs.node, join(this.folder, branch));
    this.nodes.push(node);
    const joined = await command(node.program, ['join', '-', '--data-dir', node.dir], token);
    if (joined.code !== 0) throw new Error(`join: ${joined.errors}`);
    return node.start();
  }

  pause = () => Promise.all(this.nodes.map((node) => node.tell('sync', 'pause')));
  resume = () => Promise.all(this.nodes.map((node) => node.tell('sync', 'resume')));

  /** Waits until the hub has decided everything and all replicas of the stream, on all nodes or on
   * those named, are alike. */
  settle(stream, nodes = this.nodes) {
    return until(`${stream} settles`, async () => {
      for (const node of nodes) {
        const { streams } = await node.get('/status');
        const status = streams.find((candidate) => candidate.stream === stream);
        if (!status || status.own_unsettled > 0 || status.waiting > 0) return false;
      }
      const all = await Promise.all([this.hub, ...nodes].map((one) => one.digest(stream)));
      return all.every((one) => one && JSON.stringify(one) === JSON.stringify(all[0]));
    });
  }

  close() {
    for (const { child } of [this.hub, ...this.nodes]) {
      child?.removeAllListeners('exit');
      child?.kill('SIGKILL');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
