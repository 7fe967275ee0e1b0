// The first page by role, without a line too; and how the importer opens a branch.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Network } from '../verify/network.mjs';
import { accessibilityFaults, atRest, hasChromium, launch, openPage } from './browser.mjs';
import { addPerson, signIn } from './people.mjs';

const options = hasChromium ? {} : { skip: 'there is no Chromium' };
const day = new Date().toISOString().slice(0, 10);
const vin = 'YV4A22PK4N1000101';

describe('portal: the first page', options, () => {
  let network;
  let browser;
  let node;
  before(async () => {
    [network, browser] = await Promise.all([Network.found('B0101'), launch()]);
    node = network.B0101;
    await node.create('/repair-orders', { branch: 'B0101', vin, opened_on: day,
      complaint: 'No heat', odometer_km: 20000, payer: 'warranty' });
    await network.settle('dealer/D01');
    await node.stop();
    await network.hub.stop();
    await node.start('--sign-in', 'required');
    await network.hub.start('--sync', 'tcp://127.0.0.1:0', '--sign-in', 'required');
    for (const [login, role] of [['tess', 'technician'], ['wade', 'warranty_admin']]) {
      await addPerson(node, login, role);
    }
    for (const [login, role] of [['nora', 'network_mgr'], ['otto', 'warranty_auditor']]) {
      await addPerson(network.hub, login, role);
    }
  });
  after(async () => {
    await browser?.close();
    network?.close();
  });

  async function at(site, login) {
    const one = await openPage(browser, site.url);
    await signIn(one.page, login);
    await one.page.getByText(`Signed in as Synthetic ${login}`).waitFor();
    return one;
  }

  it('lists what waits for a technician, each row a link, without a line', async () => {
    const { page, context, complaints } = await at(node, 'tess');
    const work = page.getByRole('region', { name: 'Repair orders in the workshop (1)' });
    await work.getByText(/No heat/).waitFor();
    await page.getByText('Nothing here of: rejections or conflicts.').waitFor();
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    await work.getByRole('link', { name: /-RO-/ }).click();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('says in words when nothing waits for somebody', async () => {
    const { page, context, complaints } = await at(node, 'wade');
    await page.getByText('Nothing waits for you.').waitFor();
    await page.getByText(/^Nothing here of: claims sent back, rejected claims/).waitFor();
    assert.equal(await page.getByText('Repair orders in the workshop').count(), 0);
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('tells the importer which branch is silent', async () => {
    const { page, context, complaints } = await at(network.hub, 'otto');
    const silent = page.getByRole('region', { name: 'Branches without a line (1)' });
    await silent.getByRole('link', { name: 'B0101' }).waitFor();
    await page.getByText(/claims to decide/).waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('leads the network manager to a new branch, whose token is shown once', async () => {
    const { page, context, complaints } = await at(network.hub, 'nora');
    await page.getByRole('link', { name: 'Live network', exact: true }).first().click();
    await page.getByRole('link', { name: 'Open a branch' }).click();
    await page.getByLabel('Branch code').fill('b-0109');
    await page.getByLabel('Dealer').selectOption('D01');
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByRole('heading', { name: 'Token for branch B0109' }).waitFor();
    assert.match(await page.getByLabel('Token', { exact: true }).inputValue(), /^bl1-/);
    await page.getByText('not used yet').waitFor();
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.reload();
    await page.getByText('not used yet').waitFor();
    assert.equal(await page.getByText('Token for branch').count(), 0);
    await page.getByRole('link', { name: 'Live network' }).last().click();
    await page.getByRole('link', { name: 'D01' }).click();
    await page.getByText('Without a node so far: B0109').waitFor();
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
