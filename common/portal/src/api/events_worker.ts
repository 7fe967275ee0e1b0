// One event stream for all tabs of a browser, which opens six connections to a server at most.
import { apiRoot } from './client';

interface SharedScope { onconnect: ((event: MessageEvent) => void) | null }

const ports = new Set<MessagePort>();
const source = new EventSource(`${apiRoot}/events`);

function tell(message: unknown): void {
  for (const port of ports) port.postMessage(message);
}

for (const kind of ['change', 'reset']) {
  source.addEventListener(kind, (event) =>
    tell({ kind, detail: JSON.parse((event as MessageEvent<string>).data) as unknown }));
}

(globalThis as unknown as SharedScope).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  port.onmessage = (message) => {
    if (message.data === 'bye') ports.delete(port);
  };
};
