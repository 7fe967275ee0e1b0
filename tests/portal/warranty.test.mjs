// The warranty flow, clicked through: from the car at the reception to the money on the account, at
// a branch whose line is cut until the claim has been written.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessibilityFaults, atRest } from './browser.mjs';
import { focusedId, tabTo, tabToField } from './keys.mjs';
import { registerCar, submitClaim } from './place.mjs';
import { allQuiet, here, open, options, visitBeforeTests } from './visit.mjs';

visitBeforeTests();

const kDealer = 'dealer/D01';
const kDecisionMilliseconds = 60_000;
const kOperation = 'ELECTRIC-010';
let cars = 0;

/** A car of its own for each test, so that no reading and no claim stands in another's way. */
async function newCar() {
  cars += 1;
  const number = `YV4A22PK4N10009${String(cars).padStart(2, '0')}`;
  await registerCar(here.network, number);
  await here.network.settle(kDealer);
  return number;
}

const tabToButton = (page, text) => tabTo(page, text,
  `document.activeElement?.tagName === 'BUTTON' &&
    (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent)
      .startsWith('${text}')`);

/** A field with suggestions; the list of them has the same name. */
const combobox = (page, name) => page.getByRole('combobox', { name, exact: true });

const textbox = (page, name) => page.getByRole('textbox', { name, exact: true });

/** Every hop of a claim that was paid: written here, accepted, decided, and back here. */
async function readTrace(page) {
  await page.getByRole('heading', { name: /^Trace of B0101-WC/ }).waitFor();
  const hops = page.getByRole('list', { name: 'Trace' }).getByRole('listitem');
  const said = (name, text) => hops.filter({ has: page.getByRole('heading', { name }) })
    .filter({ hasText: text }).first().waitFor();
  await said('Created', /At branch B0101.*Wrote: Branch/);
  await said('Submit', /later.*Signed by B0101-1, certificate 1/);
  await said('Accepted by the importer', /after the change was written/);
  await said('Approve', /At the importer, by the daemon itself/);
  await said('Credit', /Signed by the importer/);
  await said('Back at branch B0101', /answer to every change is here/);
  assert.match(await hops.last().innerText(), /^Back at branch/);
  await page.getByText(/The longest answer took/).waitFor();
  await page.getByText('Signed by B0101-1').first().click();
  await page.getByText(/^[0-9a-f]{64}$/).first().waitFor();
  await atRest(page);
  assert.deepEqual(await accessibilityFaults(page), []);
}

