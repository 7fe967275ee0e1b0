// How quick the portal is for the person in front of it, in a real browser against the daemons as
// people run them: from a key to the paint on the part look-up page at 400,000 synthetic parts, and
// from a commit at one end to what the other end's open page shows, with the line up.
//
//   node pace.mjs [tiny|small|full]
//
// Prints one line of JSON with medians and 95th percentiles in milliseconds; never fails on them.
import { performance } from 'node:perf_hooks';
import { hasChromium, launch, openPage } from '../portal/browser.mjs';
import { Network, until } from '../verify/network.mjs';

const [scale = 'full'] = process.argv.slice(2);
const kParts = 20;
const kKeys = 5;
const kKeyPause = 160;
const kCommits = 40;
// Not in step with anything that the pages do at intervals.
const kCommitPause = [300, 900];
const kStreams = ['catalog/VOLVO', 'price/VOLVO-RETAIL', 'price/VOLVO-NET'];
const kCatchUpMinutes = 10;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const now = () => performance.timeOrigin + performance.now();

/** Nearest-rank percentiles, in milliseconds. */
function figures(taken) {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share) => Number((sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1));
  return { count: sorted.length, median: at(0.5), p95: at(0.95), max: at(1) };
}

async function caughtUp({ hub, B0101 }) {
  for (const end = Date.now() + kCatchUpMinutes * 60_000; Date.now() < end; await pause(250)) {
    const same = await Promise.all(kStreams.map(async (stream) => {
      const [here, there] = await Promise.all([hub.digest(stream), B0101.digest(stream)]);
      return here && there && here.digest === there.digest;
    }));
    if (same.every(Boolean)) return;
  }
  throw new Error('the branch did not catch up');
}

// ---- keys

/** Runs in the page: notes for each key when its letter and when its parts were painted. */
function watchKeys() {
  window.pace = [];
  const compact = (text) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  const isShown = (text) => {
    const rows = [...document.querySelectorAll('#parts [role=option]')];
    return rows.length > 0 && rows.every((row) => compact(row.firstChild.textContent)
      .startsWith(compact(text)));
  };
  // A task that a frame's callback posts runs when that frame has been painted.
  const afterPaint = (then) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  document.addEventListener('keydown', (event) => {
    const wanted = event.target.value + event.key;
    const note = { letter: null, parts: null };
    window.pace.push(note);
    const look = () => {
      const taken = performance.now() - event.timeStamp;
      if (note.letter === null && event.target.value === wanted) note.letter = taken;
      if (event.target.value !== wanted) return;
      if (isShown(wanted)) note.parts = taken;
      else afterPaint(look);
    };
    afterPaint(look);
  }, { capture: true });
}

/** Part numbers from all over the catalogue. */
async function spreadParts(node) {
  const parts = [];
  for (let i = 0; i < kParts; i += 1) {
    const start = `${1 + (i % 9)}${(i * 7) % 10}`;
    const { items } = await node.get(`/parts?sort=part&limit=1&filter=part:ge:${start}`);
    if (items.length > 0) parts.push(items[0].data.part);
  }
  return parts;
}

async function keyPace(network, browser) {
  const parts = await spreadParts(network.B0101);
  const { page, context } = await openPage(browser, `${network.B0101.url}/part-lookup`);
  const input = page.getByRole('combobox');
  await page.evaluate(watchKeys);
  for (const part of parts) {
    await input.fill('');
    await pause(kKeyPause);
    for (const letter of part.slice(0, kKeys)) {
      await page.keyboard.press(letter);
      await pause(kKeyPause);
    }
    await pause(500);
  }
  const taken = await page.evaluate(() => window.pace);
  await context.close();
  const of = (name) => figures(taken.map((one) => one[name]).filter((one) => one !== null));
  return { letter: of('letter'), parts: of('parts') };
}

// ---- from one end to the other

/** Runs in the page: notes when a word was first painted, and when its event came. */
function watchWords() {
  window.seen = {};
  window.heard = [];
  const clock = () => performance.timeOrigin + performance.now();
  const look = () => {
    const words = document.querySelector('main').innerText.match(/pace-\w+-\d+/g) ?? [];
    const fresh = words.filter((word) => !(word in window.seen));
    if (fresh.length === 0) return;
    for (const word of fresh) window.seen[word] = null;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { for (const word of fresh) window.seen[word] = clock(); };
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  new MutationObserver(look).observe(document.querySelector('main'),
    { subtree: true, childList: true, characterData: true });
  new EventSource('/api/v1/events').addEventListener('change',
    () => window.heard.push(clock()));
}

/** Commits at one end, looks at the other: both times from the answer to the commit. */
async function wayPace(browser, { from, to, id, field, name }) {
  const { page, context } = await openPage(browser, `${to.url}/lists/notes/${id}`);
  await page.evaluate(watchWords);
  await pause(1_000);
  const visible = [];
  const heard = [];
  for (let i = 0; i < kCommits; i += 1) {
    const word = `pace-${name}-${i}`;
    await from.change(`/notes/${id}`, { [field]: word });
    const committed = now();
    const seen = await until(`${word} is shown`, () =>
      page.evaluate((one) => window.seen[one] ?? null, word));
    const [event] = await page.evaluate((at) => window.heard.filter((one) => one >= at - 50),
      committed);
    visible.push(seen - committed);
    if (event) heard.push(event - committed);
    const [least, most] = kCommitPause;
    await pause(least + ((i * 137) % (most - least)));
  }
  await context.close();
  return { event: figures(heard), visible: figures(visible) };
}

async function measure(network, browser) {
  const { hub, B0101: branch } = network;
  console.error(`publish a synthetic catalogue: ${scale}`);
  await hub.tell('data', 'generate', '--scale', scale, '--brand', 'VOLVO');
  await caughtUp(network);
  console.error('press keys');
  const keys = await keyPace(network, browser);
  console.error('commit at one end, look at the other');
  const { id } = await branch.create('/notes', { branch: 'B0101', title: 'Pace', text: 'begin' });
  await network.settle('dealer/D01');
  const up = await wayPace(browser, { from: branch, to: hub, id, field: 'text', name: 'up' });
  const down = await wayPace(browser, { from: hub, to: branch, id, field: 'answer',
    name: 'down' });
  const { items } = await branch.get('/parts?sort=-part&limit=1');
  return { schema: 'branchline.bench/1', workload: 'portal', scale, synthetic: true,
    last_part: items[0]?.data.part, key_to_paint_ms: keys, branch_to_hub_ms: up,
    hub_to_branch_ms: down };
}

if (!hasChromium) {
  console.error('there is no Chromium: set CHROMIUM to its path');
  process.exit(1);
}
const [network, browser] = await Promise.all([Network.found('B0101'), launch()]);
try {
  console.log(JSON.stringify(await measure(network, browser)));
} finally {
  await browser.close();
  network.close();
}
