// An OpenID provider on loopback: npm's oidc-provider, with its own pages for signing in. It goes
// by another name than the daemons, so that a browser takes it for another site. All is synthetic.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(resolve(import.meta.dirname, '../../common/portal/package.json'));
export const secret = 'a synthetic secret of a client';
export const algorithms = ['RS256', 'ES256', 'EdDSA'];

/** One key for each algorithm. */
function keys() {
  const pairs = [generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }), generateKeyPairSync('ed25519')];
  return pairs.map(({ privateKey }, at) => ({
    ...privateKey.export({ format: 'jwk' }), kid: `key-${at}`, use: 'sig', alg: algorithms[at],
  }));
}

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** For a hub at `origin`; its clients are named after the algorithms. */
export async function startProvider(origin) {
  const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: algorithms.map((algorithm) => ({
      client_id: algorithm, client_secret: secret, id_token_signed_response_alg: algorithm,
      redirect_uris: [`${origin}/api/v1/session/oidc/callback`],
    })),
    cookies: { keys: ['synthetic'] },
    jwks: { keys: keys() },
    enabledJWA: { idTokenSigningAlgValues: algorithms },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a person does on the provider's pages. */
export async function agree(page, login) {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}
