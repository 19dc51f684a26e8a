/** A TCP proxy on loopback between a client and a server: it delays, cuts, and falls silent. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Resets every connection there is. */
  cut(): void;
  /** From now on nothing passes, and nobody is told: a cable pulled behind a switch. */
  swallow(): void;
  /** Connections taken so far. */
  taken(): number;
}

/** Each byte arrives `delayMs` later, in both directions. */
export async function openTcpProxy(target: number, delayMs = 0): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  let taken = 0;
  const pass = (from: Socket, to: Socket) => {
    from.on("data", (chunk) => {
      if (isSilent) return;
      if (delayMs === 0) to.write(chunk);
      else setTimeout(() => to.writable && to.write(chunk), delayMs);
    });
    from.on("close", () => to.destroy());
    from.on("error", () => to.destroy());
    from.setNoDelay();
    sockets.add(from);
    from.once("close", () => sockets.delete(from));
  };
  const server = createServer((client) => {
    taken += 1;
    const upstream = connect(target, "127.0.0.1");
    pass(client, upstream);
    pass(upstream, client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    cut,
    swallow: () => {
      isSilent = true;
    },
    taken: () => taken,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
