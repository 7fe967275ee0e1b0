// New prices, clicked through: the pricing manager brings a file, looks at what it would change and
// publishes it; a branch shows the new price. All of it is synthetic.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Network, until } from '../verify/network.mjs';
import { accessibilityFaults, atRest } from './browser.mjs';
import { addPerson, signIn } from './people.mjs';
import { daysFromNow } from './showroom.mjs';
import { allQuiet, here, open, options, visitBeforeTests } from './visit.mjs';

const list = 'VOLVO-RETAIL';
let parts = [];

/** A hub with a synthetic catalogue and its prices, and one branch. */
async function priced() {
  const network = await Network.found('B0101');
  try {
    const { hub, B0101: node } = network;
    await hub.tell('data', 'generate', '--scale', 'tiny', '--brand', 'VOLVO');
    for (const stream of ['catalog/VOLVO', `price/${list}`]) await network.settle(stream);
    const { items } = await node.get(`/price-rows?filter=list:eq:${list}&limit=20`);
    parts = items.map((row) => row.data.part);
    return { network, hub, node };
  } catch (error) {
    network.close();
    throw error;
  }
}

visitBeforeTests(priced);

const priceOf = async (part, day = daysFromNow(0), site = here.node) =>
  (await site.get(`/prices/${list}/${part}?date=${day}`)).facts?.amount;
const csv = (rows) => ({ name: 'prices.csv', mimeType: 'text/csv',
  buffer: Buffer.from(`PartNo;Price\n${rows.map((row) => row.join(';')).join('\n')}\n`) });
const editionPath = (edition) => `/price-editions/by-key/${list}/${edition}`;
const newest = async () => (await here.hub.get(`/price-editions?filter=list:eq:${list}&limit=100`))
  .items.map((row) => row.data).toSorted((a, b) => (a.edition < b.edition ? 1 : -1))[0];

async function chooseList(page) {
  await page.getByRole('combobox', { name: 'Price list' }).click();
  await page.getByRole('option', { name: list }).click();
}

/** Stages a file at the hub; the page of the new edition. */
async function stageFile(page, rows, { title = '', day } = {}) {
  await page.getByRole('link', { name: 'Prices', exact: true }).click();
  await chooseList(page);
  if (title) await page.getByLabel('Name of the edition').fill(title);
  if (day) await page.getByLabel('Valid from').fill(day);
  await page.getByLabel('CSV file', { exact: true }).setInputFiles(csv(rows));
  await page.getByRole('button', { name: /^Stage and compare/ }).click();
  await page.getByRole('heading', { name: new RegExp(`^${list}, edition `) }).waitFor();
  await page.getByRole('heading', { name: 'What it would change' }).waitFor();
  return (await page.getByRole('heading', { level: 1 }).innerText()).slice(-6);
}

