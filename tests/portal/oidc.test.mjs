// Signing in at the hub by way of a real OpenID provider on loopback, which is another site for the
// browser: there and back, unknown people, signing out; and branches, which offer none of it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Network } from '../verify/network.mjs';
import { accessibilityFaults, hasChromium, launch, openPage } from './browser.mjs';
import { addPerson, signIn } from './people.mjs';
import { agree, freePort, secret, startProvider } from './provider.mjs';

const options = hasChromium ? {} : { skip: 'there is no Chromium' };

describe('portal: OpenID Connect', options, () => {
  let network;
  let browser;
  let provider;
  let port;
  const startHub = (client) => network.hub.start('--sync', 'tcp://127.0.0.1:0',
    '--http', `127.0.0.1:${port}`, '--sign-in', 'required',
    '--oidc-issuer', provider.issuer, '--oidc-client-id', client,
    '--oidc-client-secret-file', join(network.folder, 'oidc-secret'),
    '--oidc-redirect', `http://127.0.0.1:${port}`, '--oidc-name', 'Synthetic Login');
  before(async () => {
    port = await freePort();
    [network, browser, provider] = await Promise.all([Network.found('B0101'), launch(),
      startProvider(`http://127.0.0.1:${port}`)]);
    writeFileSync(join(network.folder, 'oidc-secret'), `${secret}\n`, { mode: 0o600 });
    await network.hub.stop();
    await startHub('RS256');
    await addPerson(network.hub, 'ada', 'network_mgr');
    await network.hub.tell('user', 'link', 'ada', 'ada.at.provider');
  });
  after(async () => {
    await browser?.close();
    provider?.close();
    network?.close();
  });

  /** A page of the hub; the provider's own pages are looked at, and nothing beyond this machine. */
  const open = async (path, settings) => {
    const one = await openPage(browser, network.hub.url + path, settings);
    const here = (url) => ['127.0.0.1', 'localhost'].includes(url.hostname);
    await one.context.route((url) => !here(url), (route) => route.abort());
    one.faults = () => one.complaints.filter((line) => !line.includes(provider.issuer) &&
      !line.includes('fonts.googleapis.com'));
    return one;
  };
  /** With the cookies of a browser; the pages between allow no request of their own. */
  const statusOfMe = async (context) =>
    (await context.request.get(`${network.hub.url}/api/v1/me`)).status();
  const toProvider = (page) => page.getByRole('link', { name: 'Sign in with Synthetic Login' });

  it('a person goes to the provider, comes back and is where the address said', async () => {
    const { page, context, faults } = await open('/lists/notes');
    await toProvider(page).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await toProvider(page).click();
    await page.locator('input[name=login]').waitFor();
    assert.equal(new URL(page.url()).hostname, 'localhost');
    await agree(page, 'ada.at.provider');
    await page.getByRole('heading', { name: 'Notes' }).waitFor();
    assert.equal(page.url(), `${network.hub.url}/lists/notes`);
    const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
    assert.equal(me.user.login, 'ada');
    assert.equal(me.way, 'oidc');
    const cookies = await context.cookies(network.hub.url);
    assert.equal(cookies.length, 1);
    const { httpOnly, secure, sameSite } = cookies[0];
    assert.deepEqual({ httpOnly, secure, sameSite },
      { httpOnly: true, secure: true, sameSite: 'Strict' });
    const audit = await page.evaluate(async () =>
      (await fetch('/api/v1/importer-sign-ins?limit=500')).json());
    assert.ok(audit.items.some(({ data }) => data.event === 'success' && data.way === 'oidc'));
    assert.deepEqual(faults(), []);
    await context.close();
  });

  it('signing out ends it here, and the next visit begins at the sign-in', async () => {
    const { page, context, faults } = await open('/');
    await toProvider(page).click();
    await agree(page, 'ada.at.provider');
    await page.getByRole('button', { name: 'Signed in as Synthetic ada' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(faults(), []);
    await context.close();
  });

  it('a person whom nobody has linked is told what to ask whom', async () => {
    const { page, context, faults } = await open('/');
    await toProvider(page).click();
    await agree(page, 'stranger');
    await page.getByRole('heading', { name: 'Not signed in' }).waitFor();
    await page.getByText('Ask a network manager of the importer').waitFor();
    await page.getByText('stranger', { exact: true }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.equal(await statusOfMe(context), 401);
    await page.getByRole('link', { name: 'To the sign-in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(faults(), []);
    await context.close();
  });

  it('an address of the way back that was used, or sent by others, opens nothing', async () => {
    const { page, context } = await open('/');
    let back;
    page.on('request', (request) => {
      if (request.url().includes('/session/oidc/callback')) back = request.url();
    });
    await toProvider(page).click();
    await agree(page, 'ada.at.provider');
    await page.getByRole('button', { name: 'Signed in as Synthetic ada' }).waitFor();
    const stranger = await open('/');
    await stranger.page.goto(back);
    await stranger.page.getByRole('heading', { name: 'Not signed in' }).waitFor();
    assert.equal(await statusOfMe(stranger.context), 401);
    await page.goto(back);
    await page.getByRole('heading', { name: 'Not signed in' }).waitFor();
    await Promise.all([context.close(), stranger.context.close()]);
  });

  it('in German, by keys alone', async () => {
    const { page, context } = await open('/', { locale: 'de-DE', width: 390 });
    const link = page.getByRole('link', { name: 'Mit Synthetic Login anmelden' });
    await link.focus();
    await page.keyboard.press('Enter');
    await agree(page, 'fremd');
    await page.getByRole('heading', { name: 'Nicht angemeldet' }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await context.close();
  });

  it('login and password open the hub as before', async () => {
    const { page, context, faults } = await open('/');
    await signIn(page, 'ada');
    await page.getByRole('button', { name: 'Signed in as Synthetic ada' }).waitFor();
    assert.deepEqual(faults(), []);
    await context.close();
  });

  it('tokens with elliptic signatures are believed as well', async () => {
    for (const algorithm of ['ES256', 'EdDSA']) {
      await network.hub.stop();
      await startHub(algorithm);
      const { page, context, faults } = await open('/');
      await toProvider(page).click();
      await agree(page, 'ada.at.provider');
      await page.getByRole('button', { name: 'Signed in as Synthetic ada' }).waitFor();
      assert.deepEqual(faults(), []);
      await context.close();
    }
  });

  it('without the provider passwords open the hub, and the way there says so', async () => {
    await network.hub.stop();
    provider.close();
    await startHub('RS256');
    const { page, context } = await open('/');
    await toProvider(page).click();
    await page.getByText('The provider does not answer').waitFor();
    await page.getByRole('link', { name: 'To the sign-in' }).click();
    await signIn(page, 'ada');
    await page.getByRole('button', { name: 'Signed in as Synthetic ada' }).waitFor();
    await context.close();
  });

  it('a branch offers login and password alone', async () => {
    const node = network.B0101;
    await node.stop();
    await node.start('--sign-in', 'required');
    const { page, context, complaints } = await openPage(browser, node.url);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.equal(await page.getByRole('link').count(), 0);
    assert.equal((await fetch(`${node.url}/api/v1/session/oidc`)).status, 404);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
