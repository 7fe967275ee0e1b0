// The daemon says what has changed; answers that may be old are asked for again.
import type { QueryClient } from '@tanstack/react-query';
import { apiRoot } from './client';

export interface ChangeEvent {
  rows: { collection: string }[];
  complete: boolean;
  /** What the importer has settled or rejected, by log; whose rows those are is not told. */
  decisions?: unknown[];
}

interface Message {
  kind: string;
  detail: ChangeEvent;
}

/** During an import changes come by the hundred; people need them twice a second. */
const gather = 400;
/** What one commit touches comes as a few events at once. */
const together = 10;

/** How long to wait with asking again: a single change shows at once, a row of them gathers. */
export function waitAfter(lastRefresh: number, now: number): number {
  return Math.max(together, lastRefresh + gather - now);
}

/** Which kept answers a change makes old: those of its collections, and all sums. */
export function isTouched(key: readonly unknown[], collections: ReadonlySet<string> | null) {
  const [kind, collection] = key;
  if (kind === 'schema' || kind === 'figures') return false;
  if (kind !== 'list' && kind !== 'row') return true;
  return collections === null || collections.has(String(collection));
}

/** Every record may show how far it has come. */
export function touchesAll({ complete, decisions = [] }: ChangeEvent): boolean {
  return !complete || decisions.length > 0;
}

/** Gives back what ends the listening. */
function listen(hear: (message: Message) => void): () => void {
  if (typeof SharedWorker !== 'undefined') {
    const worker = new SharedWorker(new URL('./events_worker.ts', import.meta.url),
      { type: 'module', name: 'branchline-events' });
    worker.port.onmessage = (event: MessageEvent<Message>) => hear(event.data);
    worker.port.start();
    const leave = () => {
      worker.port.postMessage('bye');
      worker.port.onmessage = null;
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }
  const source = new EventSource(`${apiRoot}/events`);
  for (const kind of ['begin', 'change', 'reset']) {
    source.addEventListener(kind, (event) =>
      hear({ kind, detail: JSON.parse((event as MessageEvent<string>).data) as ChangeEvent }));
  }
  return () => source.close();
}

/** Changes are told from now on. Answers that are still on their way may be older than that, and a
    first one is not asked for anew while it is awaited: it is once it has come. */
function askAgainFromHere(client: QueryClient): void {
  for (const query of client.getQueryCache().findAll({ fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined || !isTouched(query.queryKey, null)) continue;
    void query.promise?.then(
      () => client.invalidateQueries({ queryKey: query.queryKey, exact: true }), () => undefined);
  }
}

/** Gives back what ends it. */
export function followChanges(client: QueryClient): () => void {
  let collections: Set<string> | null = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const refresh = () => {
    last = performance.now();
    const touched = collections;
    collections = new Set();
    timer = undefined;
    void client.invalidateQueries({ predicate: (query) => isTouched(query.queryKey, touched) });
  };
  return listen(({ kind, detail }) => {
    if (kind === 'begin') askAgainFromHere(client);
    if (kind !== 'change' || touchesAll(detail)) collections = null;
    else for (const row of detail.rows) collections?.add(row.collection);
    timer ??= setTimeout(refresh, waitAfter(last, performance.now()));
  });
}
