// Debian's Chromium, driven by playwright-core, with nothing but this machine in reach. Whatever a
// page complains of, or asks of another address, fails the test that opened it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(import.meta.dirname, '../../common/portal/package.json'));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(chromiumPath);
// Long enough for a machine that compiles at the same time: nothing here measures.
const kPatience = 30_000;
const kArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function launch() {
  return chromium.launch({ executablePath: chromiumPath, args: kArguments });
}

export async function goTo(page, url) {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** A page at `url`; `complaints` fills with what must not happen. */
export async function openPage(browser, url,
  { width = 1280, height = 800, locale = 'en-GB' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale,
    timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(kPatience);
  const complaints = [];
  const home = new URL(url).origin;
  page.on('request', (request) => {
    const target = request.url();
    if (!target.startsWith(home) && !target.startsWith('data:')) {
      complaints.push(`asked another origin: ${target}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    const isAnswer = text.startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(`console: ${text}`);
  });
  await goTo(page, url);
  return { page, context, complaints };
}

/** The rules of WCAG 2.2 up to AA, and axe's own best practice. */
export async function accessibilityFaults(page) {
  // The content policy allows no scripts of others; the debugging protocol stands outside of it.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** Ready to be looked at: nothing is being loaded any more. */
export async function atRest(page) {
  await page.waitForFunction(() => !document.querySelector('[role=status]')?.textContent
    ?.startsWith('Loading'));
  await page.waitForTimeout(250);
}