describe('warranty: without a line, then with one', options, () => {
  it('goes from the car to the credit, and the decision appears by itself', async () => {
    const number = await newCar();
    await here.node.tell('sync', 'pause');
    const page = await open('/');
    await page.getByRole('link', { name: 'Reception' }).click();
    await page.getByRole('combobox', { name: 'Vehicle identification number' })
      .fill(number.toLowerCase());
    await page.getByRole('option', { name: new RegExp(number) }).click();
    await page.getByText('Denim blue').waitFor();
    await page.getByLabel('Complaint', { exact: true }).fill('No heat');
    await combobox(page, 'Complaint code').fill('C101');
    await page.getByLabel('Odometer').fill('20100');
    await page.getByRole('combobox', { name: 'Paid by' }).click();
    await page.getByRole('option', { name: 'Warranty' }).click();
    await page.getByRole('button', { name: /^Open the order/ }).click();

    await page.getByText('A claim will need: Cause code, Correction').waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('button', { name: 'Finish' }).waitFor();
    await combobox(page, 'Cause code').fill('F101');
    await textbox(page, 'Correction').fill('Blower motor replaced');
    // What is on the form is saved with the step.
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByText('Done', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Make a claim' }).click();

    await page.getByRole('heading', { name: /-WC-/ }).waitFor();
    assert.equal(await page.getByLabel('Odometer').inputValue(), '20100');
    assert.equal(await textbox(page, 'Correction').inputValue(), 'Blower motor replaced');
    assert.equal(await combobox(page, 'Cause code').inputValue(), 'F101');
    await page.getByRole('main').getByText(number).waitFor();
    await combobox(page, 'Component').fill('BASIC');
    await page.getByRole('button', { name: /^Save and check/ }).click();
    await page.getByRole('cell').getByLabel('Kind', { exact: true })
      .selectOption({ label: 'Labour' });
    await combobox(page, 'Item').fill(kOperation);
    await page.getByRole('button', { name: 'Add the line' }).click();
    // Hours and rate come from the catalogue and from the agreement.
    await page.getByRole('row', { name: /Labour ELECTRIC-010 3.3 58.00 .*191.40/ }).waitFor();
    await page.getByText(/must reach the importer by/).first().waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Submitted', { exact: true }).first().waitFor();
    await page.getByRole('region', { name: 'State of sync' }).getByText('Paused').waitFor();
    await atRest(page);
    assert.deepEqual(await accessibilityFaults(page), []);

    await page.evaluate(() => { window.isTheSamePage = true; });
    await here.node.tell('sync', 'resume');
    const decision = page.getByRole('region', { name: 'Answer of the importer' });
    await decision.getByText(/^(Approved|Credited)/).first()
      .waitFor({ timeout: kDecisionMilliseconds });
    await decision.getByText('191.40').first().waitFor();
    await decision.getByText(/^Credit memo B0101/).waitFor({ timeout: kDecisionMilliseconds });
    await decision.getByRole('link', { name: 'statement' }).click();
    await page.getByRole('row', { name: /Credit memo/ }).first().waitFor();
    await page.getByText("in the dealer's favour").first().waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Trace', exact: true }).click();
    await readTrace(page);
    assert.equal(await page.evaluate(() => window.isTheSamePage), true);
    await allQuiet();
  });

  it('says beside a field what the rules will not take, before it is sent', async () => {
    const page = await open(`/warranty/${here.claim}`);
    const code = combobox(page, 'Complaint code');
    await page.getByText('Will be returned').first().waitFor();
    // Whoever hears the page hears it with the field.
    const said = await code.evaluate((input) => (input.getAttribute('aria-describedby') ?? '')
      .split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
    assert.match(said, /W09.*missing: complaint code/);
    await page.getByRole('button', { name: 'Complaint code' }).click();
    assert.equal(await focusedId(page), 'field-complaint_code');
    await code.fill('C101');
    await combobox(page, 'Cause code').fill('F101');
    await textbox(page, 'Correction').fill('Blower motor replaced');
    await page.keyboard.press('Control+Enter');
    await page.getByText('missing: complaint code').first().waitFor({ state: 'detached' });
    await allQuiet();
  });

  it("tells a rejection's reason and remedy within three clicks, without a line", async () => {
    await here.node.tell('sync', 'pause');
    const page = await open('/');
    await page.getByRole('link', { name: 'Warranty', exact: true }).click();
    const { data } = await here.node.get(`/claims/${here.rejected}`);
    await page.getByText(/W05: covered to 100000 km/).waitFor();
    await page.getByRole('link', { name: data.number }).click();
    const decision = page.getByRole('region', { name: 'Answer of the importer' });
    await decision.getByText(/failed at 120000 km/).first().waitFor();
    await decision.getByText('claim it as goodwill').waitFor();
    await page.getByRole('button', { name: 'Appeal' }).waitFor();
    await here.node.tell('sync', 'resume');
    await allQuiet();
  });

  it('keeps what was typed when the daemon refuses it, and says where', async () => {
    const page = await open(`/warranty/${here.claim}`);
    await page.getByLabel('Odometer').fill('many');
    await page.getByRole('button', { name: /^Save and check/ }).click();
    await page.getByText('a whole number of at most 64 bits expected').waitFor();
    assert.equal(await focusedId(page), 'field-odometer_km');
    await combobox(page, 'Item').fill('Towing');
    await page.getByLabel('Unit price', { exact: true }).fill('much');
    await page.keyboard.press('Enter');
    await page.getByText(/decimal/).first().waitFor();
    assert.equal(await combobox(page, 'Item').inputValue(), 'Towing');
    await allQuiet();
  });

  it('finds a car that nobody here knows no obstacle', async () => {
    const page = await open('/reception');
    await page.keyboard.type('yv4a22pk4n1000998');
    await page.getByText('No vehicle YV4A22PK4N1000998 is known here.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByLabel('Complaint', { exact: true }).fill('Towed in');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: /-RO-/ }).waitFor();
    await allQuiet();
  });
});

describe('warranty: at the importer', options, () => {
  it('reduces a claim by keys alone, and the branch reads why', async () => {
    const branch = await open(`/warranty/${here.review}`);
    const page = await open('/claim-desk', { site: here.hub });
    const { data } = await here.hub.get(`/claims/${here.review}`);
    await page.getByRole('link', { name: data.number }).waitFor();
    await tabTo(page, 'the claim', `document.activeElement?.textContent === '${data.number}'`);
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Approve' }).waitFor();
    await tabTo(page, 'the verbs', "document.activeElement?.name === 'verb'");
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focusedId(page), 'decide-reduce');
    await page.keyboard.press('Tab');
    await page.keyboard.type('60.00');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Say why, so that the branch can act on it.').waitFor();
    assert.equal(await focusedId(page), 'decide-reason');
    await page.keyboard.type('Half of the towing is covered');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Decided. The branch sees it as soon as its line is up.').waitFor();
    const decision = branch.getByRole('region', { name: 'Answer of the importer' });
    await decision.getByText('Half of the towing is covered')
      .waitFor({ timeout: kDecisionMilliseconds });
    await decision.getByText('60.00').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Claim desk$|-WC-/ }).waitFor();
    await allQuiet();
  });

  it('shows the oldest claim first, and takes an appeal up', async () => {
    const number = await newCar();
    const late = await submitClaim(here.node, number, { odometer: 31000, component: 'TENT' });
    const lost = await submitClaim(here.node, number, { odometer: 130000 });
    await here.network.settle(kDealer);
    const page = await open(`/warranty/${lost}`);
    await page.getByRole('button', { name: 'Appeal' }).click();
    await page.getByText('Appealed', { exact: true }).first().waitFor();
    await here.network.settle(kDealer);
    const desk = await open('/claim-desk', { site: here.hub });
    const [first, second] = await Promise.all([late, lost].map(async (id) =>
      (await here.hub.get(`/claims/${id}`)).data.number));
    await desk.getByRole('row', { name: new RegExp(second) }).waitFor();
    const rows = await desk.locator('tbody th').allTextContents();
    assert.ok(rows.indexOf(first) < rows.indexOf(second), rows.join(' '));
    await desk.getByRole('link', { name: second }).click();
    await desk.getByRole('button', { name: 'Review' }).click();
    await desk.getByRole('radio', { name: 'Reject' }).check();
    await desk.getByLabel('Reason').fill('The plan ends at 100000 km');
    await desk.getByRole('button', { name: /^Reject/ }).click();
    await page.getByText('The plan ends at 100000 km').waitFor({ timeout: kDecisionMilliseconds });
    await page.getByText('The appeal was answered; this is final.').first().waitFor();
    await allQuiet();
  });

  it('shows accounts and statements at both ends', async () => {
    for (const site of [here.node, here.hub]) {
      const page = await open('/account', { site });
      await page.getByRole('link', { name: 'Dealer D01, VOLVO' }).click();
      await page.getByRole('row', { name: /Credit memo/ }).first().waitFor();
      await page.getByText('Closing balance').waitFor();
      await atRest(page);
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.getByLabel('Until').fill('2020-01-01');
      await page.getByLabel('From').fill('2020-02-01');
      await page.keyboard.press('Enter');
      await page.getByText('the statement ends before it begins').waitFor();
      await page.getByRole('button', { name: 'Show everything' }).click();
      await page.getByRole('row', { name: /Credit memo/ }).first().waitFor();
    }
    await allQuiet();
  });
});