async function publishShown(page) {
  await page.getByRole('button', { name: /^Publish/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish now' }).click();
}

describe('prices: from a file to the branch', options, () => {
  it('says what is wrong before anything is sent', async () => {
    const page = await open('/prices', { site: here.hub });
    await page.getByRole('button', { name: /^Stage and compare/ }).click();
    await page.getByText('Choose a price list.').waitFor();
    await page.getByText('Choose a file.').waitFor();
    await chooseList(page);
    await page.getByLabel('Valid from').fill(daysFromNow(-1));
    await page.getByText('Choose today or a day to come.').waitFor();
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    await allQuiet();
  });

  it('shows what is rejected, raised and left out, publishes once, and the branch has it',
    async () => {
      const [first, second] = parts;
      const before = await priceOf(first);
      const branch = await open(`/part-lookup?q=${first}`);
      const shown = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' });
      await branch.getByText(shown.format(Number(before))).first().waitFor();
      await branch.evaluate(() => { window.isTheSamePage = true; });

      const page = await open('/', { site: here.hub });
      const edition = await stageFile(page,
        [[first, '98765,43'], [second, '0,01'], ['=2+3', 'oops'], ['NEW-1', '7,00']],
        { title: 'Autumn' });
      await page.getByText('1 row was not taken').waitFor();
      await page.getByRole('row', { name: /^4 Price oops/ }).waitFor();
      const link = await page.getByRole('link', { name: 'All of them as a file' })
        .getAttribute('href');
      const file = await page.request.get(here.hub.url + link);
      assert.equal(file.headers()['content-type'], 'text/csv; charset=utf-8');
      assert.match(file.headers()['content-disposition'], /^attachment/);
      await page.getByText(/parts that have a price are left out/).waitFor();
      await page.getByText(/^2 prices change by more than 20 percent/).waitFor();
      await page.getByRole('region', { name: 'Greatest rises' })
        .getByRole('row', { name: new RegExp(`^${first} .*98,765.43`) }).waitFor();
      await page.getByRole('region', { name: 'Greatest falls' })
        .getByRole('row', { name: new RegExp(`^${second} `) }).waitFor();
      await page.getByRole('combobox', { name: 'Which parts' }).click();
      await page.getByRole('option', { name: 'New (1)' }).click();
      await page.getByRole('region', { name: 'Line by line' })
        .getByRole('row', { name: /^NEW1 none 7\.00/ }).waitFor();
      await page.getByLabel('Warn above percent').fill('x');
      await page.getByText('Write a percent, as 20.').waitFor();
      await page.getByLabel('Warn above percent').fill('20');
      await atRest(page);
      assert.deepEqual(await accessibilityFaults(page), []);
      assert.equal(await priceOf(first), before);

      await page.getByRole('button', { name: /^Publish/ }).click();
      const dialog = page.getByRole('dialog', { name: `Publish edition ${edition} of ${list}` });
      await dialog.getByText(/1 new, 1 raised, 1 lowered, 0 unchanged/).waitFor();
      assert.deepEqual(await accessibilityFaults(page), []);
      await dialog.getByRole('button', { name: 'Publish now' }).dblclick();
      await page.getByText(/^Published: branches count with it from/).waitFor();
      await branch.getByText(/98,765\.43/).first().waitFor();
      assert.equal(await branch.evaluate(() => window.isTheSamePage), true);
      const again = await fetch(`${here.hub.url}/api/v1${editionPath(edition)}:publish`,
        { method: 'POST', body: '{"basis":"x"}',
          headers: { 'Content-Type': 'application/json' } });
      assert.equal(again.status, 409);
      assert.equal((await again.json()).code, 'already-published');
      await allQuiet();
    });

  it('keeps the old price until the day, and moves every price by a percent', async () => {
    const part = parts[3];
    const day = daysFromNow(40);
    const before = await priceOf(part);
    const page = await open('/prices', { site: here.hub });
    await chooseList(page);
    await page.getByRole('radio', { name: /moved by percent/ }).check();
    await page.getByLabel('Change in percent').fill('0');
    await page.getByRole('button', { name: /^Stage and compare/ }).click();
    await page.getByText('Write a percent that is not 0').waitFor();
    await page.getByLabel('Change in percent').fill('3,5');
    await page.getByLabel('Valid from').fill(day);
    await page.getByRole('button', { name: /^Stage and compare/ }).click();
    await page.getByRole('heading', { name: 'What it would change' }).waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('201 to 400 of ').waitFor();
    await publishShown(page);
    await page.getByText(/^Published: branches count with it from/).waitFor();
    // Half away from zero, as the hub computes it.
    const cents = Math.round(Number(before) * 100);
    const moved = (Math.floor((cents * 10_350 + 5_000) / 10_000) / 100).toFixed(2);
    await until('the branch knows the price to come', async () =>
      await priceOf(part, day) === moved);
    assert.equal(await priceOf(part), before);
    assert.equal(await priceOf(part, daysFromNow(39)), before);
    await allQuiet();
  });
});

describe('prices: refusals', options, () => {
  it('asks for another comparison when other prices were published meanwhile', async () => {
    const part = parts[5];
    const page = await open('/', { site: here.hub });
    const edition = await stageFile(page, [[part, '50,00']], { day: daysFromNow(3) });
    const other = await open('/', { site: here.hub });
    await stageFile(other, [[part, '40,00']]);
    await publishShown(other);
    await other.getByText(/^Published: branches count with it from/).waitFor();
    await page.getByText('Other prices have been published since this comparison').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Publish/ }).isDisabled(), true);
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.getByRole('region', { name: 'Greatest rises' })
      .getByRole('row', { name: new RegExp(`^${part} 40.00 50.00 25.00 %`) }).waitFor();
    await publishShown(page);
    await page.getByText(/^Published: branches count with it from/).waitFor();
    assert.equal((await newest()).edition > edition, true);
    await allQuiet();
  });

  it('publishes nothing that another edition of the same day would hide', async () => {
    const part = parts[6];
    const page = await open('/', { site: here.hub });
    await stageFile(page, [[part, '50,00']]);
    const other = await open('/', { site: here.hub });
    await stageFile(other, [[part, '40,00']]);
    await publishShown(other);
    await other.getByText(/^Published: branches count with it from/).waitFor();
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.getByText('Other prices have been published since').waitFor({ state: 'detached' });
    await publishShown(page);
    await page.getByText('is published for the same day and counts before this one').waitFor();
    assert.equal(await priceOf(part, daysFromNow(0), here.hub), '40.00');
    await allQuiet();
  });

  it('discards for good, and says so', async () => {
    const page = await open('/', { site: here.hub });
    const edition = await stageFile(page, [[parts[7], '50,00']]);
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByRole('dialog').getByText('It can never be published.').waitFor();
    await page.getByRole('button', { name: 'Discard now' }).click();
    await page.getByText('Discarded. Nobody sees its prices.').waitFor();
    await page.getByRole('link', { name: 'All prices' }).click();
    await page.getByRole('row', { name: new RegExp(`^Look at edition ${edition}`) })
      .or(page.getByRole('row', { name: new RegExp(`${edition}.*Discarded`) })).first().waitFor();
    await allQuiet();
  });

  it('makes no edition of a file without a row that can be taken', async () => {
    const page = await open('/prices', { site: here.hub });
    const before = (await newest()).edition;
    await chooseList(page);
    await page.getByLabel('CSV file', { exact: true }).setInputFiles(csv([['A1', 'much']]));
    await page.getByRole('button', { name: /^Stage and compare/ }).click();
    await page.getByText('no row could be taken, so there is no edition').waitFor();
    assert.equal((await newest()).edition, before);
    await allQuiet();
  });

  it('has no prices to publish at a branch', async () => {
    const page = await open('/prices');
    await page.getByText('Prices are published by the importer.').waitFor();
    const answer = await fetch(`${here.node.url}/api/v1/price-uploads`, { method: 'POST',
      body: '{}', headers: { 'Content-Type': 'application/json' } });
    assert.equal(answer.status, 404);
    await allQuiet();
  });
});

