// The line of a branch: a relay on loopback that can really be cut and slowed.
//
//   node line.mjs PORT HUB_HOST:HUB_PORT ORDER_FILE
//
// The file holds one order: "up", "cut", or "slow DELAY_MS BYTES_PER_SECOND". It is looked at ten
// times a second. A cut line ends its connections and refuses new ones.
import { readFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';

const [port, target, orderFile] = process.argv.slice(2);
const [hubHost, hubPort] = target.split(':');
const sockets = new Set();
let order = { kind: 'up', delay: 0, rate: Infinity };

/** One direction: what comes in goes out after the delay, no faster than the rate. */
function carry(from, to) {
  let freeAt = 0; // When the line has sent everything before.
  from.on('data', (bytes) => {
    const now = Date.now();
    freeAt = Math.max(now, freeAt) + (bytes.length * 1000) / order.rate;
    from.pause();
    setTimeout(() => {
      if (!to.destroyed) to.write(bytes);
      from.resume();
    }, freeAt - now + order.delay);
  });
}

function join(node) {
  const hub = createConnection(Number(hubPort), hubHost);
  for (const socket of [node, hub]) {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('error', () => {}); // Its close follows.
    socket.on('close', () => {
      sockets.delete(socket);
      node.destroy();
      hub.destroy();
    });
  }
  carry(node, hub);
  carry(hub, node);
}

const server = createServer(join);
server.on('error', (error) => {
  console.error(`line on port ${port}: ${error.message}`);
  process.exit(1);
});

function obey() {
  const [kind, delay, rate] = readFileSync(orderFile, 'utf8').trim().split(/\s+/);
  order = { kind, delay: Number(delay) || 0, rate: Number(rate) || Infinity };
  if (kind === 'cut' && server.listening) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
  if (kind !== 'cut' && !server.listening) server.listen(Number(port), '127.0.0.1');
}

obey();
setInterval(obey, 100);
