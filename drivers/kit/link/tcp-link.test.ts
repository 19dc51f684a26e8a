import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTcpLink } from "./tcp-link.ts";

const clock = { now: () => ({ utcUs: 0, monoNs: process.hrtime.bigint() }) };
const never = new AbortController().signal;
const parts = { clock, signal: never };
let server: Server;
let settings: { host: string; port: number };
let accepted: Promise<Socket>;

beforeEach(async () => {
  server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  settings = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  accepted = once(server, "connection").then(([socket]) => socket.on("error", () => undefined));
});

afterEach(async () => {
  server.close();
});

describe("a TCP link", () => {
  it("brings the bytes and says wire.lost when the other side closes", async () => {
    await using link = await openTcpLink(settings, parts);
    (await accepted).end("half a fra");
    const heard: string[] = [];
    const reading = (async () => {
      for await (const { bytes } of link.chunks(never)) heard.push(Buffer.from(bytes).toString());
    })();
    await expect(reading).rejects.toMatchObject({ code: "wire.lost", retryable: true });
    expect(heard.join("")).toBe("half a fra");
  });

  it("says wire.lost when the connection is reset", async () => {
    await using link = await openTcpLink(settings, parts);
    (await accepted).resetAndDestroy();
    const reading = (async () => {
      for await (const _ of link.chunks(never));
    })();
    await expect(reading).rejects.toMatchObject({ code: "wire.lost" });
    await expect(link.write(Uint8Array.of(1))).rejects.toMatchObject({ code: "wire.lost" });
  });

  it("says port.refused where nobody listens, with the cause", async () => {
    server.close();
    await once(server, "close");
    const opening = openTcpLink(settings, parts);
    await expect(opening).rejects.toMatchObject({
      code: "port.refused",
      cause: { code: "ECONNREFUSED" },
    });
  });

  it("keeps reading while nobody listens to it, up to the bound, then says wire.overrun", async () => {
    await using link = await openTcpLink(settings, parts);
    const socket = await accepted;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const megabyte = new Uint8Array(1 << 20);
    socket.write(megabyte);
    socket.write(megabyte);
    await closed;
    let bytesHeard = 0;
    const reading = (async () => {
      for await (const { bytes } of link.chunks(never)) bytesHeard += bytes.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: "wire.overrun" });
    expect(bytesHeard).toBeGreaterThan(0);
    expect(bytesHeard).toBeLessThanOrEqual(1 << 20);
  });

  it("resolves a write only when the system has all of it, and gives it up on abort", async () => {
    await using link = await openTcpLink(settings, parts);
    const socket = await accepted;
    socket.pause();
    const tooMuch = new Uint8Array(16 << 20);
    let isWritten = false;
    const writing = link.write(tooMuch).then(() => {
      isWritten = true;
    });
    const abort = new AbortController();
    const behind = link.write(Uint8Array.of(1), abort.signal);
    abort.abort(new Error("stopped"));
    await expect(behind).rejects.toThrow("stopped");
    expect(isWritten).toBe(false);
    socket.resume();
    await writing;
    await expect(link.write(Uint8Array.of(1), abort.signal)).rejects.toThrow("stopped");
  });

  it("closes at once, though the other side never does", async () => {
    const link = await openTcpLink(settings, parts);
    const socket = await accepted;
    socket.pause();
    const startedAt = performance.now();
    await link[Symbol.asyncDispose]();
    await link[Symbol.asyncDispose]();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    socket.destroy();
  });

  it("ends its chunks without an error when it is disposed or aborted", async () => {
    const link = await openTcpLink(settings, parts);
    const reading = (async () => {
      for await (const _ of link.chunks(never));
      return "ended";
    })();
    await link[Symbol.asyncDispose]();
    expect(await reading).toBe("ended");
    (await accepted).destroy();
  });

  it("tells its tap every byte in order, and its end once", async () => {
    const told: string[] = [];
    const tap = {
      opened: (description: string) => told.push(`opened ${description}`),
      received: (bytes: Uint8Array) => told.push(`< ${Buffer.from(bytes)}`),
      sent: (bytes: Uint8Array) => told.push(`> ${Buffer.from(bytes)}`),
      closed: () => told.push("closed"),
    };
    const link = await openTcpLink(settings, { ...parts, tap });
    const socket = await accepted;
    socket.once("data", () => socket.end("5 V"));
    await link.write(Buffer.from("V?"));
    const reading = (async () => {
      for await (const _ of link.chunks(never));
    })();
    await expect(reading).rejects.toMatchObject({ code: "wire.lost" });
    await link[Symbol.asyncDispose]();
    expect(told).toEqual([`opened ${link.description}`, "> V?", "< 5 V", "closed"]);
  });

  it("asks a silent other side whether it is there still: the kernel's keep-alive is on", async () => {
    await using _link = await openTcpLink(settings, parts);
    const { remotePort = 0 } = await accepted;
    const row = readFileSync("/proc/net/tcp", "utf8")
      .split("\n")
      .map((text) => text.trim().split(/\s+/))
      .find(([, local]) => local === `0100007F:${remotePort.toString(16).toUpperCase()}`);
    // The timer of the socket: 02 is keep-alive.
    expect(row?.[5]).toMatch(/^02:/);
  });

  it("does not open when it is aborted first", async () => {
    const opening = openTcpLink(settings, {
      clock,
      signal: AbortSignal.abort(new Error("stopped")),
    });
    await expect(opening).rejects.toThrow("stopped");
  });
});
