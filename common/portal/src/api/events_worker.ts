// One event stream for all tabs of a browser, which opens six connections to a server at most.
import { openStream, type Stream } from './events_stream';

interface SharedScope { onconnect: ((event: MessageEvent) => void) | null }

const ports = new Set<MessagePort>();
let stream: Stream | null = null;
/** Since when nothing is missed. */
let begin: unknown = null;

function tell(message: unknown): void {
  for (const port of ports) port.postMessage(message);
}

function hear(kind: string, detail: unknown): void {
  const message = { kind, detail };
  if (kind === 'begin') begin = message;
  tell(message);
}

/** Whoever comes after a sign-in does not wait for a stream that was refused before it. */
function follow(): void {
  if (stream) stream.open();
  else stream = openStream(hear);
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
