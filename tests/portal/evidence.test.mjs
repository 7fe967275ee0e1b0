// Evidence of a claim: pictures and prints, from a branch without a line to the claim desk.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import { accessibilityFaults, atRest } from './browser.mjs';
import { registerCar, submitClaim } from './place.mjs';
import { allQuiet, here, open, options, visitBeforeTests } from './visit.mjs';

visitBeforeTests();

const dealer = 'dealer/D01';
const arrives = 60_000;

/** A picture of noise, so that nothing makes it small: several pieces of it travel. */
function picture(side) {
  const crcTable = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes) => {
    let c = 0xffffffff;
    for (const byte of bytes) c = crcTable[(c ^ byte) & 0xff] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (side * 3 + 1));
  let state = 1;
  for (let i = 0; i < rows.length; i += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    rows[i] = i % (side * 3 + 1) === 0 ? 0 : state >>> 24;
  }
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const chooser = (page) => page.getByLabel('Add a picture or file').first();

async function shows(page, name) {
  const image = page.getByRole('img', { name });
  await image.waitFor({ timeout: arrives });
  await page.waitForFunction((one) => one.complete && one.naturalWidth > 0,
    await image.elementHandle());
}

describe('evidence', options, () => {
  it('is brought without a line, and seen at the claim desk when there is one', async () => {
    await here.node.tell('sync', 'pause');
    const page = await open(`/warranty/${here.claim}`);
    const panel = page.getByRole('region', { name: 'Evidence' });
    await panel.getByText('Nothing proves the claim yet.').waitFor();
    await chooser(panel).setInputFiles({ name: 'blower.png', mimeType: 'image/png',
      buffer: picture(480) });
    await shows(page, /blower\.png/);
    await panel.getByLabel('Kind').selectOption({ label: 'Diagnostic print' });
    await chooser(panel).setInputFiles({ name: 'tester.txt', mimeType: 'text/plain',
      buffer: Buffer.from('P0087 rail pressure too low\n'.repeat(30_000)) });
    await panel.getByRole('link', { name: /Open .*tester\.txt/ }).waitFor();
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);

    await here.node.tell('sync', 'resume');
    await here.network.settle(dealer);
    const { items } = await here.hub.get(`/attachments?filter=claim:eq:${here.claim}`);
    assert.equal(items.length, 2);
    const desk = await open(`/claim-desk/${here.claim}`, { site: here.hub });
    await shows(desk, /blower\.png/);
    await desk.getByRole('link', { name: /Open .*tester\.txt/ }).waitFor({ timeout: arrives });
    // The importer looks; it brings nothing.
    assert.equal(await desk.getByLabel('Add a picture or file').count(), 0);
    await atRest(desk);
    assert.deepEqual(await accessibilityFaults(desk), []);
    await allQuiet();
  });

  it('is labelled where it is no file', async () => {
    const page = await open(`/warranty/${here.claim}`);
    const panel = page.getByRole('region', { name: 'Evidence' });
    await panel.getByLabel('Kind').selectOption({ label: 'Old part' });
    await panel.getByLabel('Label').fill('Shelf 4, tag 0099');
    await panel.getByRole('button', { name: 'Add', exact: true }).click();
    await panel.getByText('Shelf 4, tag 0099').waitFor();
    await panel.getByRole('button', { name: /^Remove .*tag 0099/ }).click();
    await panel.getByText('Shelf 4, tag 0099').waitFor({ state: 'detached' });
    await allQuiet();
  });

  it('is refused where it is a page that calls itself a picture', async () => {
    const page = await open(`/warranty/${here.claim}`);
    const panel = page.getByRole('region', { name: 'Evidence' });
    await chooser(panel).setInputFiles({ name: 'harmless.png', mimeType: 'image/png',
      buffer: Buffer.from('<html><script>alert(1)</script></html>') });
    await panel.getByText('this kind of file is not kept').waitFor();
    await panel.getByText(/Send a picture/).waitFor();
  });

  it('stays as it is once the claim is sent', async () => {
    const number = 'YV4A22PK4N1000977';
    await registerCar(here.network, number);
    await here.network.settle(dealer);
    const claim = await submitClaim(here.node, number, { odometer: 20_000 });
    const page = await open(`/warranty/${claim}`);
    await page.getByRole('region', { name: 'Evidence' }).waitFor();
    assert.equal(await page.getByLabel('Add a picture or file').count(), 0);
    await allQuiet();
  });
});
