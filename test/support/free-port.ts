/** A TCP port on loopback that nobody listens on at the moment. */
import { once } from "node:events";
import { createServer } from "node:net";

/** Resolves with its number; another process may still take it first. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return address.port;
}
