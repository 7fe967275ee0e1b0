// Webhooks as somebody else's program takes them: checked by the package standardwebhooks, which
// knows nothing of ours; at least once, in order, the same id each time, and fetched instead.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Network, until } from './network.mjs';
import { Webhook } from './packages.mjs';

// The receiver is on this machine, which is refused otherwise.
process.env.BRANCHLINE_WEBHOOK_TARGETS = 'private';

let network;
let server;
let url;
/** What came: the headers and the body of each request. */
const came = [];
/** Statuses of the next answers; 204 when it is empty. */
const answers = [];

before(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      came.push({ headers: request.headers, body, path: request.url });
      response.writeHead(answers.shift() ?? 204, { Location: 'http://127.0.0.1:1/' }).end();
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${server.address().port}/hooks?from=branchline`;
  network = await Network.found('B0101');
});
after(() => {
  server?.close();
  network?.close();
});

const node = () => network.B0101;

/** A repair order on its way to the end; each closed one is an event. */
async function closeOrder() {
  const { id } = await node().create('/repair-orders',
    { branch: 'B0101', vin: '1M8GDM9AXKP042788', opened_on: '2026-11-20' });
  for (const verb of ['start', 'finish', 'invoice', 'close']) {
    await node().step(`/repair-orders/${id}:${verb}`);
  }
  return id;
}

const addHook = (more = {}) => node().request('POST', '/webhooks', { url, ...more });
const dropHook = ({ id }) => node().request('DELETE', `/webhooks/${id}`, {});
const hookNow = ({ id }) => node().get(`/webhooks/${id}`);

describe('webhooks', () => {
  it('are taken by a receiver that checks the signature', async () => {
    came.length = 0;
    const hook = await addHook({ types: ['RoClosed'] });
    const id = await closeOrder();
    await until('a message', () => came.length === 1);
    const { headers, body, path } = came[0];
    const event = new Webhook(hook.secret).verify(body, headers);
    assert.equal(path, '/hooks?from=branchline');
    assert.equal(headers['content-type'], 'application/cloudevents+json');
    assert.equal(event.specversion, '1.0');
    assert.equal(event.type, 'org.branchline.RoClosed.v1');
    assert.equal(event.id, headers['webhook-id']);
    assert.equal(event.data.id, id);
    assert.equal(event.originnode, 'B0101');
    await dropHook(hook);
  });

  it('are refused when a byte or the secret is another', async () => {
    came.length = 0;
    const hook = await addHook();
    await closeOrder();
    await until('a message', () => came.length === 1);
    const { headers, body } = came[0];
    assert.throws(() => new Webhook(hook.secret).verify(body.replace('RoClosed', 'RoOpened'),
      headers));
    const other = await node().request('POST', `/webhooks/${hook.id}:rotate`, {});
    assert.throws(() => new Webhook(other.secret).verify(body, headers));
    await dropHook(hook);
  });

  it('are signed with both secrets after a rotation', async () => {
    came.length = 0;
    const hook = await addHook();
    const turned = await node().request('POST', `/webhooks/${hook.id}:rotate`, {});
    const told = await node().request('POST', `/webhooks/${hook.id}:test`, {});
    assert.equal(told.taken, true);
    for (const secret of [hook.secret, turned.secret]) {
      assert.equal(new Webhook(secret).verify(came[0].body, came[0].headers).subject, 'sample');
    }
    await dropHook(hook);
  });

  it('come again with the same id when they were not taken', async () => {
    came.length = 0;
    answers.push(500);
    const hook = await addHook();
    await closeOrder();
    await until('a second attempt', () => came.length === 2);
    assert.equal(came[0].headers['webhook-id'], came[1].headers['webhook-id']);
    assert.equal(came[0].body, came[1].body);
    await until('success', async () => (await hookNow(hook)).taken === 1);
    await dropHook(hook);
  });

  it('are kept attempt by attempt, with what was answered', async () => {
    came.length = 0;
    answers.push(500);
    const hook = await addHook();
    await closeOrder();
    await until('a second attempt', () => came.length === 2);
    const told = await until('both attempts', async () => {
      const answer = await node().get(`/webhooks/${hook.id}/deliveries`);
      return answer.items.length === 2 && answer;
    });
    assert.deepEqual(told.items.map(({ status, attempt }) => [status, attempt]),
      [[204, 2], [500, 1]]);
    assert.equal(told.items[0].message, came[1].headers['webhook-id']);
    assert.equal(told.kept.taken_in_a_day_percent, '100.0');
    assert.ok(told.kept.p95_age_milliseconds >= 0);
    await dropHook(hook);
  });

  it('go on with other records while one is not taken', async () => {
    came.length = 0;
    answers.push(500);
    const hook = await addHook();
    const first = await closeOrder();
    await until('a failure', async () => (await hookNow(hook)).waiting === 1);
    const second = await closeOrder();
    await until('the other record', () => came.some(({ body }) =>
      JSON.parse(body).data.id === second));
    assert.equal(JSON.parse(came[0].body).data.id, first);
    await until('all taken', async () => (await hookNow(hook)).taken === 2);
    assert.equal((await hookNow(hook)).waiting, 0);
    await dropHook(hook);
  });

  it('are signed by a pair for a receiver that keeps no secret', async () => {
    came.length = 0;
    const hook = await addHook({ signature: 'v1a' });
    assert.equal(hook.secret, undefined);
    await closeOrder();
    await until('a message', () => came.length === 1);
    const { headers, body } = came[0];
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519',
      x: Buffer.from(hook.public_key.slice('whpk_'.length), 'base64').toString('base64url') } });
    const signature = headers['webhook-signature'];
    assert.match(signature, /^v1a,/);
    const checks = (text) => verify(null, Buffer.from(text), key,
      Buffer.from(signature.slice('v1a,'.length), 'base64'));
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    assert.ok(checks(signed));
    assert.ok(!checks(`${signed} `));
    await dropHook(hook);
  });

  it('are replayed from a time', async () => {
    came.length = 0;
    const hook = await addHook();
    const { items } = await node().get('/events/feed?after=0');
    await node().request('POST', `/webhooks/${hook.id}:replay`, { since: items[0].time });
    await until('all of them', () => came.length >= items.length);
    assert.equal(came[0].headers['webhook-id'], items[0].id);
    await dropHook(hook);
  });

  it('follow no redirect', async () => {
    came.length = 0;
    answers.push(302);
    const hook = await addHook();
    await closeOrder();
    await until('a failure', async () => (await hookNow(hook)).failures === 1);
    assert.equal((await hookNow(hook)).last_error, 'answered 302');
    await dropHook(hook);
  });

  it('are replayed from a position, and fetched, with the same ids', async () => {
    came.length = 0;
    const hook = await addHook();
    await node().request('POST', `/webhooks/${hook.id}:replay`, { after: 0 });
    const { items } = await node().get('/events/feed?after=0');
    assert.ok(items.length >= 4);
    await until('all of them', () => came.length >= items.length);
    assert.deepEqual(came.map(({ headers }) => headers['webhook-id']), items.map(({ id }) => id));
    await dropHook(hook);
  });

  it('tell a secret once', async () => {
    const hook = await addHook();
    const lists = JSON.stringify([await node().get('/webhooks'), await hookNow(hook)]);
    assert.ok(!lists.includes(hook.secret.slice('whsec_'.length)));
    await dropHook(hook);
  });
});
