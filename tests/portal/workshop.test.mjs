// The workshop, clicked through: from the appointment to the claim of the warranty job; and by keys
// alone as far as a counter goes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessibilityFaults, atRest } from './browser.mjs';
import { tabTo, tabToField } from './keys.mjs';
import { until } from '../verify/network.mjs';
import { registerCar } from './place.mjs';
import { allQuiet, heldBack, here, open, options, visitBeforeTests } from './visit.mjs';

visitBeforeTests();

const kDealer = 'dealer/D01';
const kOperation = 'ELECTRIC-010';
let cars = 0;

async function newCar() {
  cars += 1;
  const number = `YV4A22PK4N10008${String(cars).padStart(2, '0')}`;
  await registerCar(here.network, number);
  await here.network.settle(kDealer);
  return number;
}

const day = () => {
  const now = new Date();
  const part = (number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
};

const combobox = (page, name) => page.getByRole('combobox', { name, exact: true });
const textbox = (page, name) => page.getByRole('textbox', { name, exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });

async function noFaults(page) {
  await atRest(page);
  assert.deepEqual(await accessibilityFaults(page), []);
}

/** A line of the job that is open. */
async function charge(page, kind, item, quantity, price) {
  await page.getByLabel('Kind', { exact: true }).selectOption({ label: kind });
  await combobox(page, 'Item').fill(item);
  await textbox(page, 'Quantity').fill(quantity);
  await textbox(page, 'Unit price').fill(price);
  await page.getByRole('button', { name: 'Add the line' }).click();
  await page.getByRole('button', { name: `Take back ${item}` }).waitFor();
}

async function tell(page, { complaint, code, pay }) {
  await textbox(page, 'Complaint').fill(complaint);
  await combobox(page, 'Complaint code').fill(code);
  await combobox(page, 'Cause code').fill('F101');
  await textbox(page, 'Cause').fill('Worn');
  await textbox(page, 'Correction').fill('Replaced');
  await combobox(page, 'Paid by').click();
  await page.getByRole('option', { name: pay }).click();
  await page.getByRole('form', { name: /^Job/ }).getByRole('button', { name: /^Save/ }).click();
}

/** Starts and ends the job that is open, with the clock of the one technician of the place. */
async function workOn(page, job) {
  const card = page.getByRole('region', { name: new RegExp(`^Job ${job} `) });
  await card.getByRole('button', { name: 'Clock on' }).click();
  await card.getByRole('button', { name: /^Stop 0:00/ }).waitFor();
  await card.getByText('In work').waitFor();
  await card.getByRole('button', { name: /^Stop 0:00/ }).click();
  await card.getByRole('button', { name: 'Clock on' }).waitFor();
  await card.getByRole('button', { name: 'Finish' }).click();
  await card.getByText('Done', { exact: true }).waitFor();
}

describe('workshop: from the appointment to the claim', options, () => {
  it('takes a car in, works on two jobs, charges them and claims one', async () => {
    const number = await newCar();
    await here.node.create('/appointments', { branch: 'B0101', day: day(), start_minute: 780,
      minutes: 60, bay: '3', vin: number, customer: 'Synthetic Driver', work: 'Brakes squeal' });
    const page = await open('/reception');
    const line = page.getByRole('listitem').filter({ hasText: 'Synthetic Driver' });
    await line.getByRole('button', { name: /car has arrived/ }).click();
    await page.getByRole('heading', { name: /-RO-/ }).waitFor();
    assert.equal(await textbox(page, 'Complaint').inputValue(), 'Brakes squeal');
    assert.equal(await textbox(page, 'Customer').count(), 0);  // Folded.
    await page.getByText('Synthetic Driver').first().waitFor();

    await button(page, 'Add a job').click();
    await page.getByRole('region', { name: /^Job 1 / }).waitFor();
    // The first job takes over what the order said.
    assert.equal(await textbox(page, 'Complaint').inputValue(), 'Brakes squeal');
    await page.getByText('Job 1: who pays?').waitFor();
    await page.getByText('Job 1: no correction').waitFor();
    await tell(page, { complaint: 'Brakes squeal', code: 'C102', pay: 'Customer' });
    await page.getByText('Job 1: who pays?').waitFor({ state: 'detached' });
    await charge(page, 'Labour', 'BRAKE-1', '1.5', '96.00');
    await charge(page, 'Part', 'PAD-1', '2', '40.25');
    await page.getByLabel('Odometer').fill('21500');
    await page.getByLabel('Odometer').press('Control+Enter');
    await page.getByText('Job 1 is not done').waitFor();

    await button(page, 'Add a job').click();
    await page.getByRole('region', { name: /^Job 2 / }).waitFor();
    await tell(page, { complaint: 'No heat', code: 'C101', pay: 'Warranty' });
    await charge(page, 'Labour', kOperation, '2', '58.00');
    await noFaults(page);

    // The mechanic's clock runs for another car: it stops as this one starts.
    await workOn(page, 2);
    await button(page, 'Open job 1').click();
    await workOn(page, 1);
    await page.getByText('Nothing is missing.').waitFor();
    const sums = page.getByRole('region', { name: 'Sums' });
    await sums.getByRole('row', { name: /Customer 224.50/ }).waitFor();
    await sums.getByRole('row', { name: /Warranty 116.00/ }).waitFor();
    await sums.getByRole('row', { name: /Total 340.50/ }).waitFor();

    const steps = page.getByRole('group', { name: 'Next step' }).first();
    for (const [verb, state] of [['Finish', 'Done'], ['Check', 'Quality checked'],
      ['Prepare', 'Ready to invoice'], ['Invoice', 'Invoiced']]) {
      await steps.getByRole('button', { name: verb, exact: true }).click();
      await page.locator('main header').getByText(state, { exact: true }).first().waitFor();
    }
    await button(page, 'Make a claim of job 2').click();
    await page.getByRole('heading', { name: /-WC-/ }).waitFor();
    assert.equal(await combobox(page, 'Complaint code').inputValue(), 'C101');
    assert.equal(await textbox(page, 'Correction').inputValue(), 'Replaced');
    assert.equal(await page.getByLabel('Odometer').inputValue(), '21500');
    await page.getByRole('row', { name: /Labour ELECTRIC-010 2 58.00/ }).waitFor();
    assert.equal(await page.getByRole('row', { name: /BRAKE-1/ }).count(), 0);
    await allQuiet();
  });

  it('says what is missing, and refuses the invoice in the same words', async () => {
    const page = await open(`/reception/${here.repairOrder}`);
    await page.getByText('Job 2: no cause').waitFor();
    const { data } = await here.node.get(`/repair-orders/${here.repairOrder}/readiness`)
      .then((answer) => ({ data: answer }));
    assert.equal(data.facts.ready, 'no');
    for (const verb of ['finish', 'check']) {
      await here.node.step(`/repair-orders/${here.repairOrder}:${verb}`);
    }
    await button(page, 'Prepare').click();
    await page.getByRole('alert').getByText(/job 2 has no cause/).waitFor();
    await here.node.step(`/repair-orders/${here.repairOrder}:rework`);
    await allQuiet();
  });

  it('lets nobody type behind a suggestion that comes late', async () => {
    const page = await open(`/reception/${here.repairOrder}`);
    const { asked, release } = await heldBack(page, /\/operations\?.*operation/);
    await page.getByLabel('Kind', { exact: true }).selectOption({ label: 'Labour' });
    await combobox(page, 'Item').fill(kOperation);
    await combobox(page, 'Item').press('Tab');
    await asked;
    await textbox(page, 'Discount').fill('1.00');  // While the catalogue is still being asked.
    await textbox(page, 'Quantity').focus();
    release();
    await page.waitForFunction(() => document.activeElement?.value === '3.3');
    await page.keyboard.insertText('2');
    assert.equal(await textbox(page, 'Quantity').inputValue(), '2');
    assert.equal(await textbox(page, 'Unit price').inputValue(), '58.00');
    assert.equal(await textbox(page, 'Discount').inputValue(), '1.00');
    await allQuiet();
  });

  describe('a part for a job', () => {
    const inStock = async () => {
      const { items } = await here.node.get(`/bins?filter=part%3Aeq%3A${kPart}`);
      return Number(items[0].data.on_hand);
    };
    const linesOfPart = async () => {
      const { items } = await here.node.get(
        `/order-lines?filter=repair_order%3Aeq%3A${here.repairOrder}&limit=100`);
      return items.filter((row) => row.life === 'alive' && row.data.item === kPart).length;
    };
    const kPart = 'SYNTHETIC-HOSE';

    const enter = async (page, price) => {
      await page.getByLabel('Kind', { exact: true }).selectOption({ label: 'Part' });
      await combobox(page, 'Item').fill(kPart);
      await textbox(page, 'Quantity').fill('2');
      await textbox(page, 'Unit price').fill(price);
      await page.getByRole('button', { name: 'Add the line' }).click();
    };

    it('leaves the shelf once, also where the answer to its line is lost', async () => {
      await here.node.create('/bins', { branch: 'B0101', part: kPart, bin: 'H1' });
      await here.node.create('/moves', { branch: 'B0101', part: kPart, bin: 'H1', quantity: '10',
        reason: 'receipt' });
      const page = await open(`/reception/${here.repairOrder}`);
      let lost = 0;
      await page.route(/\/order-lines$/, async (route) => {
        const answer = await route.fetch();
        lost += 1;
        if (lost === 1) await route.abort();
        else await route.fulfill({ response: answer });
      });
      await enter(page, '12.00');
      await until('the portal hears that the line is there',
        async () => await combobox(page, 'Item').inputValue() === '');
      assert.equal(lost, 2);
      assert.equal(await linesOfPart(), 1);
      assert.equal(await inStock(), 8);
      await allQuiet();
    });
    it('goes back as its line is taken back', async () => {
      const page = await open(`/reception/${here.repairOrder}`);
      await page.getByRole('button', { name: `Take back ${kPart}` }).click();
      await page.getByRole('button', { name: `Take back ${kPart}` }).waitFor({ state: 'detached' });
      assert.equal(await linesOfPart(), 0);
      await until('the shelf has the part again', async () => await inStock() === 10);
      await allQuiet();
    });
    it('goes back as its line is refused', async () => {
      const page = await open(`/reception/${here.repairOrder}`);
      await enter(page, 'twelve');
      await page.getByRole('alert').or(page.locator('[aria-invalid=true]')).first().waitFor();
      assert.equal(await linesOfPart(), 0);
      assert.equal(await inStock(), 10);
      await allQuiet();
    });
  });

  it('takes the car that was typed, not one that was found for fewer letters', async () => {
    const number = await newCar();
    const page = await open('/reception');
    await page.keyboard.type(number.slice(0, 6));
    await page.getByRole('option').nth(1).waitFor();
    const { asked, release } = await heldBack(page, new RegExp(`prefix(:|%3A)${number}`));
    await page.keyboard.type(number.slice(6));
    await asked;
    await page.keyboard.press('Enter');
    release();
    await textbox(page, 'Complaint').waitFor();
    assert.match(page.url(), new RegExp(`vin=${number}`));
    await allQuiet();
  });

  it('adds the tax of a code to what the customer pays', async () => {
    const branch = 'B0101';
    const { id } = await here.node.create('/repair-orders', { branch, vin: await newCar(),
      opened_on: day(), odometer_km: 20500, customer: 'Synthetic Customer', complaint: 'Oil' });
    await here.node.create('/order-jobs', { branch, repair_order: id, job: 1,
      pay_type: 'customer', complaint: 'Oil' });
    const page = await open(`/reception/${id}`);
    await page.getByRole('combobox', { name: 'Tax code' }).selectOption('N');
    await charge(page, 'Labour', 'OIL-1', '1', '100.00');
    const sums = page.getByRole('region', { name: 'Sums' });
    await sums.getByRole('row', { name: /^Tax N, 19.* Customer 19.00/ }).waitFor();
    await sums.getByRole('row', { name: /^With tax 119.00/ }).waitFor();
    // The next line begins with the same code.
    assert.equal(await page.getByRole('combobox', { name: 'Tax code' }).inputValue(), 'N');
    await noFaults(page);
    await allQuiet();
  });

  it('leads from a credited order to the one that puts it right, and back', async () => {
    const { id } = await here.node.create('/repair-orders', { branch: 'B0101',
      vin: await newCar(), opened_on: day(), odometer_km: 20700, customer: 'Synthetic Customer',
      payer: 'customer', complaint: 'Oil', complaint_code: 'C102', cause: 'Age',
      cause_code: 'F101', correction: 'Changed' });
    for (const verb of ['start', 'finish', 'check', 'prepare', 'invoice', 'credit']) {
      await here.node.step(`/repair-orders/${id}:${verb}`);
    }
    const page = await open(`/reception/${id}`);
    await noFaults(page);
    await page.getByRole('region', { name: 'Correction' }).getByRole('button').click();
    await page.waitForURL((url) => !url.pathname.endsWith(id));
    await page.getByRole('heading', { name: /-RO-/ }).waitFor();
    assert.equal(await textbox(page, 'Complaint').inputValue(), 'Oil');
    const next = page.url();
    await page.goto(`${here.node.url}/reception/${id}`);
    await page.getByRole('region', { name: 'Correction' }).getByRole('link').click();
    await page.waitForURL(next);
    await allQuiet();
  });

  it('prints jobs and lines', async () => {
    const answer = await fetch(`${here.node.url}/api/v1/repair-orders/${here.repairOrder}.pdf`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/pdf');
  });

  it('refuses a bay that is taken before anything is sent, and the daemon after it', async () => {
    const page = await open(`/appointments?day=${day()}`);
    await page.getByRole('button', { name: 'Bay 1 at 12:00: book' }).click();
    await textbox(page, 'Start').fill('9:00');
    await page.getByText('Bay 1 is taken 08:30\u201310:00.').waitFor();
    await textbox(page, 'Start').fill('10:00');
    await page.getByText('Bay 1 is taken').waitFor({ state: 'detached' });
    const refused = await fetch(`${here.node.url}/api/v1/appointments`, { method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: here.node.url },
      body: JSON.stringify({ data: { branch: 'B0101', day: day(), start_minute: 540, minutes: 30,
        bay: '1', work: 'Wash' } }) });
    assert.equal(refused.status, 422);
    assert.match((await refused.json()).detail, /bay 1 is taken from 08:30 to 10:00/);
    await allQuiet();
  });
});

describe('workshop: keyboard alone', options, () => {
  it('books, takes the car in, adds a job and runs the clock', async () => {
    const number = await newCar();
    const page = await open('/');
    await page.keyboard.press('Alt+2');
    await page.getByRole('heading', { name: 'Reception' }).waitFor();
    await tabTo(page, 'the day sheet', "document.activeElement?.textContent === 'Day sheet'");
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Appointments' }).waitFor();
    await page.getByRole('button', { name: 'Bay 1 at 07:00: book' }).waitFor();
    await tabTo(page, 'the first cell',
      "document.activeElement?.getAttribute('aria-label') === 'Bay 1 at 07:00: book'");
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Bay 2 at 07:30: book');
    await page.keyboard.press('Enter');
    await textbox(page, 'VIN').waitFor();
    await tabToField(page, 'vin');
    await page.keyboard.type(number);
    await tabToField(page, 'work');
    await page.keyboard.type('Does not start');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: /07:30\u201308:30/ }).waitFor();
    await tabTo(page, 'the appointment',
      "document.activeElement?.textContent.startsWith('07:30\u201308:30')");
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^The car is here/ }).waitFor();
    await noFaults(page);
    await tabTo(page, 'the arrival',
      "document.activeElement?.textContent.startsWith('The car is here')");
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /-RO-/ }).waitFor();
    await tabTo(page, 'a job', "document.activeElement?.textContent === 'Add a job'");
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /^Job 1 / }).waitFor();

    await page.keyboard.press('Alt+3');
    await page.getByRole('heading', { name: 'My clock' }).waitFor();
    const name = /job 1$/;
    await page.getByRole('button', { name }).first().waitFor();
    await tabTo(page, 'the clock',
      "/^Start: .*job 1$/.test(document.activeElement?.getAttribute('aria-label') ?? '')");
    await page.keyboard.press('Enter');
    await page.getByRole('timer').filter({ hasText: /^0:00:0[1-9]/ }).waitFor();
    await noFaults(page);
    await page.keyboard.press('F4');
    await page.getByText('No clock runs.').waitFor();
    await allQuiet();
  });
});
