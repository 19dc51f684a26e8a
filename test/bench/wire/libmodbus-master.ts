/** The libmodbus master of fixtures/peers, told when to work. */
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { compilePeer } from "../../support/libmodbus-slave.ts";
import { endChild } from "../../support/process-output.ts";
import type { Contender } from "./rounds.ts";

export interface LibmodbusMaster extends AsyncDisposable {
  readonly contend: Contender;
}

/** Compiles and starts it against a TCP slave. The caller disposes it. */
export async function startLibmodbusMaster(
  slave: { readonly host: string; readonly port: number },
  registers: number,
): Promise<LibmodbusMaster> {
  const { program, directory } = await compilePeer("libmodbus-master");
  const words = [slave.host, `${slave.port}`, `${registers}`];
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    contend: async (forMs) => {
      child.stdin.write(`${forMs}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("the libmodbus master ended: a reply was missing or wrong");
      const { requests, tookMs } = JSON.parse(value);
      return (requests * 1_000) / tookMs;
    },
    async [Symbol.asyncDispose]() {
      await endChild(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
