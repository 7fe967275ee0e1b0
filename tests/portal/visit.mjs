// A network and a browser for one file of tests.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { hasChromium, launch, openPage } from './browser.mjs';
import { place } from './place.mjs';

export const options = hasChromium ? {} : { skip: 'there is no Chromium' };

// What a test uses, from visitBeforeTests() on: each file of tests is a process of its own.
export let here;
export let open;
export let allQuiet;

/** Brings network and browser up before the tests of this file, and takes them down behind them. */
export function visitBeforeTests(found = place) {
  let leave;
  before(async () => { ({ here, open, allQuiet, leave } = await visit(found)); });
  after(() => leave?.());
}

async function visit(found) {
  if (!hasChromium) return {};
  const [here, browser] = await Promise.all([found(), launch()]);
  const opened = [];
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
      await Promise.all(opened.map((one) => one.context.close()));
      opened.length = 0;
      assert.deepEqual(complaints, []);
    },
    async leave() {
      await browser.close();
      here.network.close();
    },
  };
}
