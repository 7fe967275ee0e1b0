// New cars, clicked through: a branch orders, the importer divides, VIN, arrival and price appear
// at the branch, and a salesperson quotes the car. Five dealers, each of which sees its own.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessibilityFaults, atRest } from './browser.mjs';
import { daysFromNow, retailWithHook, showroom } from './showroom.mjs';
import { allQuiet, here, open, options, visitBeforeTests } from './visit.mjs';

visitBeforeTests(showroom);

const kArrives = daysFromNow(40);
const kRun = 'W40';
const shownDay = (day) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
  .format(new Date(`${day}T00:00:00Z`));
let vin = '';

/** A field with suggestions; the list of them has the same name. */
const combobox = (page, name) => page.getByRole('combobox', { name, exact: true });

const textbox = (page, name) => page.getByRole('textbox', { name, exact: true });

async function choose(page, name, value) {
  await combobox(page, name).click();
  await page.getByRole('option', { name: value }).first().click();
}

async function option(page, name, code) {
  await combobox(page, name).fill(code);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
}

async function newOrder(page, code) {
  await page.getByRole('link', { name: 'Car orders' }).first().click();
  await page.getByRole('button', { name: /^Order a car/ }).click();
  await choose(page, 'Model', /NX1/);
  await option(page, 'Required', code);
  await page.getByRole('button', { name: /^Save and check/ }).click();
  await page.getByRole('heading', { name: /-VO-/ }).waitFor();
}

describe('allocation: a branch orders', options, () => {
  it('is told by the rules what will be rejected, before anything is sent', async () => {
    const page = await open('/');
    await newOrder(page, 'ROOF');
    await page.getByText('ROOF needs HOOK').waitFor();
    await page.getByText(/Will be rejected/).first().waitFor();
    await option(page, 'Required', 'HOOK');
    await page.getByRole('button', { name: /^Save and check/ }).click();
    await page.getByText('Nothing speaks against it.').waitFor();
    // 25,000.00 with its two options.
    await page.getByText('26,700.00').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled', { exact: true }).first().waitFor();
    await allQuiet();
  });

  it('writes the order without a line, and the confirmation appears by itself', async () => {
    await here.node.tell('sync', 'pause');
    const page = await open('/');
    await newOrder(page, 'HOOK');
    await page.getByText('Nothing speaks against it.').waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Saved here. It leaves by itself when the line is up').waitFor();
    await page.evaluate(() => { window.isTheSamePage = true; });
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    await here.node.tell('sync', 'resume');
    await page.getByText('Confirmed: the next allocation gives it a car.').waitFor();
    assert.equal(await page.evaluate(() => window.isTheSamePage), true);
    await allQuiet();
  });
});

describe('allocation: the importer divides', options, () => {
  it('shows what would be, publishes once, and VIN, arrival and price appear', async () => {
    const branch = await open('/pipeline');
    await branch.getByText('There are no cars yet.').waitFor();
    await branch.evaluate(() => { window.isTheSamePage = true; });
    const page = await open('/', { site: here.hub });
    await page.getByRole('link', { name: 'Allocation', exact: true }).click();
    await page.getByText('6 confirmed orders wait for a car. 7 cars are free.').waitFor();
    await page.getByRole('row', { name: /^D05 1 / }).waitFor();
    await page.getByLabel('Name of the run').fill(kRun);
    await page.getByLabel('The cars arrive on').fill(kArrives);
    await page.getByRole('button', { name: /^What if/ }).click();
    await page.getByText(/6 of 6 orders get one of 7 cars/).waitFor();
    await page.getByRole('row', { name: /^D02 2 2 / }).waitFor();
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual((await here.hub.get('/allocation-runs')).items, []);

    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `Publish the run ${kRun}` });
    await dialog.getByRole('button', { name: 'Publish now' }).dblclick();
    await page.getByText('6 orders have their car.').waitFor();
    // Each dealer's line is stored, and comes out the same when it is computed again.
    await page.getByText('Computed again here: the same').nth(4).waitFor();

    await branch.getByText(shownDay(kArrives)).first().waitFor();
    const row = branch.getByRole('row', { name: /SYN0/ }).first();
    await row.getByText(retailWithHook).waitFor();
    vin = (await row.getByRole('rowheader').innerText()).trim();
    await branch.getByText('Computed again here: the same').waitFor();
    assert.equal(await branch.evaluate(() => window.isTheSamePage), true);
    await atRest(branch);
    assert.deepEqual(await accessibilityFaults(branch), []);
    await allQuiet();
  });

  it('publishes a name once, whoever presses again', async () => {
    const page = await open('/allocation', { site: here.hub });
    await page.getByLabel('Name of the run').fill(kRun);
    await page.getByLabel('The cars arrive on').fill(kArrives);
    await page.getByRole('button', { name: /^What if/ }).click();
    await page.getByText(/0 of 0 orders/).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText(`The run ${kRun} had been published before`).waitFor();
    const { items } = await here.hub.get('/allocation-runs');
    assert.equal(items.length, 1);
    const orders = await here.hub.get('/wholesale-orders?filter=status:eq:allocated&limit=100');
    const vins = orders.items.map((one) => one.data.assigned_vin);
    assert.equal(new Set(vins).size, 6);
    await allQuiet();
  });

  it('gives an order another car when a person says why', async () => {
    const id = (await here.node.create('/wholesale-orders', { branch: 'B0101', kind: 'stock',
      brand: 'VOLVO', model: 'NX1', required: 'HOOK' })).id;
    await here.node.step(`/wholesale-orders/${id}:submit`, { submitted_on: daysFromNow(0) });
    await here.hub.create('/vehicles?stream=hub', { vin: 'SYN00000000000099', brand: 'VOLVO',
      model: 'NX1', options: ['HOOK'] });
    const page = await open('/allocation', { site: here.hub });
    await page.getByText('1 confirmed order waits for a car. 2 cars are free.').waitFor();
    await page.getByLabel('Name of the run').fill('W41');
    await page.getByRole('button', { name: /^What if/ }).click();
    await page.getByRole('button', { name: /^Another car for / }).click();
    await page.getByRole('button', { name: 'Give this car' }).click();
    await page.getByText('Say why: the dealer reads it.').waitFor();
    await choose(page, 'Another car', 'SYN00000000000099');
    await page.getByLabel('Reason').fill('Promised by the area manager');
    await page.getByRole('button', { name: 'Give this car' }).click();
    await page.getByRole('row', { name: /SYN00000000000099.*By a person/ }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('1 order has its car.').waitFor();
    const branch = await open(`/orders/${id}`);
    await branch.getByText('SYN00000000000099').first().waitFor();
    await branch.getByRole('link', { name: 'Pipeline', exact: true }).click();
    await branch.getByText('decided by a person: Promised by the area manager').waitFor();
    await allQuiet();
  });
});

