// People at the portal: signing in, who one is, taking over with a PIN, signing out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Network } from '../verify/network.mjs';
import { accessibilityFaults, atRest, hasChromium, launch, openPage } from './browser.mjs';
import { addPerson, password, signIn } from './people.mjs';

const options = hasChromium ? {} : { skip: 'there is no Chromium' };

describe('portal: people', options, () => {
  let network;
  let browser;
  let node;
  before(async () => {
    [network, browser] = await Promise.all([Network.found('B0101'), launch()]);
    node = network.B0101;
    await node.stop();
    await node.start('--sign-in', 'required');
    await addPerson(node, 'ada', 'technician');
    await addPerson(node, 'bob', 'parts_counter');
  });
  after(async () => {
    await browser?.close();
    network?.close();
  });

  it('whoever is unknown signs in, and is then where the address says', async () => {
    const { page, context, complaints } = await openPage(browser, `${node.url}/lists/notes`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await signIn(page, 'ada', 'not the password');
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await signIn(page, 'ada');
    await page.getByRole('heading', { name: 'Notes' }).waitFor();
    await atRest(page);
    assert.equal(new URL(page.url()).pathname, '/lists/notes');
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.reload();
    await page.getByRole('heading', { name: 'Notes' }).waitFor();
    const cookies = await context.cookies();
    assert.ok(cookies.some((one) => one.name.startsWith('__Host-') && one.httpOnly && one.secure));
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('a colleague takes over with a PIN, and signing out ends it', async () => {
    const { page, context, complaints } = await openPage(browser, node.url);
    await signIn(page, 'bob');
    await page.getByRole('button', { name: 'Signed in as Synthetic bob' }).click();
    await page.getByRole('menuitem', { name: 'Set my PIN' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Password' }).fill(password);
    await dialog.getByLabel('New PIN').fill('4711');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Your PIN is set.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(page, 'ada');
    await page.getByRole('button', { name: 'Signed in as Synthetic ada' }).click();
    await page.getByRole('menuitem', { name: 'Take over with a PIN' }).click();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole('dialog').getByLabel('Who takes over').click();
    await page.getByRole('option', { name: 'Synthetic bob' }).click();
    await page.getByRole('dialog').getByLabel('PIN').fill('4711');
    await page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
    await page.getByRole('button', { name: 'Signed in as Synthetic bob' }).waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
