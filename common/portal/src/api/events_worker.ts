// One event stream for all tabs of a browser, which opens six connections to a server at most.
import { apiRoot } from './client';

interface SharedScope { onconnect: ((event: MessageEvent) => void) | null }

const ports = new Set<MessagePort>();
let source: EventSource | null = null;
/** Since when nothing is missed. */
let begin: unknown = null;

function tell(message: unknown): void {
  for (const port of ports) port.postMessage(message);
}

/** A stream that was refused stays closed: whoever comes after a sign-in opens another. */
function follow(): void {
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource(`${apiRoot}/events`);
  begin = null;
  for (const kind of ['begin', 'change', 'reset']) {
    source.addEventListener(kind, (event) => {
      const message = { kind, detail: JSON.parse((event as MessageEvent<string>).data) as unknown };
      if (kind === 'begin') begin = message;
      tell(message);
    });
  }
}

(globalThis as unknown as SharedScope).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  follow();
  // A tab that comes later hears from here on.
  if (begin !== null) port.postMessage(begin);
  port.onmessage = (message) => {
    if (message.data === 'bye') ports.delete(port);
  };
};
