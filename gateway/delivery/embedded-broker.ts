/** The broker inside the gateway: for one machine, so that `npm start` needs no server. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";
import type { Log } from "../../drivers/contract.ts";
import { DeliveryError } from "./delivery-error.ts";

export interface EmbeddedBrokerOptions {
  /** 127.0.0.1, ::1 or localhost; it knows no users. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where `port` is busy, take a free one instead of failing. */
  readonly fallbackToFree?: boolean;
  readonly log: Log;
}

export interface EmbeddedBroker extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Listens when it resolves. Speaks MQTT 3.1.1 and keeps messages in memory only, which is enough:
 * no sink trusts a broker to keep anything. Throws DeliveryError `broker.port-busy`,
 * `broker.not-loopback`.
 */
export async function openEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { host, port, log } = options;
  if (!LOOPBACK.has(host)) {
    const message = `the embedded broker does not listen on ${host}: it is for this machine only`;
    throw new DeliveryError("broker.not-loopback", message);
  }
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    broker.handle(socket);
  });
  // A client that misbehaves loses its connection; that is news for the log and for nobody else.
  broker.on("clientError", (_client, error) => log.debug({ error }, "embedded broker: client"));
  broker.on("connectionError", (_client, error) => log.debug({ error }, "embedded broker: peer"));
  try {
    const bound = await listen(server, options);
    if (bound !== port && port !== 0) {
      log.warn({ port, bound }, `port ${port} is busy: the embedded broker listens on ${bound}`);
    }
    const name = host.includes(":") ? `[${host}]` : host;
    return {
      url: `mqtt://${name}:${bound}`,
      port: bound,
      [Symbol.asyncDispose]: async () => {
        server.close();
        await new Promise<void>((resolve) => broker.close(resolve));
        for (const socket of sockets) socket.destroy();
      },
    };
  } catch (error) {
    await new Promise<void>((resolve) => broker.close(resolve));
    throw error;
  }
}

async function listen(server: Server, options: EmbeddedBrokerOptions): Promise<number> {
  const { host, port, fallbackToFree = false } = options;
  try {
    server.listen({ host, port });
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    if (!fallbackToFree) {
      const message = `port ${port} on ${host} is in use`;
      throw new DeliveryError("broker.port-busy", message, { cause: error });
    }
    return listen(server, { ...options, port: 0, fallbackToFree: false });
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return address.port;
}
