// Text that wants to be a script reaches a branch by sync, from another branch that nobody guards:
// the portal shows it as text, wherever it stands.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { atRest, goTo, hasChromium, launch, openPage } from './browser.mjs';
import { Network } from '../verify/network.mjs';

const options = hasChromium ? {} : { skip: 'there is no Chromium' };
const dealer = 'dealer/D01';
const vin = 'YV4A22PK4N1000101';

const kScript = '<script>window.hit=1</script>';
const kPicture = '"><img src=x onerror="window.hit=2">';
const kLink = 'javascript:window.hit=3//';
const kFrame = '<iframe srcdoc="<script>parent.hit=4</script>"></iframe>';

let network;
let browser;
let ids;

/** Written at B0102; one field has two values, one edit is rejected. */
async function write() {
  const { hub, B0101: here, B0102: there } = network;
  const made = async (path, data) =>
    (await there.create(path, { branch: 'B0102', ...data })).id;
  const note = await made('/notes', { title: kScript, text: kPicture, tags: [kLink] });
  const plain = await made('/notes', { title: 'Plain', text: 'before' });
  const order = await made('/repair-orders', { vin, opened_on: '2026-01-02', payer: 'customer',
    complaint: kScript, cause: kPicture, correction: kFrame, customer: kLink });
  const claim = await made('/claims', { kind: 'warranty', brand: 'VOLVO', vin, repair_order: order,
    job: 1, failure_on: '2026-01-02', odometer_km: 20000, component: 'BASIC',
    correction: kScript });
  await network.settle(dealer);
  await network.pause();
  await here.change(`/notes/${plain}`, { text: kFrame });
  await there.change(`/notes/${plain}`, { text: kPicture });
  await hub.change(`/notes/${note}`, { locked: true });
  await there.change(`/notes/${note}`, { text: kFrame });
  await network.resume();
  await network.settle(dealer);
  return { note, plain, order, claim };
}

before(async () => {
  if (!hasChromium) return;
  network = await Network.found('B0101', 'B0102');
  ids = await write();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  network?.close();
});

/** Nothing of it has become more than text, and the page has kept quiet. */
async function assertInert(page, complaints, name) {
  await atRest(page);
  const found = await page.evaluate(() => ({
    hit: window.hit,
    elements: [...document.querySelectorAll(
      'img[src="x"], script:not([src]), iframe, [onerror], [srcdoc]')].map((one) => one.outerHTML),
    links: [...document.querySelectorAll('[href], [src], [action], [formaction]')]
      .map((one) => ['href', 'src', 'action', 'formaction'].map((word) => one.getAttribute(word)))
      .flat().filter((text) => /^\s*(javascript|data:text|vbscript)/i.test(text ?? '')),
  }));
  assert.deepEqual(found, { hit: undefined, elements: [], links: [] }, name);
  assert.deepEqual(complaints, [], name);
}

describe('portal: stored script', options, () => {
  for (const site of ['B0101', 'hub']) {
    it(`is text on every page of ${site === 'hub' ? 'the hub' : 'the other branch'}`, async () => {
      const { url } = network[site];
      const { page, context, complaints } = await openPage(browser, `${url}/`);
      const look = async (name, at, text, then) => {
        await goTo(page, url + at);
        await then?.();
        await page.getByText(text).first().waitFor({ state: 'attached' });
        await assertInert(page, complaints, name);
      };
      await look('list', '/lists/notes', kScript);
      await look('record', `/lists/notes/${ids.plain}`, 'Plain');
      await look('why', `/lists/notes/${ids.plain}`, kPicture,
        () => page.getByRole('button', { name: 'Why? Text' }).click());
      await look('order', `/lists/repair-orders/${ids.order}`, kScript);
      await look('claim', `/lists/claims/${ids.claim}`, kScript);
      await look('conflicts', '/conflicts', kPicture);
      await look('search', `/lists/notes?q=${encodeURIComponent(kScript)}`, kScript);
      const filter = encodeURIComponent(JSON.stringify([`tags:eq:${kLink}`]));
      await look('filter', `/lists/notes?filter=${filter}`, kScript);
      await context.close();
    });
  }

  it('is text on the pages of the workshop and of warranty', async () => {
    const { url } = network.B0101;
    const { page, context, complaints } = await openPage(browser, `${url}/`);
    for (const at of [`/reception/${ids.order}`, `/warranty/${ids.claim}`, '/warranty',
      '/rejections', `/reception?vin=${vin}`, `/trace/notes.note/${ids.note}`]) {
      await goTo(page, url + at);
      await assertInert(page, complaints, at);
    }
    await context.close();
  });

  it('in the address is text, too', async () => {
    const { url } = network.B0101;
    const { page, context, complaints } = await openPage(browser, `${url}/`);
    for (const text of [kScript, kPicture, kLink, kFrame]) {
      const word = encodeURIComponent(text);
      for (const at of [`/lists/notes?q=${word}`, `/lists/${word}`, `/lists/notes/${word}`,
        `/part-lookup?q=${word}`, `/reception?vin=${word}`, `/part-lookup#${word}`,
        `/lists/notes?filter=${word}`]) {
        await page.goto(url + at);
        await assertInert(page, complaints, at);
      }
    }
    await context.close();
  });

  it('on paper is a file that no browser runs', async () => {
    const paths = [`/repair-orders/${ids.order}.pdf`, `/claims/${ids.claim}.pdf`];
    for (const path of paths) {
      const answer = await fetch(`${network.B0101.url}/api/v1${path}`);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers.get('content-type'), 'application/pdf');
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      const bytes = Buffer.from(await answer.arrayBuffer()).toString('latin1');
      assert.doesNotMatch(bytes, /\/(JavaScript|JS|OpenAction|Launch|URI)\b/);
    }
  });

  it('stands in no frame of another page', async () => {
    const { url } = network.B0101;
    const { page, context } = await openPage(browser, `${url}/`);
    const other = await context.newPage();
    await other.setContent(`<iframe src="${url}/" width=600 height=400></iframe>`);
    await other.waitForTimeout(500);
    const frame = other.frames().find((one) => one !== other.mainFrame());
    const text = await frame.evaluate(() => document.body?.innerText ?? '').catch(() => '');
    assert.doesNotMatch(text, /Branchline|Overview/);
    await page.close();
    await context.close();
  });
});
