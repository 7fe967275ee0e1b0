// Key figures: what the board shows is what the daemon counted, each figure leads to its rows, and
// what nobody knows is no figure.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessibilityFaults, atRest } from './browser.mjs';
import { allQuiet, here, open, options, visitBeforeTests } from './visit.mjs';

visitBeforeTests();

/** The rows of an answer by their ids; parts by "id part". */
async function told(site, query = '') {
  const { columns, rows } = await site.get(`/kpis${query}`);
  return Object.fromEntries(rows.map((values) => {
    const row = Object.fromEntries(columns.map((column, at) => [column, values[at]]));
    return [row.part === null ? row.id : `${row.id} ${row.part}`, row];
  }));
}

const card = (page, name) => page.getByRole('listitem')
  .filter({ has: page.getByRole('heading', { name, exact: true }) });

describe('portal: figures', options, () => {
  it('are counted from what happened', async () => {
    const all = await told(here.hub);
    // One claim was approved and paid, one rejected; the third waits for a person.
    assert.equal(all['claim-first-pass'].value, '50.0');
    assert.deepEqual([all['claim-first-pass'].numerator, all['claim-first-pass'].denominator],
      [1, 2]);
    assert.equal(all['claim-days'].count, 1);
    assert.equal(all['claim-days'].value, '2.0');
    assert.equal(all['claim-doubled'].value, '0');
    assert.equal(all['options-required'].value, '100.0');
    assert.equal(all['orders-refused'].value, '0.0');
    assert.equal(all['appointments-kept'].value, null);
    assert.equal(all['appointments-kept'].missing, 'no-rows');
  });

  it('are the same at the branch and at the importer for its dealer', async () => {
    const [branch, importer] = await Promise.all(
      [told(here.node), told(here.hub, '?dealer=D01')]);
    for (const id of ['claim-days', 'claim-first-pass', 'options-required', 'quota-use']) {
      assert.equal(branch[id].value, importer[id].value, id);
    }
  });

  it('stand on a board, and lead to the rows that they are made of', async () => {
    const page = await open('/figures', { site: here.hub });
    await card(page, 'First-pass approval').getByText('50 %').waitFor();
    await card(page, 'First-pass approval').getByText('1 of 2:').waitFor();
    await card(page, 'Appointments kept').getByText('nothing of the kind happened').waitFor();
    await page.getByRole('link', { name: 'Warranty cycle time' }).click();
    await page.getByRole('heading', { name: /documents/i }).waitFor();
    assert.match(decodeURIComponent(page.url()), /kind:eq:credit_memo/);
    await allQuiet();
  });

  it('are narrowed down by dealer and period, and the address keeps that', async () => {
    const page = await open('/figures', { site: here.hub });
    await page.getByLabel('Dealer').selectOption('D01');
    await page.getByLabel('From').fill('2020-01-01');
    await page.getByLabel('Until').fill('2020-01-31');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await card(page, 'First-pass approval').getByText('nothing of the kind happened').waitFor();
    assert.match(page.url(), /dealer=D01/);
    await page.getByText(/beside .*2019/).waitFor();
    await page.getByLabel('From').fill('2020-02-01');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('the period ends before it begins').waitFor();
    await allQuiet();
  });

  it('are a table for whoever reads them so, by keys too', async () => {
    const page = await open('/figures');
    await card(page, 'First-pass approval').waitFor();
    await page.getByRole('button', { name: 'As a table' }).focus();
    await page.keyboard.press('Enter');
    const row = page.getByRole('row', { name: /First-pass approval/ });
    await row.getByText('50 %').waitFor();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await atRest(page);
      assert.deepEqual(await accessibilityFaults(page), []);
    }
    await page.getByRole('button', { name: 'As a board' }).click();
    await card(page, 'First-pass approval').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await allQuiet();
  });

  it('speak German', async () => {
    const page = await open('/figures', { locale: 'de-DE' });
    await page.getByRole('heading', { name: 'Kennzahlen' }).waitFor();
    await page.getByText('Beim ersten Mal genehmigt').waitFor();
    await allQuiet();
  });

  it('come as files', async () => {
    const csv = await fetch(`${here.hub.url}/api/v1/kpis?format=csv`);
    assert.equal(csv.headers.get('content-disposition'), 'attachment; filename="kpis.csv"');
    const lines = (await csv.text()).split('\r\n');
    assert.match(lines[0], /^id,part,group,words,value,unit,/);
    assert.ok(lines.some((line) => line.startsWith('claim-first-pass,,warranty,')));
    const xlsx = await fetch(`${here.hub.url}/api/v1/kpis?format=xlsx`);
    assert.deepEqual([...new Uint8Array(await xlsx.arrayBuffer())].slice(0, 2), [0x50, 0x4b]);
  });
});
