/** A slave on a socket that answers whatever a test wants, whenever. */
import { createServer, type Socket } from "node:net";
import type { PortSettings } from "../../drivers/contract.ts";
import { listen } from "../../fixtures/simulators/simulator.ts";

export interface OddSlave extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly settings: PortSettings;
  /** The requests that came, as they were on the wire. */
  readonly requests: Uint8Array[];
  /** To the master that is connected now, whoever asked; a serial line behind a server does so. */
  send(bytes: Uint8Array): void;
}

/**
 * `lengthOf` tells how long the request at the start of the bytes is, 0 while it is incomplete;
 * `answer` is called with each. Resolves when it listens; the caller disposes it.
 */
export async function openOddSlave(
  lengthOf: (bytes: Uint8Array) => number,
  answer: (request: Uint8Array, send: (bytes: Uint8Array) => void) => void,
): Promise<OddSlave> {
  const sockets = new Set<Socket>();
  const requests: Uint8Array[] = [];
  const send = (bytes: Uint8Array) => [...sockets].at(-1)?.write(bytes);
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let held: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      held = Buffer.concat([held, chunk]);
      for (let length = lengthOf(held); length > 0; length = lengthOf(held)) {
        const request = Uint8Array.from(held.subarray(0, length));
        held = held.subarray(length);
        requests.push(request);
        answer(request, send);
      }
    });
  });
  const { port } = await listen(server, "127.0.0.1", 0);
  return {
    ...{ host: "127.0.0.1", port, requests, send },
    settings: { kind: "tcp", host: "127.0.0.1", port },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Of an RTU request by its function code. */
export function rtuRequestLength(bytes: Uint8Array): number {
  const functionCode = bytes[1] ?? 0;
  const isMultiple = functionCode === 15 || functionCode === 16;
  const length = isMultiple ? 9 + (bytes[6] ?? 256) : functionCode === 43 ? 7 : 8;
  return bytes.length >= length ? length : 0;
}

/** Of an ASCII request: up to its line end. */
export function asciiRequestLength(bytes: Uint8Array): number {
  return bytes.indexOf(0x0a) + 1;
}
