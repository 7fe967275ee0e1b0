// People for tests: made by the commands, signed in through the page. All of them are synthetic.
import assert from 'node:assert/strict';
import { command } from '../verify/network.mjs';

export const password = 'synthetic pass phrase';

export async function addPerson(daemon, login, role) {
  const { code, errors } = await command(daemon.program,
    ['user', 'add', login, '--name', `Synthetic ${login}`, '--role', role, '-', '--data-dir',
      daemon.dir], `${password}\n`);
  assert.equal(code, 0, errors);
}

export async function signIn(page, login, secret = password) {
  await page.getByLabel('Login').fill(login);
  await page.getByRole('textbox', { name: 'Password' }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
