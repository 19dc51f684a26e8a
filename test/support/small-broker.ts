/** MQTT 5 at the level of bytes: counts what it is sent and acknowledges only when told. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";

export interface SmallBroker extends AsyncDisposable {
  readonly url: string;
  /** PUBLISH packets received. */
  received(): number;
  /** SUBSCRIBE packets received; none is ever answered. */
  subscriptions(): number;
  /** Sockets that are open. */
  connections(): number;
  /** Acknowledges the oldest that is not acknowledged yet. */
  acknowledge(): void;
}

const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;

/** Announces `receiveMaximum` in its CONNACK. Topics and payloads must be short. */
export async function openSmallBroker(receiveMaximum: number): Promise<SmallBroker> {
  const sockets = new Set<Socket>();
  const waiting: { socket: Socket; packetId: number }[] = [];
  let received = 0;
  let subscriptions = 0;
  const take = (socket: Socket, type: number, body: Buffer) => {
    if (type === CONNECT) {
      // Property 0x21 is Receive Maximum, two bytes.
      socket.write(
        Buffer.from([0x20, 6, 0, 0, 3, 0x21, receiveMaximum >> 8, receiveMaximum & 255]),
      );
    } else if (type === PUBLISH) {
      received += 1;
      waiting.push({ socket, packetId: body.readUInt16BE(2 + body.readUInt16BE(0)) });
    } else if (type === SUBSCRIBE) {
      subscriptions += 1;
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    let rest = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      // One length byte: every packet of these tests is shorter than 128 bytes.
      for (let end = 2 + (rest[1] ?? 999); rest.length >= end; end = 2 + (rest[1] ?? 999)) {
        take(socket, (rest[0] ?? 0) >> 4, rest.subarray(2, end));
        rest = rest.subarray(end);
      }
    });
    socket.on("error", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    received: () => received,
    subscriptions: () => subscriptions,
    connections: () => sockets.size,
    acknowledge: () => {
      const oldest = waiting.shift();
      oldest?.socket.write(Buffer.from([0x40, 2, oldest.packetId >> 8, oldest.packetId & 255]));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
