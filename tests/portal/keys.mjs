// Hands that never leave the keyboard.
import assert from 'node:assert/strict';

const kTabs = 120;

/** The focus goes on, key by key, until `found` is true in the page. */
export async function tabTo(page, what, found, key = 'Tab') {
  for (let i = 0; i < kTabs; i += 1) {
    if (await page.evaluate(found)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`no way to ${what} by ${key}`);
}

export const tabToField = (page, name) => tabTo(page, name,
  `document.activeElement?.id === 'field-${name}'`);

export const focusedId = (page) => page.evaluate(() => document.activeElement?.id);
