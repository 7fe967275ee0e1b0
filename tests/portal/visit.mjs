// A network and a browser for one file of tests.
import assert from 'node:assert/strict';
import { hasChromium, launch, openPage } from './browser.mjs';
import { place } from './place.mjs';

export const options = hasChromium ? {} : { skip: 'there is no Chromium' };

export async function visit() {
  if (!hasChromium) return {};
  const [here, browser] = await Promise.all([place(), launch()]);
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