describe('allocation: a salesperson quotes the car', options, () => {
  it('types the customer and a discount, offers it and has it on paper', async () => {
    const page = await open('/pipeline');
    await page.getByRole('link', { name: `Make a quote: ${vin}` }).click();
    await textbox(page, 'Customer').fill('Synthetic customer');
    assert.equal(await textbox(page, 'List price').inputValue(), '30900.00');
    await textbox(page, 'Discount').fill('900');
    assert.equal(await textbox(page, 'Price').inputValue(), '30000.00');
    await page.getByRole('button', { name: /^Save the quote/ }).click();
    await page.getByRole('heading', { name: /-QUO-/ }).waitFor();
    await page.getByRole('button', { name: 'Offer' }).click();
    await page.getByText('Offered', { exact: true }).first().waitFor();
    await page.getByText('30,000.00').first().waitFor();
    const paper = await page.getByRole('link', { name: 'Print' }).getAttribute('href');
    const file = await page.request.get(here.node.url + paper);
    assert.equal(file.headers()['content-type'], 'application/pdf');
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('The customer has accepted it.').waitFor();
    await page.getByRole('link', { name: 'Pipeline' }).first().click();
    await page.getByRole('row', { name: new RegExp(`${vin}.*sold by quote B0101-QUO`) }).waitFor();
    await allQuiet();
  });

  it('says why a discount is too high, and keeps what was typed', async () => {
    const page = await open('/pipeline');
    await page.getByRole('link', { name: /^Make a quote: SYN/ }).first().click();
    await textbox(page, 'Customer').fill('Synthetic customer');
    await textbox(page, 'Discount').fill('9000');
    await page.getByRole('button', { name: /^Save the quote/ }).click();
    await page.getByText('the discount is more than 20 percent of the list price').waitFor();
    assert.equal(await textbox(page, 'Customer').inputValue(), 'Synthetic customer');
    await allQuiet();
  });

  it('shows another dealer nothing of it', async () => {
    const page = await open('/pipeline', { site: here.other });
    await page.getByRole('row', { name: /SYN0/ }).nth(1).waitFor();
    assert.equal(await page.getByText(vin).count(), 0);
    const grants = await here.other.get('/allocation-grants');
    assert.deepEqual([...new Set(grants.items.map((row) => row.data.dealer))], ['D02']);
    const quotes = await here.other.get('/quotes');
    assert.deepEqual(quotes.items, []);
    const elsewhere = await open(`/quotes/new?vin=${vin}`, { site: here.other });
    await elsewhere.getByText(`no car ${vin} is known here`).waitFor();
    await allQuiet();
  });
});

describe('allocation: on a telephone', options, () => {
  it('needs no scrolling sideways, and axe finds nothing', async () => {
    const sites = [['/orders', here.node], ['/pipeline', here.node], ['/allocation', here.hub]];
    for (const [path, site] of sites) {
      const page = await open(path, { site, width: 390, height: 844 });
      await atRest(page);
      const wide = await page.evaluate(() =>
        document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(wide, false, path);
      assert.deepEqual(await accessibilityFaults(page), [], path);
    }
    await allQuiet();
  });
});
