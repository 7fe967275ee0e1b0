// A recall, clicked through: the importer calls cars in, a branch does one, another branch did the
// same car without a line; and the month's end on the account.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessibilityFaults, atRest } from './browser.mjs';
import { registerCar } from './place.mjs';
import { allQuiet, here, open, options, visitBeforeTests } from './visit.mjs';

visitBeforeTests();

const kDealer = 'dealer/D01';
const kSyncMilliseconds = 60_000;
const brand = 'VOLVO';
const campaign = 'K26';
const vins = ['YV4A22PK4N1000801', 'YV4A22PK4N1000802', 'YV4A22PK4N1000803'];
const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);

/** The last day of the month before this one. */
function endOfLastMonth() {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0)).toISOString().slice(0, 10);
}

/** A branch has done the work of the campaign and claims it. */
async function claimCampaign(site, branch, vin) {
  const { id: order } = await site.create('/repair-orders', { branch, vin, opened_on: day,
    closed_on: day, odometer_km: 21000, payer: 'warranty', complaint: 'Recall',
    complaint_code: 'C101', cause_code: 'F101', correction: 'Cable fastened' });
  for (const verb of ['start', 'finish']) await site.step(`/repair-orders/${order}:${verb}`);
  const { id: claim } = await site.create('/claims', { branch, kind: 'campaign', campaign, brand,
    vin, repair_order: order, job: 1, failure_on: day, repaired_on: day, odometer_km: 21000,
    component: 'BASIC', complaint_code: 'C101', cause_code: 'F101',
    correction: 'Cable fastened' });
  await site.create('/claim-lines', { branch, claim, line: 1, kind: 'labour',
    item: 'ELECTRIC-010', quantity: '2', unit_price: '58.00' });
  await site.step(`/claims/${claim}:submit`, { submitted_on: day });
  return claim;
}

/** Its page, by the menu and the list. */
async function openCampaign(site) {
  const page = await open('/', { site });
  await page.getByRole('link', { name: 'Campaigns', exact: true }).first().click();
  await page.getByRole('link', { name: `${campaign}, ${brand}` }).click();
  await page.getByRole('heading', { name: /Battery cable/ }).waitFor();
  return page;
}

async function faultless(page) {
  await atRest(page);
  assert.deepEqual(await accessibilityFaults(page), []);
}

describe('campaign: three cars are called in', options, () => {
  it('counts a car as soon as its claim is approved, and refuses the second claim', async () => {
    for (const vin of vins) await registerCar(here.network, vin);
    await here.network.settle(kDealer);
    const { id } = await here.hub.create('/campaigns', { brand, campaign, title: 'Battery cable',
      kind: 'safety', starts_on: day });
    const page = await openCampaign(here.hub);
    await page.getByLabel('Vehicle identification numbers').fill(vins.join('\n'));
    await page.getByRole('button', { name: 'Add 3 cars' }).click();
    await page.getByText('0 of 3 done').waitFor();
    for (const verb of ['Announce', 'Activate']) {
      await page.getByRole('button', { name: verb }).click();
      await page.getByRole('button', { name: verb }).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Stop the sale of these cars' }).click();
    await page.getByText('Do not sell').waitFor();
    await here.hub.create('/campaign-items', { brand, campaign, kind: 'labour',
      item: 'ELECTRIC-010' });
    await page.getByText('ELECTRIC-010').waitFor();
    assert.equal((await here.hub.get(`/campaigns/${id}`)).data.status, 'active');
    await here.network.settle('catalog/VOLVO');
    await faultless(page);

    await page.evaluate(() => { window.isTheSamePage = true; });
    await here.other.tell('sync', 'pause');
    const second = await claimCampaign(here.other, 'B0102', vins[0]);
    await claimCampaign(here.node, 'B0101', vins[0]);
    await page.getByText('1 of 3 done').waitFor({ timeout: kSyncMilliseconds });
    await page.getByText('33 %').waitFor();
    await page.getByRole('row', { name: new RegExp(`${vins[0]} Confirmed B0101`) }).waitFor();
    assert.equal(await page.evaluate(() => window.isTheSamePage), true);

    const branch = await openCampaign(here.node);
    await branch.getByText('1 of 3 done').waitFor({ timeout: kSyncMilliseconds });
    assert.equal(await branch.getByRole('button', { name: /^Add/ }).count(), 0);
    await faultless(branch);

    await here.other.tell('sync', 'resume');
    const refused = await open(`/warranty/${second}`, { site: here.other });
    await refused.getByText(/W18.*K26 already completed/).first()
      .waitFor({ timeout: kSyncMilliseconds });
    const desk = await open('/claim-desk', { site: here.hub });
    const flagged = desk.getByRole('region', { name: 'A second claim for a campaign' });
    const { data } = await here.hub.get(`/claims/${second}`);
    assert.equal(data.status, 'rejected');
    assert.equal(data.flagged, true);
    await flagged.getByText(data.number).waitFor();
    await faultless(desk);
    await flagged.getByRole('button', { name: `Looked at ${data.number}` }).click();
    await flagged.waitFor({ state: 'detached' });
    await page.getByText('1 of 3 done').waitFor();
    await allQuiet();
  });
});

describe('account: the end of a month', options, () => {
  it('closes it at the importer, once, and the branch has the statement', async () => {
    const last = endOfLastMonth();
    const month = last.slice(0, 7);
    await here.hub.request('POST', `/account-documents?stream=${kDealer}`, { data: {
      dealer: 'D01', brand, branch: 'B0101', kind: 'invoice', issued_on: last,
      amount: '120.00', text: 'Synthetic invoice' } });
    const page = await open('/account', { site: here.hub });
    assert.equal(await page.getByRole('textbox', { name: 'Month' }).inputValue(), month);
    await page.getByRole('textbox', { name: 'Month' }).fill('soon');
    await page.getByRole('button', { name: 'Close the month' }).click();
    await page.getByText('Write it as 2026-11.').waitFor();
    await page.getByRole('textbox', { name: 'Month' }).fill(month);
    await page.getByRole('button', { name: 'Close the month' }).click();
    await page.getByText(`${month} is closed. Accounts: 1`).waitFor();
    await page.getByRole('button', { name: 'Close the month' }).click();
    await page.getByText(`${month} is closed for every account`).waitFor();
    await faultless(page);

    const branch = await open(`/account/D01/${brand}`);
    const closed = branch.getByRole('region', { name: 'Closed months' });
    await closed.getByRole('link', { name: month }).waitFor({ timeout: kSyncMilliseconds });
    await closed.getByText('1 document').waitFor();
    await faultless(branch);
    const href = await closed.getByRole('link', { name: 'Print' }).getAttribute('href');
    const paper = await fetch(here.node.url + href);
    assert.equal(paper.status, 200);
    assert.equal(paper.headers.get('content-type'), 'application/pdf');
    await closed.getByRole('link', { name: month }).click();
    await branch.getByText('Synthetic invoice').first().waitFor();
    const late = here.hub.request('POST', `/account-documents?stream=${kDealer}`, { data: {
      dealer: 'D01', brand, branch: 'B0101', kind: 'invoice', issued_on: last, amount: '1.00' } });
    await assert.rejects(late, /PERIOD_CLOSED/);
    await allQuiet();
  });
});
