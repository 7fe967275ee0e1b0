// The portal for people who see, hold or read in other ways: axe, telephones, languages.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessibilityFaults, atRest, goTo } from './browser.mjs';
import { pagesOf } from './pages.mjs';
import { allQuiet, here, open, options, visitBeforeTests } from './visit.mjs';

visitBeforeTests();

describe('portal: for everybody', options, () => {
  it('axe finds nothing on any page, and none is wider than a telephone', async () => {
    const pages = { true: await open('/', { site: here.hub }), false: await open('/') };
    for (const { name, at, then, atHub = false } of pagesOf(here)) {
      const page = pages[atHub];
      await page.setViewportSize({ width: 1280, height: 800 });
      await goTo(page, (atHub ? here.hub : here.node).url + at);
      await then?.(page);
      await atRest(page);
      assert.deepEqual(await accessibilityFaults(page), [], name);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.waitForTimeout(100);
      const wide = await page.evaluate(() => Math.max(document.documentElement.scrollWidth,
        document.querySelector('main').scrollWidth));
      assert.ok(wide <= 390, `${name} is ${wide} pixels wide`);
    }
    await allQuiet();
  });

  it('speaks German to whoever wants it, and remembers', async () => {
    const page = await open('/lists/repair-orders', { locale: 'de-DE' });
    await page.getByRole('heading', { name: /Werkstattauftr/ }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
    await page.getByRole('button', { name: /^Sprache/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Repair orders' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Repair orders' }).waitFor();
    await allQuiet();
  });
});
