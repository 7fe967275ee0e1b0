// A network and a browser for one file of tests.
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { hasChromium, launch, openPage } from './browser.mjs';
import { place } from './place.mjs';

export const options = hasChromium ? {} : { skip: 'there is no Chromium' };

// What a test uses, from visitBeforeTests() on: each file of tests is a process of its own.
export let here;
export let open;
export let allQuiet;

/** Holds back the answers to what `pattern` fits, until release(). */
export async function heldBack(page, pattern) {
  let release;
  const isReleased = new Promise((resolve) => { release = resolve; });
  await page.route(pattern, async (route) => {
    await isReleased;
    await route.continue();
  });
  return { asked: page.waitForRequest(pattern), release };
}

/** Brings network and browser up before the tests of this file, and takes them down behind them. */
export function visitBeforeTests(found = place) {
  let leave;
  let tellWhatIsLeft;
  before(async () => {
    ({ here, open, allQuiet, leave, tellWhatIsLeft } = await visit(found));
  });
  afterEach(() => tellWhatIsLeft?.());
  after(() => leave?.());
}

async function visit(found) {
  if (!hasChromium) return {};
  const [here, browser] = await Promise.all([found(), launch()]);
  const opened = [];
  const closeAll = async () => {
    await Promise.all(opened.map((one) => one.context.close()));
    opened.length = 0;
  };
  return {
    here,
    /** A new page at a path of the branch B0101, or of `site`. */
    async open(path, { site = here.node, ...rest } = {}) {
      const one = await openPage(browser, site.url + path, rest);
      opened.push(one);
      return one.page;
    },
    /** Every page that the test has opened must have kept quiet. */
    async allQuiet() {
      const complaints = opened.flatMap((one) => one.complaints);
      await closeAll();
      assert.deepEqual(complaints, []);
    },
    /** A test that has failed leaves its pages open: what stands on them tells why. */
    async tellWhatIsLeft() {
      for (const { page, complaints } of opened) {
        const text = await page.locator('body').innerText().catch(() => 'nothing');
        console.log(`left open: ${page.url()}\n${text}\n${complaints.join('\n')}`);
      }
      await closeAll();
    },
    async leave() {
      await browser.close();
      here.network.close();
    },
  };
}
