// The daemon says what has changed; answers that may be old are asked for again.
import type { Query, QueryClient } from '@tanstack/react-query';
import { openStream } from './events_stream';

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
  return openStream((kind, detail) => hear({ kind, detail: detail as ChangeEvent })).close;
}

/** Asks again what a change makes old. An answer that is on its way may be older than the change:
    it is asked for anew once it has come. To stop it would be wrong, for what takes longer than two
    changes lie apart would never come at all. */
function askAgain(client: QueryClient, late: Set<string>, touched: ReadonlySet<string> | null) {
  const isOld = (query: Query) => isTouched(query.queryKey, touched);
  const onTheirWay = client.getQueryCache().findAll({ fetchStatus: 'fetching', predicate: isOld });
  for (const { queryHash, queryKey, promise } of onTheirWay) {
    if (late.has(queryHash)) continue;
    late.add(queryHash);
    const again = () => {
      late.delete(queryHash);
      void client.invalidateQueries({ queryKey, exact: true });
    };
    void promise?.then(again, again);
  }
  void client.invalidateQueries(
    { predicate: (query) => isOld(query) && query.state.fetchStatus !== 'fetching' });
}

/** Gives back what ends it. */
export function followChanges(client: QueryClient): () => void {
  let collections: Set<string> | null = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const late = new Set<string>();
  const refresh = () => {
    last = performance.now();
    const touched = collections;
    collections = new Set();
    timer = undefined;
    askAgain(client, late, touched);
  };
  return listen(({ kind, detail }) => {
    if (kind !== 'change' || touchesAll(detail)) collections = null;
    else for (const row of detail.rows) collections?.add(row.collection);
    timer ??= setTimeout(refresh, waitAfter(last, performance.now()));
  });
}