describe('warranty: keyboard alone', options, () => {
  it('opens an order, finishes it, builds a claim and sends it', async () => {
    const number = await newCar();
    const page = await open('/');
    await page.keyboard.press('Alt+2');
    await page.getByRole('heading', { name: 'Reception' }).waitFor();
    await page.keyboard.type(number.slice(-6));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(number);
    await page.getByRole('option', { name: new RegExp(number) }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByLabel('Complaint', { exact: true }).waitFor();
    assert.equal(await focusedId(page), 'field-complaint');
    await page.keyboard.type('Does not start');
    await page.keyboard.press('Tab');
    await page.keyboard.type('C10');
    await page.getByRole('option', { name: /C103/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(await combobox(page, 'Complaint code').inputValue(), /^C10\d$/);
    await tabToField(page, 'odometer_km');
    await page.keyboard.type('15000');
    await tabToField(page, 'payer');
    await tabTo(page, 'warranty', "document.querySelector('[role=option]" +
      "[data-combobox-selected]')?.textContent === 'Warranty'", 'ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: /-RO-/ }).waitFor();

    await tabToButton(page, 'Start');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Finish' }).waitFor();
    await tabToField(page, 'cause_code');
    await page.keyboard.type('F101');
    await tabToField(page, 'correction');
    await page.keyboard.type('Battery replaced');
    await page.keyboard.press('Control+Enter');
    await page.getByText('A claim will need').waitFor({ state: 'detached' });
    await tabTo(page, 'the steps', `document.activeElement?.textContent === 'Finish'`, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Make a claim' }).waitFor();
    await tabToButton(page, 'Make a claim');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /-WC-/ }).waitFor();

    await tabToField(page, 'component');
    await page.keyboard.type('BASIC');
    await page.keyboard.press('Control+Enter');
    await tabTo(page, 'the lines', "document.activeElement?.id === 'line-item'");
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('l');
    await page.keyboard.press('Tab');
    await page.keyboard.type(kOperation.toLowerCase());
    await page.getByRole('option', { name: new RegExp(kOperation) }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await combobox(page, 'Item').inputValue(), kOperation);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /Labour ELECTRIC-010 3.3 58.00/ }).waitFor();
    assert.equal(await focusedId(page), 'line-item');
    // Ctrl D repeats the line, Esc takes the repetition back.
    await page.keyboard.press('Control+d');
    assert.equal(await combobox(page, 'Item').inputValue(), kOperation);
    await page.keyboard.press('Escape');
    assert.equal(await combobox(page, 'Item').inputValue(), '');
    await tabTo(page, 'the steps', "document.activeElement?.textContent === 'Submit'", 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Answer of the importer' })
      .getByText(/^(Approved|Credited)/).first().waitFor({ timeout: kDecisionMilliseconds });
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: /-RO-/ }).waitFor();
    await allQuiet();
  });

  it('throws nothing away with one key', async () => {
    const page = await open(`/warranty/${here.claim}`);
    await textbox(page, 'Correction').fill('half a sentence');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent),
      'Undo my changes');
    assert.equal(await textbox(page, 'Correction').inputValue(), 'half a sentence');
    await page.keyboard.press('Enter');
    assert.notEqual(await textbox(page, 'Correction').inputValue(), 'half a sentence');
    await allQuiet();
  });
});
