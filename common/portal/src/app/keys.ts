// The one key map. A page says what an action does there; which key it is stands here alone.
import { useEffect, useRef } from 'react';

export type KeyAction =
  | 'find' | 'findPart' | 'new' | 'edit' | 'search' | 'save' | 'back' | 'help' | 'page';

interface Row {
  action: KeyAction;
  shows: string[];
  /** A single printable key: not while somebody types, and it can be turned off. */
  single?: boolean;
  matches: (event: KeyboardEvent) => boolean;
}

const plain = (event: KeyboardEvent) => !event.ctrlKey && !event.metaKey && !event.altKey;
const command = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;

export const keyMap: readonly Row[] = [
  { action: 'find', shows: ['Ctrl', 'K'],
    matches: (e) => command(e) && e.key.toLowerCase() === 'k' },
  { action: 'new', shows: ['F2'], matches: (e) => plain(e) && e.key === 'F2' },
  { action: 'findPart', shows: ['F3'], matches: (e) => plain(e) && e.key === 'F3' },
  { action: 'edit', shows: ['F4'], matches: (e) => plain(e) && e.key === 'F4' },
  { action: 'search', shows: ['/'], single: true, matches: (e) => plain(e) && e.key === '/' },
  { action: 'save', shows: ['Ctrl', 'Enter'], matches: (e) => command(e) && e.key === 'Enter' },
  { action: 'back', shows: ['Esc'], matches: (e) => plain(e) && e.key === 'Escape' },
  { action: 'page', shows: ['Alt', '1 … 9'],
    matches: (e) => e.altKey && !e.ctrlKey && /^Digit[1-9]$/.test(e.code) },
  { action: 'help', shows: ['?'], single: true, matches: (e) => plain(e) && e.key === '?' },
];

const remembered = 'branchline.single-keys';

export function singleKeysAreOn(): boolean {
  return localStorage.getItem(remembered) !== 'off';
}

export function turnSingleKeys(on: boolean): void {
  localStorage.setItem(remembered, on ? 'on' : 'off');
}

type Work = (event: KeyboardEvent) => void;

/** The newest listener of an action is asked alone: what is on top counts. */
const listeners = new Map<KeyAction, { current: Work }[]>();

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** A list of choices counts when it hangs over the page; part of a page may be a list as well. */
const windows = '[role="dialog"], [role="menu"], [data-portal] [role="listbox"]';

function isInWindow(): boolean {
  return [...document.querySelectorAll(windows)].some((one) => one.checkVisibility());
}

let wasInWindow = false;

/** Before anybody else hears of the key: a window that Esc closes is gone when we are asked. */
export function noteWindows(event: KeyboardEvent): void {
  wasInWindow = isInWindow();
  if (keyMap.find((row) => row.matches(event))?.action !== 'save') return;
  // Saving comes before what a field makes of Enter itself: a choice would open its list.
  dispatchKey(event);
  if (event.defaultPrevented) event.stopPropagation();
}

export function dispatchKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const row = keyMap.find((one) => one.matches(event));
  if (!row) return;
  if (row.single && (isTyping(event.target) || !singleKeysAreOn())) return;
  // A window that is open has its own way back, and keeps the page behind it quiet.
  if (wasInWindow && row.action !== 'find' && row.action !== 'save') return;
  const work = listeners.get(row.action)?.at(-1);
  if (!work) return;
  event.preventDefault();
  work.current(event);
}

/** While this component is there, the action does `work`; null leaves it to others. */
export function useKey(action: KeyAction, work: Work | null): void {
  const latest = useRef<Work>(() => undefined);
  const isOn = work !== null;
  useEffect(() => {
    latest.current = work ?? (() => undefined);
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const list = listeners.get(action) ?? [];
    listeners.set(action, [...list, latest]);
    return () => {
      listeners.set(action, (listeners.get(action) ?? []).filter((one) => one !== latest));
    };
  }, [action, isOn]);
}
