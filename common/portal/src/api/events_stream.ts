// The daemon's stream of changes, for as long as somebody listens.
import { apiRoot } from './client';

/** How long to wait before a stream that was refused is opened again, in milliseconds. */
const firstWait = 2_000;
const longestWait = 60_000;

export interface Stream {
  /** Opens at once what waits for its next try. */
  open: () => void;
  close: () => void;
}

/** A browser mends a line that breaks, but not a stream that was refused (signed out, too many
    streams, a daemon that is starting): that one is opened again, later each time. */
export function openStream(hear: (kind: string, detail: unknown) => void): Stream {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWait;
  const open = () => {
    if (source && source.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    const opened = new EventSource(`${apiRoot}/events`);
    source = opened;
    for (const kind of ['begin', 'change', 'reset']) {
      opened.addEventListener(kind, (event) => {
        wait = firstWait;
        hear(kind, JSON.parse((event as MessageEvent<string>).data));
      });
    }
    opened.addEventListener('error', () => {
      if (opened !== source || opened.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(open, wait);
      wait = Math.min(2 * wait, longestWait);
    });
  };
  open();
  return { open, close: () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  } };
}
