// Every page that there is, for the screenshots and for the accessibility check.
import { vin } from './place.mjs';

export function pagesOf({ note, car, part, order, claim, paid, rejected, review,
  carOrder, waiting, draftOrder, quote, newCar, edition,
  repairOrder, appointment }) {
  return [
    { name: 'overview', at: '/' },
    { name: 'list', at: '/lists/notes' },
    { name: 'list-parts', at: '/lists/parts' },
    { name: 'list-filtered', at: '/lists/notes?filter=%5B%22status%3Aeq%3Adraft%22%5D' },
    { name: 'list-empty', at: '/lists/test-drives' },
    { name: 'list-no-match', at: '/lists/notes?q=nothing-like-this' },
    { name: 'detail', at: `/lists/vehicles/${car}` },
    { name: 'detail-rejected', at: `/lists/notes/${note}` },
    { name: 'detail-why', at: `/lists/notes/${note}`,
      then: (page) => page.getByRole('button', { name: 'Why? Text' }).click() },
    { name: 'form-new', at: '/lists/repair-orders/new' },
    { name: 'form-wrong', at: '/lists/repair-orders/new',
      then: async (page) => {
        await page.getByLabel('Odometer').fill('many');
        await page.getByRole('button', { name: /^Save/ }).click();
        await page.getByText('Some fields need another value').waitFor();
      } },
    { name: 'form-edit', at: `/lists/notes/${note}/edit` },
    { name: 'part-lookup-empty', at: '/part-lookup' },
    { name: 'part-lookup', at: `/part-lookup?q=${part}`,
      then: (page) => page.getByText('Stock here').waitFor() },
    { name: 'part-lookup-none', at: '/part-lookup?q=zzzz' },
    { name: 'reception', at: '/reception' },
    { name: 'reception-car', at: `/reception?vin=${vin}` },
    { name: 'reception-unknown', at: '/reception?vin=YV4A22PK4N1000999' },
    { name: 'reception-find', at: '/reception',
      then: async (page) => {
        await page.getByRole('combobox', { name: 'Vehicle identification number' }).fill('YV4');
        await page.getByRole('option').first().waitFor();
      } },
    { name: 'order', at: `/reception/${order}` },
    { name: 'order-jobs', at: `/reception/${repairOrder}`,
      then: (page) => page.getByText('Before the invoice').waitFor() },
    { name: 'appointments', at: '/appointments' },
    { name: 'appointments-new', at: '/appointments',
      then: async (page) => {
        await page.keyboard.press('F2');
        await page.getByLabel('Customer').waitFor();
      } },
    { name: 'appointment', at: `/appointments/${appointment}` },
    { name: 'workshop-clock', at: '/workshop',
      then: (page) => page.getByRole('button', { name: /^Stop/ }).waitFor() },
    { name: 'warranty', at: '/warranty' },
    { name: 'claim-draft', at: `/warranty/${claim}`,
      then: (page) => page.getByText('Will be returned').first().waitFor() },
    { name: 'claim-rejected', at: `/warranty/${rejected}` },
    { name: 'claim-paid', at: `/warranty/${paid}`,
      then: (page) => page.getByText('Credit memo').first().waitFor() },
    { name: 'account', at: '/account' },
    { name: 'account-none', at: '/account/D01/SAAB' },
    { name: 'account-statement', at: '/account/D01/VOLVO',
      then: (page) => page.getByText('Credit memo').first().waitFor() },
    { name: 'trace', at: `/trace/warranty.claim/${paid}`,
      then: async (page) => {
        await page.getByText('Back at branch B0101').waitFor();
        await page.getByRole('main').locator('summary').first().click();
      } },
    { name: 'trace-rejected', at: `/trace/notes.note/${note}`,
      then: (page) => page.getByText('Rejected by the importer').waitFor() },
    { name: 'trace-none', at: '/trace/notes.nothing/00000000000000000000000000000000' },
    { name: 'conflicts', at: '/conflicts' },
    { name: 'rejections', at: '/rejections' },
    { name: 'keys', at: '/',
      then: (page) => page.getByRole('button', { name: 'Keys', exact: true }).click() },
    { name: 'find', at: '/',
      then: async (page) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').fill('YV4');
        await page.getByRole('option', { name: /YV4A22/ }).first().waitFor();
      } },
    { name: 'nothing-here', at: '/lists/nothing-here' },
    { name: 'orders', at: '/orders',
      then: (page) => page.getByText('A car is on its way').first().waitFor() },
    { name: 'orders-new', at: '/orders/new' },
    { name: 'orders-draft', at: `/orders/${draftOrder}`,
      then: (page) => page.getByText('ROOF needs HOOK').waitFor() },
    { name: 'orders-waiting', at: `/orders/${waiting}` },
    { name: 'orders-allocated', at: `/orders/${carOrder}` },
    { name: 'pipeline', at: '/pipeline',
      then: (page) => page.getByText('Computed again here').waitFor() },
    { name: 'pipeline-none', at: '/pipeline?vin=NOSUCHCAR',
      then: (page) => page.getByText('No car matches.').waitFor() },
    { name: 'quote-new', at: `/quotes/new?vin=${newCar}`,
      then: (page) => page.getByLabel('Customer').waitFor() },
    { name: 'quote', at: `/quotes/${quote}` },
    { name: 'allocation-branch', at: '/allocation' },
    { name: 'allocation', at: '/allocation', atHub: true,
      then: (page) => page.getByText('1 confirmed order waits').waitFor() },
    { name: 'allocation-what-if', at: '/allocation', atHub: true,
      then: async (page) => {
        await page.getByLabel('Name of the run').fill('2026-W41');
        await page.getByRole('button', { name: /^What if/ }).click();
        await page.getByRole('button', { name: /^Another car for / }).click();
        await page.getByRole('button', { name: 'Give this car' }).click();
        await page.getByText('Say why: the dealer reads it.').waitFor();
      } },
    { name: 'allocation-confirm', at: '/allocation', atHub: true,
      then: async (page) => {
        await page.getByLabel('Name of the run').fill('2026-W41');
        await page.getByRole('button', { name: /^What if/ }).click();
        await page.getByRole('button', { name: 'Publish', exact: true }).click();
        await page.getByRole('dialog').waitFor();
      } },
    { name: 'allocation-runs', at: '/allocation', atHub: true,
      then: async (page) => {
        await page.getByText('2026-W40, VOLVO').click();
        await page.getByText('Computed again here').waitFor();
      } },
    { name: 'prices-branch', at: '/prices' },
    { name: 'prices', at: '/prices', atHub: true,
      then: (page) => page.getByRole('row', { name: /Staged/ }).first().waitFor() },
    { name: 'prices-wrong', at: '/prices', atHub: true,
      then: async (page) => {
        await page.getByRole('button', { name: /^Stage and compare/ }).click();
        await page.getByText('Choose a file.').waitFor();
      } },
    { name: 'prices-edition', at: edition, atHub: true,
      then: (page) => page.getByText('Greatest rises').first().waitFor() },
    { name: 'prices-confirm', at: edition, atHub: true,
      then: async (page) => {
        await page.getByText('Greatest rises').first().waitFor();
        await page.getByRole('button', { name: /^Publish/ }).click();
        await page.getByRole('dialog').waitFor();
      } },
    { name: 'prices-published', at: '/prices/VOLVO-RETAIL/000001', atHub: true },
    { name: 'prices-none', at: '/prices/VOLVO-RETAIL/999999', atHub: true },
    { name: 'pipeline-hub', at: '/pipeline', atHub: true },
    { name: 'campaigns', at: '/campaigns',
      then: (page) => page.getByText('Fastening of the battery cable').waitFor() },
    { name: 'campaign', at: '/campaigns/VOLVO/R26-1',
      then: (page) => page.getByText('0 of 2 done').waitFor() },
    { name: 'campaign-none', at: '/campaigns/VOLVO/R99' },
    { name: 'campaigns-hub', at: '/campaigns', atHub: true,
      then: (page) => page.getByText('Fastening of the battery cable').waitFor() },
    { name: 'campaign-hub', at: '/campaigns/VOLVO/R26-1', atHub: true,
      then: (page) => page.getByText('0 of 2 done').waitFor() },
    { name: 'network', at: '/network', atHub: true },
    { name: 'dealer-card', at: '/network/D01', atHub: true,
      then: (page) => page.getByText('Claims by branch').waitFor() },
    { name: 'dealer-none', at: '/network/D99', atHub: true },
    { name: 'enrolment', at: '/network/enrolment', atHub: true },
    { name: 'claim-desk', at: '/claim-desk', atHub: true },
    { name: 'claim-desk-claim', at: `/claim-desk/${review}`, atHub: true,
      then: async (page) => {
        await page.getByRole('radio', { name: 'Reduce' }).check();
        await page.getByLabel('Approved').fill('x');
        await page.getByRole('button', { name: /^Reduce/ }).click();
        await page.getByText('Say why').waitFor();
      } },
    { name: 'trace-hub', at: `/trace/warranty.claim/${rejected}`, atHub: true },
    { name: 'account-hub', at: '/account', atHub: true },
    { name: 'overview-hub', at: '/', atHub: true },
    { name: 'form-new-hub', at: '/lists/vehicles/new', atHub: true },
    { name: 'figures', at: '/figures',
      then: (page) => page.getByText('First-pass approval').waitFor() },
    { name: 'figures-table', at: '/figures?view=table',
      then: (page) => page.getByText('First-pass approval').waitFor() },
    { name: 'figures-hub', at: '/figures', atHub: true,
      then: (page) => page.getByText('First-pass approval').waitFor() },
  ];
}
