/** A broker that takes a message, acknowledges it, and never passes it on. */
import { once } from "node:events";
import { createServer } from "node:net";
import { Aedes } from "aedes";

export interface ThievingBroker extends AsyncDisposable {
  readonly url: string;
  /** Payloads that never arrived. */
  readonly stolen: readonly string[];
}

/** `steals` is asked for each message that is about to be delivered to a subscriber. */
export async function openThievingBroker(
  steals: (topic: string, payload: string) => boolean,
): Promise<ThievingBroker> {
  const stolen: string[] = [];
  const broker = await Aedes.createBroker({
    authorizeForward: (_client, packet) => {
      const payload = packet.payload.toString();
      if (!steals(packet.topic, payload)) return packet;
      stolen.push(payload);
      return null;
    },
  });
  const server = createServer((socket) => broker.handle(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    stolen,
    async [Symbol.asyncDispose]() {
      server.close();
      await new Promise<void>((resolve) => broker.close(resolve));
    },
  };
}
