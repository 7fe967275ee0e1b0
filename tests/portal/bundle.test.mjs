// What the daemons serve to a browser, without a browser: sizes, and that nothing leads elsewhere.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { Network } from '../verify/network.mjs';

const kFirstViewBytes = 400_000;
// Words that look like addresses and are never asked for: names of XML vocabularies, and where the
// libraries' own messages say that more can be read.
const kNames = ['http://www.w3.org/', 'https://react.dev/errors/', 'https://reactjs.org/',
  'https://mantine.dev/', 'https://tanstack.com/', 'https://www.i18next.com', 'http://localhost',
  'https://react.i18next.com/', 'https://github.com/', 'https://bit.ly/'];

let network;
before(async () => { network = await Network.found(); });
after(() => network?.close());

/** One request as it stands: paths are not tidied up, bodies are not unpacked. */
function ask(path, headers = {}, method = 'GET') {
  const { port, hostname } = new URL(network.hub.url);
  return new Promise((done, failed) => {
    request({ port, hostname, path, method, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers,
        body: Buffer.concat(parts) }));
    }).on('error', failed).end();
  });
}

const assetsIn = (text) => [...new Set(text.match(/\/?assets\/[\w.-]+\.(?:js|css|svg)/g) ?? [])]
  .map((path) => (path.startsWith('/') ? path : `/${path}`));

/** Everything that can be reached from index.html, by path. */
async function allFiles() {
  const files = new Map();
  const wanted = ['/'];
  while (wanted.length > 0) {
    const path = wanted.pop();
    if (files.has(path)) continue;
    const { status, body, headers } = await ask(path);
    assert.equal(status, 200, path);
    files.set(path, { text: body.toString('utf8'), headers });
    wanted.push(...assetsIn(body.toString('utf8')));
    const beside = body.toString('utf8').match(/["'`]\.\/([\w.-]+\.(?:js|css))["'`]/g) ?? [];
    wanted.push(...beside.map((word) => `/assets/${word.slice(3, -1)}`));
  }
  return files;
}

describe('portal: what is served', () => {
  it('leads to no other origin', async () => {
    const files = await allFiles();
    assert.ok(files.size > 10, `only ${files.size} files were found`);
    for (const [path, { text }] of files) {
      const urls = text.match(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^\s"'`)<>\\]*/gi) ?? [];
      const foreign = urls.filter((url) => !kNames.some((name) => url.startsWith(name)));
      assert.deepEqual(foreign, [], path);
      assert.ok(!/@import\s+url|url\(\s*["']?https?:/.test(text), path);
    }
  });

  it('shows its first view for less than 400 kB', async (test) => {
    const { body } = await ask('/');
    const page = body.toString('utf8');
    let bytes = 0;
    for (const path of ['/', ...assetsIn(page)]) {
      const answer = await ask(path, { 'Accept-Encoding': 'br, gzip' });
      bytes += answer.body.length;
    }
    test.diagnostic(`first view: ${bytes} bytes compressed`);
    assert.ok(bytes < kFirstViewBytes, `${bytes} bytes`);
  });

  it('is the same file in each form', async () => {
    const script = assetsIn((await ask('/')).body.toString('utf8'))
      .find((path) => path.endsWith('.js'));
    const plain = await ask(script);
    const brotli = await ask(script, { 'Accept-Encoding': 'br' });
    const gzip = await ask(script, { 'Accept-Encoding': 'gzip' });
    assert.ok(brotliDecompressSync(brotli.body).equals(plain.body));
    assert.ok(gunzipSync(gzip.body).equals(plain.body));
    assert.equal(new Set([plain, brotli, gzip].map((one) => one.headers.etag)).size, 3);
    const again = await ask(script,
      { 'Accept-Encoding': 'br', 'If-None-Match': brotli.headers.etag });
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
    assert.match(plain.headers['cache-control'], /max-age=31536000, immutable/);
  });

  it('leaves the API and unknown paths alone', async () => {
    for (const path of ['/api/v1/nothing', '/nothing', '/assets/../../etc/passwd',
      '/assets/%2e%2e%2findex.html']) {
      const { status, headers } = await ask(path);
      assert.equal(status, 404, path);
      assert.equal(headers['content-type'], 'application/problem+json', path);
    }
    assert.equal((await ask('/livez')).body.toString(), 'ok\n');
    assert.equal((await ask('/lists/notes', {}, 'HEAD')).status, 200);
  });

  it('allows no script, style or frame but its own', async () => {
    const { headers, body } = await ask('/part-lookup');
    assert.match(headers['content-security-policy'], /^default-src 'none'; script-src 'self';/);
    assert.doesNotMatch(headers['content-security-policy'], /unsafe/);
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.doesNotMatch(body.toString(), /<script(?![^>]*\bsrc=)|<style| style=| on[a-z]+=/);
  });
});
