import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languages, namespaces } from '../src/words/i18n';
import { ageOf, decimalOf } from '../src/words/values';

const folder = new URL('../src/words/', import.meta.url);
const words = (language: string, namespace: string) => JSON.parse(readFileSync(
  new URL(`${language}/${namespace}.json`, folder), 'utf8')) as Record<string, string>;
const holes = (text: string) => (text.match(/{{\w+}}/g) ?? []).toSorted();

describe('languages', () => {
  it('have the same files and the same keys', () => {
    for (const { code } of languages) {
      const files = readdirSync(new URL(`${code}/`, folder))
        .filter((name) => name.endsWith('json'));
      expect(files.toSorted()).toEqual(namespaces.map((one) => `${one}.json`).toSorted());
      for (const namespace of namespaces) {
        // The daemon tells its own words in English; a language may translate any of them.
        if (namespace === 'terms') continue;
        expect(Object.keys(words(code, namespace)), `${code}/${namespace}`)
          .toEqual(Object.keys(words('en', namespace)));
      }
    }
  });
  it('fill in the same values', () => {
    for (const { code } of languages) {
      for (const namespace of namespaces.filter((one) => one !== 'terms')) {
        const english = words('en', namespace);
        for (const [key, text] of Object.entries(words(code, namespace))) {
          expect(holes(text), `${code}/${namespace}: ${key}`).toEqual(holes(english[key] ?? ''));
        }
      }
    }
  });
  it('have every word that the pages ask for', () => {
    const source = (path: URL): string => readdirSync(path, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? source(new URL(`${entry.name}/`, path))
        : /\.tsx?$/.test(entry.name) ? readFileSync(new URL(entry.name, path), 'utf8') : '').join();
    const known = new Set(namespaces.flatMap((one) => Object.keys(words('en', one)))
      .flatMap((key) => [key, key.replace(/_(zero|one|other)$/, '')]));
    const asked = [...source(new URL('../src/', import.meta.url)).matchAll(/\bt\('([\w]+)'/g)]
      .map((match) => match[1]);
    expect(asked.filter((key) => key !== undefined && !known.has(key))).toEqual([]);
    expect(asked.length).toBeGreaterThan(50);
  });
});

describe('values', () => {
  it('tell ages in the largest unit that fits', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(ageOf('2026-11-22T11:59:30Z', now, 'en')).toBe('30 sec. ago');
    expect(ageOf('2026-11-22T11:00:00Z', now, 'en')).toBe('1 hr. ago');
    expect(ageOf('2026-11-20T12:00:00Z', now, 'de')).toBe('vorgestern');
    expect(ageOf('2026-11-22T12:00:09Z', now, 'en')).toBe('now');
  });
  it('show amounts with two digits and quantities with those that count', () => {
    expect(decimalOf('1234.5', 2, 'de')).toBe('1.234,50');
    expect(decimalOf('7.000', 3, 'en')).toBe('7');
    expect(decimalOf('odd', 3, 'en')).toBe('odd');
  });
});
