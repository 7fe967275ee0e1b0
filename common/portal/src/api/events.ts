// The daemon says what has changed; answers that may be old are asked for again.
import type { QueryClient } from '@tanstack/react-query';
import { apiRoot } from './client';

export interface ChangeEvent {
  rows: { collection: string }[];
  complete: boolean;
}

interface Message {
  kind: string;
  detail: ChangeEvent;
}

/** During an import changes come by the hundred; people need them twice a second. */
const gather = 400;

/** Which kept answers a change makes old: those of its collections, and all sums. */
export function isTouched(key: readonly unknown[], collections: ReadonlySet<string> | null) {
  const [kind, collection] = key;
  if (kind === 'schema') return false;
  if (kind !== 'list' && kind !== 'row') return true;
  return collections === null || collections.has(String(collection));
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
  for (const kind of ['change', 'reset']) {
    source.addEventListener(kind, (event) =>
      hear({ kind, detail: JSON.parse((event as MessageEvent<string>).data) as ChangeEvent }));
  }
  return () => source.close();
}

/** Gives back what ends it. */
export function followChanges(client: QueryClient): () => void {
  let collections: Set<string> | null = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    const touched = collections;
    collections = new Set();
    timer = undefined;
    void client.invalidateQueries({ predicate: (query) => isTouched(query.queryKey, touched) });
  };
  return listen(({ kind, detail }) => {
    if (kind === 'reset' || !detail.complete) collections = null;
    else for (const row of detail.rows) collections?.add(row.collection);
    timer ??= setTimeout(refresh, gather);
  });
}
