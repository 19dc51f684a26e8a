import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, RigConnection, RigEvent } from "../../drivers/contract.ts";
import { createPort } from "../../drivers/kit/port.ts";
import { serialLineDriver } from "../../drivers/serial-line/driver.ts";
import { until } from "../support/until.ts";

const clock = {
  now: () => ({ utcUs: Math.round(performance.now() * 1e3), monoNs: process.hrtime.bigint() }),
};
const quiet = () => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const never = new AbortController().signal;
const weight = { match: "(?<value>\\S+) g", event: "reading", channel: "weight", unit: "g" };

/** A scale: what it is sent, and what it says. */
class Scale {
  readonly server: Server;
  readonly heard: string[] = [];
  #socket: Socket | undefined;
  /** What it does with each message. */
  answer: (message: string) => void = () => undefined;
  onConnection: () => void = () => undefined;

  constructor() {
    this.server = createServer({ noDelay: true }, (socket) => {
      this.#socket = socket;
      this.onConnection();
      socket.on("error", () => socket.destroy());
      socket.on("data", (bytes) => {
        for (const message of bytes.toString("latin1").split("\r\n").filter(Boolean)) {
          this.heard.push(message);
          this.answer(message);
        }
      });
    });
  }

  say(text: string): void {
    this.#socket?.write(text, "latin1");
  }

  end(): void {
    this.#socket?.destroy();
    this.server.close();
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === "object" ? (address?.port ?? 0) : 0;
  }

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }
}

describe("a rig that speaks in lines and is asked", () => {
  let scale: Scale;
  let connection: RigConnection;
  let events: RigEvent[];
  beforeEach(async () => {
    scale = new Scale();
    await new Promise<void>((resolve) => {
      scale.server.listen(0, "127.0.0.1", () => resolve());
    });
    events = [];
  });
  afterEach(async () => {
    await connection[Symbol.asyncDispose]();
    scale.end();
  });

  async function connect(options: object = {}) {
    const settings = { kind: "tcp", host: "127.0.0.1", port: scale.port } as const;
    const port = createPort({ name: "wire", settings, clock, log });
    const parsed = serialLineDriver.options.parse({
      ...{ joinQuietMs: 0, timeoutMs: 150, lines: [weight], ...options },
    });
    const context = { rig: "scale-1", clock, log, port };
    connection = await serialLineDriver.connect(parsed, context, never);
    const failed = (async () => {
      for await (const event of connection.events(never)) events.push(event);
    })().catch((error: unknown) => error);
    await until(() => scale.isConnected, { what: "the connection" });
    return { failed };
  }

  const ask = async (text: string) => {
    const reply = await connection.send?.({ kind: "query", text }, never);
    return reply?.kind === "text" ? reply.text : undefined;
  };

  it("gives the line that answers, which is no reading besides", async () => {
    await connect();
    scale.answer = (message) => scale.say(message === "P" ? "12.5 g\r\n" : "?\r\n");
    expect(await ask("P")).toBe("12.5 g");
    await connection.send?.({ kind: "send", text: "TARE" }, never);
    await until(() => scale.heard.length === 2, { what: "the tare" });
    expect(events.filter(({ kind }) => kind === "reading")).toEqual([]);
  });

  it("never takes a late answer for the next question's", async () => {
    await connect();
    await expect(ask("A")).rejects.toMatchObject({ code: "request.timeout" });
    scale.answer = (message) => scale.say(`answer to ${message}\r\n`);
    const next = ask("B");
    scale.say("answer to A\r\n");
    expect(await next).toBe("answer to B");
    expect(events).toMatchObject([{ kind: "noise", reason: "late-reply" }]);
  });

  it("takes no line that began before the question, and no other than `answer` says", async () => {
    await connect({ answer: "[0-9.]+ g", lines: [{ ...weight, match: "W=(?<value>.*)" }] });
    scale.say("ready\r\n1");
    await until(() => events.length === 1, { what: "the line before, and a begun one" });
    scale.answer = () => scale.say("2.5 g\r\nW=7\r\nhello\r\n3.5 g\r\n");
    expect(await ask("P")).toBe("3.5 g");
    await until(() => events.length === 4, { what: "the other lines" });
    expect(events.slice(1)).toMatchObject([
      { kind: "noise", reason: "unparsable" },
      { kind: "reading", value: 7 },
      { kind: "noise", reason: "unparsable" },
    ]);
  });

  it("polls, one question at a time, and tells a channel that does not answer", async () => {
    await connect({
      quietMs: 10,
      units: { weight: "g" },
      poll: [{ text: "P", everyMs: 20, channels: ["weight"] }],
    });
    await until(() => events.length >= 1, { what: "the silence" });
    expect(events[0]).toMatchObject({ channel: "weight", quality: "timeout", unit: "g" });
    scale.answer = () => scale.say("12.5 g\r\n");
    const good = (event: RigEvent) => event.kind === "reading" && event.quality === "good";
    await until(() => events.filter(good).length >= 3, { what: "three weights" });
    expect(events.find(good)).toMatchObject({ channel: "weight", value: 12.5, unit: "g" });
  });

  it("knows of two polls with the same kind of answer which is which", async () => {
    const own = (channel: string) => [{ ...weight, channel, match: "(?<value>[0-9.]+)" }];
    await connect({
      lines: [{ match: "never", event: "ignore" }],
      poll: [
        { text: "T1", everyMs: 20, lines: own("t1") },
        { text: "T2", everyMs: 20, lines: own("t2") },
      ],
    });
    scale.answer = (message) => scale.say(`${message.slice(1)}.5\r\n`);
    await until(() => events.length >= 20, { what: "twenty readings" });
    for (const event of events) {
      expect(event).toMatchObject({ kind: "reading", quality: "good" });
      if (event.kind === "reading") expect(event.value).toBe(event.channel === "t1" ? 1.5 : 2.5);
    }
  });

  it("rejects who waits when the wire is lost", async () => {
    const { failed } = await connect();
    scale.answer = () => scale.end();
    await expect(ask("P")).rejects.toMatchObject({ code: "wire.lost" });
    expect(await failed).toMatchObject({ code: "wire.lost" });
    await expect(ask("P")).rejects.toMatchObject({ code: "wire.lost" });
  });

  it("asks when the line was silent at first, and trusts the first answer", async () => {
    await connect({ joinQuietMs: 300, poll: [{ text: "P", everyMs: 60_000 }], timeoutMs: 20_000 });
    scale.answer = () => scale.say("12.5 g\r\n");
    await until(() => events.length > 0, { what: "the answer" });
    expect(events).toMatchObject([{ kind: "reading", value: 12.5, quality: "good" }]);
  });

  it("never takes the end of a line that was under way at the opening for an answer", async () => {
    scale.onConnection = () => scale.say("2.5 g\r\n");
    scale.answer = () => scale.say("3.5 g\r\n");
    await connect({ joinQuietMs: 1_500, timeoutMs: 20_000 });
    expect(await ask("P")).toBe("3.5 g");
    expect(events).toMatchObject([{ kind: "noise", reason: "partial-frame" }]);
  });

  it("refuses to read or write a channel", async () => {
    await connect();
    await expect(
      connection.send?.({ kind: "read", channel: "weight" }, never),
    ).rejects.toMatchObject({ code: "command.unsupported" });
  });
});
