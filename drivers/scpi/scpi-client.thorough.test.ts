import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ByteLink, Chunk } from "../contract.ts";
import { ChunkQueue } from "../kit/chunk-queue.ts";
import type { ScpiNoise } from "../kit/framers/scpi-reply-framer.ts";
import { textOf } from "./answer.ts";
import { ScpiClient } from "./scpi-client.ts";

const clock = {
  now: () => ({ utcUs: Math.round(performance.now() * 1e3), monoNs: process.hrtime.bigint() }),
};
const never = new AbortController().signal;
const IDENTITY = "ACME,METER,1,1.0";

/** A wire whose other end is the test: told each message, it says what it likes, when it likes. */
class ScriptedLink implements ByteLink {
  readonly description = "a scripted wire";
  readonly #queue = new ChunkQueue({
    ...{ description: "a scripted wire", bytesMax: 1 << 20 },
    onOverrun: () => undefined,
  });
  /** What the instrument does with a message; its identity is told by itself. */
  answer: (message: string) => void = () => undefined;
  identify: () => void = () => this.say(`${IDENTITY}\n`);

  say(text: string): void {
    this.#queue.push({ bytes: Buffer.from(text, "latin1"), receivedAt: clock.now() });
  }

  async write(bytes: Uint8Array): Promise<void> {
    const message = Buffer.from(bytes).toString("latin1").trim();
    if (message === "*IDN?") this.identify();
    else this.answer(message);
  }

  chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    return this.#queue.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#queue.close();
  }
}

describe("a question to an instrument", () => {
  let link: ScriptedLink;
  let client: ScpiClient;
  let noise: ScpiNoise[];
  beforeEach(() => {
    link = new ScriptedLink();
    noise = [];
  });
  afterEach(() => client[Symbol.asyncDispose]());

  async function open(proveAnswers = true): Promise<void> {
    client = new ScpiClient({
      ...{ link, clock, rig: "dmm", terminator: "lf", lengthMax: 64, blockMax: 1_000 },
      ...{ identityQuery: "*IDN?", clearText: "", timeoutMs: 50, proveAnswers },
      onNoise: (event) => noise.push(event),
    });
    await client.identify(never);
  }

  const ask = async (text: string, timeoutMs = 50) =>
    textOf(await client.turn("command", (turn) => turn.query(text, timeoutMs), never));

  it("is not answered by a number with the rest of an earlier one in front", async () => {
    await open(false);
    link.answer = () => link.say("2.4\n");
    link.say("1");
    // Read before the question is asked, as it would be from a wire.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await ask("READ?")).toBe("2.4");
    expect(noise.map((event) => [event.reason, textOf(event)])).toEqual([["partial-frame", "1"]]);
  });

  it("is not answered by a stray number that came just before the answer", async () => {
    await open();
    link.answer = () => {
      link.say("7.7\n");
      link.say("2.4\n");
    };
    await expect(ask("READ?")).rejects.toMatchObject({ code: "request.corrupt" });
    link.answer = () => link.say("2.4\n");
    expect(await ask("READ?")).toBe("2.4");
  });

  it("is not answered by a line with bytes that no instrument prints", async () => {
    await open(false);
    link.answer = () => link.say("2.4\u00ff\n");
    await expect(ask("READ?")).rejects.toMatchObject({ code: "request.corrupt" });
    expect(noise).toMatchObject([{ reason: "unparsable" }]);
  });

  it("finds the instrument behind what looks like the head of an endless block", async () => {
    await open(false);
    await expect(ask("READ?")).rejects.toMatchObject({ code: "request.timeout" });
    // The rest of a block: its next bytes promise 999 more.
    link.identify = () => link.say(`#3999\n${IDENTITY}\n`);
    link.answer = () => link.say("2.4\n");
    expect(await ask("CURR?")).toBe("2.4");
  });

  it("takes no late copy of the identity for its answer", async () => {
    await open(false);
    await expect(ask("READ?")).rejects.toMatchObject({ code: "request.timeout" });
    link.identify = () => link.say(`${IDENTITY}\n`);
    link.answer = () => link.say(`${IDENTITY}\n2.4\n`);
    expect(await ask("READ?")).toBe("2.4");
    expect(noise.map(({ reason }) => reason)).toEqual(["late-reply"]);
  });

  it("takes for the identity what comes twice, not a late list of words from before", async () => {
    let asked = 0;
    link.identify = () => {
      asked += 1;
      link.say(asked === 1 ? "VOLT,CURR\n" : `${IDENTITY}\n`);
    };
    await open();
    expect(await client.identify(never)).toBe(IDENTITY);
    expect(asked).toBe(3);
  });

  it("ends with wire.silent where another instrument answers in the middle of a connection", async () => {
    await open();
    link.identify = () => link.say("ACME,METER,2,1.0\n");
    await expect(client.prove(never)).rejects.toMatchObject({ code: "wire.silent" });
    expect(await client.ended).toMatchObject({ code: "wire.silent" });
  });
});
