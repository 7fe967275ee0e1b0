// Writes every page as a picture, wide and narrow:
//
//     node tests/portal/screens.mjs OUTPUT_FOLDER
//
// For people to look at; nothing is compared.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { atRest, launch, openPage } from './browser.mjs';
import { pagesOf } from './pages.mjs';
import { place } from './place.mjs';

const output = process.argv[2] ?? 'build/screens';
const only = process.argv[3];
mkdirSync(output, { recursive: true });
const somewhere = await place();
const browser = await launch();
try {
  for (const { name, at, then, atHub } of pagesOf(somewhere)) {
    if (only && !name.includes(only)) continue;
    for (const width of [1280, 390]) {
      const url = (atHub ? somewhere.hub : somewhere.node).url + at;
      const { page, context, complaints } = await openPage(browser, url,
        { width, height: width === 390 ? 844 : 800 });
      await then?.(page);
      await atRest(page);
      await page.screenshot({ path: join(output, `${name}-${width}.png`) });
      for (const complaint of complaints) console.log(`${name} at ${width}: ${complaint}`);
      await context.close();
    }
  }
  console.log(`pictures are in ${output}`);
} finally {
  await browser.close();
  somewhere.network.close();
}
