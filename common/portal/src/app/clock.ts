import { useSyncExternalStore } from 'react';

/** Ages are told in seconds at first, then in minutes: this often is often enough. */
const every = 5_000;
let now = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(changed: () => void): () => void {
  watchers.add(changed);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of watchers) one();
  }, every);
  return () => {
    watchers.delete(changed);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present moment, for ages on the page; all of them move together. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
