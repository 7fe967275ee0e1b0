// Builds VINs from the patterns of vPIC itself and asks a node to decode each. Written from vPIC's
// tables alone, so that it can disagree with the daemon.
//
//   node vins.mjs VPIC_FILE NODE_ADDRESS COUNT <HEADER_FILE
//
// The header says who asks, with a token.
// Prints how many were decoded right, as "100 of 100"; what went wrong on stderr.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [file, address, count] = process.argv.slice(2);
const authorization = readFileSync(0, 'utf8').trim().replace(/^Authorization: /, '');
const kModel = 28; // The element of vPIC that names the model.
const kYears = [1998, 2026]; // The year code of a VIN comes again after 30 years.
const kYearCodes = 'ABCDEFGHJKLMNPRSTVWXY123456789'; // From 1980, and from 2010 again.
const kWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const kValues = Object.fromEntries(
  ['0', '1AJ', '2BKS', '3CLT', '4DMU', '5ENV', '6FW', '7GPX', '8HY', '9RZ'].flatMap(
    (letters, value) => [...letters].map((letter) => [letter, value]),
  ),
);

/** The model patterns of the makers of one make: maker, keys, model, years. */
function readPatterns(database) {
  const sql = `SELECT w.Wmi AS wmi, p.Keys AS keys, m.Name AS model, s.YearFrom AS first,
      coalesce(s.YearTo, ${kYears[1]}) AS last, k.Name AS make
    FROM Pattern p JOIN Wmi_VinSchema s ON s.VinSchemaId = p.VinSchemaId
    JOIN Wmi w ON w.Id = s.WmiId JOIN Make k ON k.Id = w.MakeId
    JOIN Model m ON m.Id = CAST(p.AttributeId AS INTEGER)
    WHERE p.ElementId = ${kModel} AND length(w.Wmi) = 3 AND k.Name IN ('VOLVO', 'BMW')
    ORDER BY w.Wmi, s.YearFrom, p.Keys, m.Name`;
  const out = execFileSync('sqlite3', ['-json', database, sql], { maxBuffer: 2 ** 28 });
  return JSON.parse(out);
}

/** The places of a pattern from the fourth on: each the characters that may stand there. */
function placesOf(keys) {
  return [...keys.matchAll(/\[([^\]]*)\]|(.)/g)].map(([, set, one]) => {
    if (set === undefined) return one === '*' || one === '#' ? null : one;
    return set.replace(/(.)-(.)/g, (whole, from, to) => {
      let letters = '';
      for (let c = from.charCodeAt(0); c <= to.charCodeAt(0); ++c) letters += String.fromCharCode(c);
      return letters;
    });
  });
}

/** Positions 4 to 8 are before the bar of a pattern, 10 and 11 behind it. */
function fits(vin, pattern) {
  const [front, behind = ''] = pattern.keys.split('|');
  const match = (keys, from) =>
    placesOf(keys).every((letters, i) => letters === null || letters.includes(vin[from + i]));
  return match(front, 3) && match(behind, 9);
}

function checkDigit(vin) {
  const sum = [...vin].reduce((total, letter, i) => total + kWeights[i] * (kValues[letter] ?? 0), 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}

/** A VIN that the pattern describes, with a serial number of its own. */
function buildVin(pattern, year, serial) {
  const [front, behind = ''] = pattern.keys.split('|');
  const fill = (keys, filler) =>
    [...filler].map((letter, i) => placesOf(keys)[i]?.[0] ?? letter).join('');
  const end = fill(behind, `${kYearCodes[(year - 1980) % 30]}1`);
  const without = `${pattern.wmi}${fill(front, '00000')}0${end}${String(serial).padStart(6, '0')}`;
  return `${without.slice(0, 8)}${checkDigit(without)}${without.slice(9)}`;
}

/** VINs that vPIC gives exactly one model, spread over makers and years. */
function chooseVins(patterns, wanted) {
  const out = [];
  for (let i = 0; i < patterns.length * 3 && out.length < wanted; ++i) {
    const pattern = patterns[(i * 7919) % patterns.length];
    const first = Math.max(pattern.first, kYears[0]);
    const last = Math.min(pattern.last, kYears[1]);
    if (first > last) continue;
    const year = first + (i % (last - first + 1));
    const vin = buildVin(pattern, year, out.length + 1);
    const models = new Set(
      patterns
        .filter((p) => p.wmi === pattern.wmi && p.first <= year && year <= p.last && fits(vin, p))
        .map((p) => p.model),
    );
    if (vin.length === 17 && models.size === 1 && models.has(pattern.model)) {
      out.push({ vin, year, model: pattern.model });
    }
  }
  return out;
}

async function isDecoded({ vin, year, model }) {
  const answer = await fetch(`http://${address}/api/v1/vins/${vin}`,
    { headers: { Authorization: authorization } });
  const { facts = {}, title } = await answer.json();
  const right = answer.ok && facts.model === model && Number(facts.model_year) === year;
  if (!right) {
    console.error(`${vin}: ${year} ${model}, told ${facts.model_year} ${facts.model ?? title}`);
  }
  return right;
}

const folder = mkdtempSync(join(tmpdir(), 'branchline-vins.'));
try {
  const database = join(folder, 'vpic.db');
  writeFileSync(database, gunzipSync(readFileSync(file)));
  const vins = chooseVins(readPatterns(database), Number(count));
  let right = 0;
  for (const vin of vins) right += (await isDecoded(vin)) ? 1 : 0;
  console.log(`${right} of ${vins.length}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