describe('prices: without a mouse', options, () => {
  it('is done by keys alone, up to the publication', async () => {
    const page = await open('/prices', { site: here.hub });
    const tabTo = async (name) => {
      for (let i = 0; i < 80; i += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((id) => document.activeElement?.id === id, name)) return;
      }
      assert.fail(`${name} is not reached by Tab`);
    };
    await page.getByRole('heading', { name: 'New edition' }).waitFor();
    await tabTo('price-list');
    const chosen = () => page.evaluate(() => document.getElementById(
      document.activeElement.getAttribute('aria-activedescendant'))?.textContent);
    for (let i = 0; i < 5 && await chosen() !== list; i += 1) {
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(100);
    }
    await page.keyboard.press('Enter');
    assert.equal(await page.getByRole('combobox', { name: 'Price list' }).inputValue(), list);
    await tabTo('price-file');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'),
      page.keyboard.press('Space')]);
    await chooser.setFiles(csv([[parts[8], '60,00']]));
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'What it would change' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^Published: branches count with it from/).waitFor();
    await until('the branch has the price', async () => await priceOf(parts[8]) === '60.00');
    await allQuiet();
  });
});

describe('prices: on a telephone, and for whoever may not', options, () => {
  it('needs no scrolling sideways', async () => {
    const page = await open('/prices', { site: here.hub, width: 390, height: 844 });
    await atRest(page);
    const isWide = await page.evaluate(() =>
      document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(isWide, false);
    assert.deepEqual(await accessibilityFaults(page), []);
    await allQuiet();
  });

  it('shows others the editions and takes nothing of them', async () => {
    const { edition } = await newest();
    await here.hub.stop();
    await here.hub.start('--sign-in', 'required');
    await addPerson(here.hub, 'ada', 'allocator');
    await addPerson(here.hub, 'bob', 'pricing_mgr');
    const page = await open('/prices', { site: here.hub });
    await signIn(page, 'ada');
    await page.getByText('Publishing them takes the role of the pricing manager.').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Stage/ }).count(), 0);
    const code = (path) => page.evaluate(async (place) => {
      const answer = await fetch(`/api/v1${place}`, { method: 'POST', body: '{"basis":"x"}',
        headers: { 'Content-Type': 'application/json' } });
      return [answer.status, (await answer.json()).code].join(' ');
    }, path);
    assert.equal(await code('/price-uploads'), '403 not-permitted');
    assert.equal(await code(`${editionPath(edition)}:publish`), '403 not-permitted');

    const manager = await open('/prices', { site: here.hub });
    await signIn(manager, 'bob');
    await manager.getByRole('heading', { name: 'New edition' }).waitFor();
    await stageFile(manager, [[parts[9], '61,00']]);
    await publishShown(manager);
    await manager.getByText(/^Published: branches count with it from/).waitFor();
    // Who published it stands in the record's way for good.
    await manager.getByRole('link', { name: 'Trace' }).click();
    await manager.getByText('Synthetic bob').first().waitFor();
    await allQuiet();
  });
});
