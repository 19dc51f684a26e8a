import { once } from "node:events";
import { expect, it } from "vitest";
import { type ByteLink, type DriverContext, DriverError, type Port } from "../contract.ts";
import { serialFrameDriver } from "./driver.ts";
import { serialFrameOptions } from "./options.ts";

/** A turn of the event loop: no time passes, but what was rejected unseen is told. */
function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}

const now = () => ({ utcUs: 0, monoNs: 0n });

it("a cable that is pulled while an event is being stored ends the connection, not the process", async () => {
  const cable = new AbortController();
  const link: ByteLink = {
    description: "a cable",
    write: async () => undefined,
    async *chunks() {
      yield { bytes: Buffer.from("02313203", "hex"), receivedAt: now() };
      await once(cable.signal, "abort");
      throw new DriverError("wire.lost", "pulled", { retryable: true });
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const options = serialFrameOptions.parse({
    frame: { by: "markers", start: "02", end: "03" },
    frames: [{ event: "reading", values: [{ channel: "m", offset: 0, type: "TEXT", length: 2 }] }],
  });
  const port = { openLink: async () => link } as Partial<Port> as Port;
  const context = { port, clock: { now } } as Partial<DriverContext> as DriverContext;
  const unseen: unknown[] = [];
  const note = (reason: unknown) => unseen.push(reason);
  process.on("unhandledRejection", note);
  try {
    const { signal } = new AbortController();
    await using connection = await serialFrameDriver.connect(options, context, signal);
    const hear = async () => {
      for await (const _event of connection.events(signal)) {
        cable.abort();
        for (let count = 0; count < 5; count += 1) await turn();
      }
    };
    await expect(hear()).rejects.toMatchObject({ code: "wire.lost" });
  } finally {
    process.off("unhandledRejection", note);
  }
  expect(unseen).toEqual([]);
});

it("a question that the wire does not take ends the connection with its fault", async () => {
  const silent = new AbortController();
  const link: ByteLink = {
    description: "a cable",
    write: async () => {
      throw new DriverError("wire.stuck", "XOFF for ever");
    },
    async *chunks() {
      yield { bytes: Buffer.from("02313203", "hex"), receivedAt: now() };
      await once(silent.signal, "abort");
    },
    [Symbol.asyncDispose]: async () => silent.abort(),
  };
  const options = serialFrameOptions.parse({
    frame: { by: "markers", start: "02", end: "03" },
    frames: [{ event: "reading", values: [{ channel: "m", offset: 0, type: "TEXT", length: 2 }] }],
    poll: [{ bytes: "05", everyMs: 10 }],
  });
  const port = { openLink: async () => link } as Partial<Port> as Port;
  const context = { port, clock: { now } } as Partial<DriverContext> as DriverContext;
  const { signal } = new AbortController();
  await using connection = await serialFrameDriver.connect(options, context, signal);
  const heard: string[] = [];
  const hear = async () => {
    for await (const { kind } of connection.events(signal)) heard.push(kind);
  };
  await expect(hear()).rejects.toMatchObject({ code: "wire.stuck" });
  expect(heard).toEqual(["reading"]);
});
