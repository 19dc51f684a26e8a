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
  /**
   * Acknowledges the first that waits and has `text` in topic or payload, `times` over and with
   * this reason code of MQTT 5; false where none is there.
   */
  answer(text: string, options?: { readonly reason?: number; readonly times?: number }): boolean;
}

const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;

/** Where the body of the first packet lies; undefined while it is not whole. */
function firstPacket(bytes: Buffer): { from: number; to: number } | undefined {
  let length = 0;
  for (let at = 1; at < 5; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 127) << (7 * (at - 1));
    if (byte < 128) {
      const to = at + 1 + length;
      return bytes.length >= to ? { from: at + 1, to } : undefined;
    }
  }
  return undefined;
}

/** Announces `receiveMaximum` in its CONNACK. */
export async function openSmallBroker(receiveMaximum: number): Promise<SmallBroker> {
  const sockets = new Set<Socket>();
  const waiting: { socket: Socket; packetId: number; text: string }[] = [];
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
      const topicEnd = 2 + body.readUInt16BE(0);
      const text = body.toString("utf8", 2);
      waiting.push({ socket, packetId: body.readUInt16BE(topicEnd), text });
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
      for (let packet = firstPacket(rest); packet !== undefined; packet = firstPacket(rest)) {
        take(socket, (rest[0] ?? 0) >> 4, rest.subarray(packet.from, packet.to));
        rest = rest.subarray(packet.to);
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
    answer: (text, { reason = 0, times = 1 } = {}) => {
      const index = waiting.findIndex((one) => one.text.includes(text));
      const [found] = index < 0 ? [] : waiting.splice(index, 1);
      const { packetId = 0 } = found ?? {};
      const bytes = Buffer.from([0x40, 3, packetId >> 8, packetId & 255, reason]);
      for (let count = 0; count < times; count += 1) found?.socket.write(bytes);
      return found !== undefined;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
