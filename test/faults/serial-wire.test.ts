import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, Port, RigConnection, RigEvent } from "../../drivers/contract.ts";
import { createPort } from "../../drivers/kit/port.ts";
import { serialLineDriver } from "../../drivers/serial-line/driver.ts";
import { bridgePty, openPtyPair, type PtyPair } from "../support/pty.ts";
import { startSimulator } from "../support/simulator.ts";
import { until } from "../support/until.ts";

const clock = {
  now: () => ({ utcUs: Math.round(performance.now() * 1e3), monoNs: process.hrtime.bigint() }),
};
const quiet = () => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const never = new AbortController().signal;
const lines = [{ match: "V=(?<value>\\S+)", event: "reading", channel: "v", unit: "V" }];
const options = serialLineDriver.options.parse({ lines, joinQuietMs: 0 });

function makePort(path: string): Port {
  const line = { baudRate: 115_200, dataBits: 8, parity: "none", stopBits: 1 } as const;
  return createPort({ name: "wire", settings: { kind: "serial", path, ...line }, clock, log });
}

function connect(port: Port): Promise<RigConnection> {
  return serialLineDriver.connect(options, { rig: "rig", clock, log, port }, never);
}

/** Everything the connection says until it ends or fails. */
function listen(connection: RigConnection) {
  const events: RigEvent[] = [];
  const failed = (async () => {
    for await (const event of connection.events(never)) events.push(event);
    return undefined;
  })().catch((error: unknown) => error);
  return { events, failed };
}

/** For comparison: noise by its text. */
function said(events: readonly RigEvent[]): readonly object[] {
  return events.map((event) =>
    event.kind === "noise" ? { ...event, bytes: Buffer.from(event.bytes).toString() } : event,
  );
}

describe("a serial line on a real pseudo-terminal", () => {
  let pty: PtyPair;
  beforeEach(async () => {
    pty = await openPtyPair();
  });
  afterEach(async () => {
    await pty[Symbol.asyncDispose]();
  });

  async function rigSays(bytes: string | Uint8Array): Promise<void> {
    await using rig = await open(pty.rigPath, "r+");
    await rig.write(Buffer.from(bytes));
  }

  it("says wire.lost within a second of the pulled cable, and tells the half-line as noise", async () => {
    await using connection = await connect(makePort(pty.path));
    const { events, failed } = listen(connection);
    await rigSays("V=1.5\nV=12.3");
    await until(() => events.length === 1, { what: "the first reading" });
    const pulledAt = performance.now();
    await pty.pull();
    expect(await failed).toMatchObject({ code: "wire.lost", retryable: true });
    expect(performance.now() - pulledAt).toBeLessThan(1_000);
    expect(said(events)).toMatchObject([
      { kind: "reading", value: 1.5 },
      { kind: "noise", reason: "partial-frame", bytes: "V=12.3" },
    ]);
  });

  it("says wire.lost though the cable was pulled while the program was busy reading", async () => {
    const port = makePort(pty.path);
    await using link = await port.openLink(never);
    const reading = (async () => {
      for await (const _ of link.chunks(never)) {
        execFileSync("kill", ["-KILL", String(pty.processId)]);
        // Blocks the event loop: the next read finds a device that hung up and reads zero bytes.
        execFileSync("sleep", ["0.1"]);
      }
    })();
    await rigSays("V=1\n");
    await expect(reading).rejects.toMatchObject({ code: "wire.lost" });
  });

  it("never glues half a line from before an unplug to half a line from after it", async () => {
    const first = await connect(makePort(pty.path));
    const before = listen(first);
    await rigSays("V=1\nV=12.3");
    await until(() => before.events.length > 0, { what: "the whole line" });
    await pty.pull();
    await before.failed;
    expect(said(before.events).at(-1)).toMatchObject({ reason: "partial-frame", bytes: "V=12.3" });
    await first[Symbol.asyncDispose]();
    await using again = await openPtyPair();
    await using second = await connect(makePort(again.path));
    const after = listen(second);
    await using rig = await open(again.rigPath, "r+");
    await rig.write("V=4.56\n");
    await until(() => after.events.length > 0, { what: "the reading" });
    expect(after.events).toMatchObject([{ kind: "reading", value: 4.56 }]);
  });

  it("distrusts the first line of a rig that was talking when the port was opened", async () => {
    const careful = { ...options, joinQuietMs: 1_000 };
    const port = makePort(pty.path);
    await using connection = await serialLineDriver.connect(
      careful,
      { rig: "rig", clock, log, port },
      never,
    );
    const { events } = listen(connection);
    await rigSays("99.9\nV=3.3\n");
    await until(() => events.length === 2, { what: "two events" });
    expect(said(events)).toMatchObject([
      { kind: "noise", reason: "partial-frame", bytes: "99.9" },
      { kind: "reading", value: 3.3 },
    ]);
  });

  it("says port.busy with the process that holds the device, and opens once it let go", async () => {
    const holder = await makePort(pty.path).openLink(never);
    const other = makePort(pty.path);
    await expect(other.openLink(never)).rejects.toMatchObject({
      code: "port.busy",
      message: expect.stringContaining("this gateway itself"),
    });
    await holder[Symbol.asyncDispose]();
    await using link = await other.openLink(never);
    expect(link.description).toBe(`${pty.path} at 115200 8N1`);
  });

  it("says port.busy when another rig has this port", async () => {
    const port = makePort(pty.path);
    await using _first = await connect(port);
    await expect(connect(port)).rejects.toMatchObject({ code: "port.busy" });
  });

  it("says port.not-found for a device that is not there", async () => {
    const gone = makePort(`${pty.path}-unplugged`);
    await expect(gone.openLink(never)).rejects.toMatchObject({ code: "port.not-found" });
  });

  it("says port.no-permission to a user who may not open the device", async () => {
    chmodSync(dirname(pty.path), 0o755);
    chmodSync(pty.path, 0o600);
    const program = fileURLToPath(new URL("./open-as-nobody.ts", import.meta.url));
    const output = execFileSync(process.execPath, [program, pty.path], { encoding: "utf8" });
    expect(JSON.parse(output)).toMatchObject({
      code: "port.no-permission",
      remedy: expect.stringContaining("dialout"),
    });
  });

  it("keeps no hang-up, stick parity or dropping of bad bytes that was set before", async () => {
    execFileSync("stty", ["-F", pty.path, "hupcl", "cmspar", "ignpar"]);
    await using _link = await makePort(pty.path).openLink(never);
    const modes = execFileSync("stty", ["-F", pty.path, "-a"], { encoding: "utf8" }).split(/\s/);
    expect(modes).toEqual(expect.arrayContaining(["-hupcl", "-cmspar", "-ignpar", "inpck"]));
  });

  it("says port.failed for a parity that the device does not take, and lets it go", async () => {
    const line = { baudRate: 9_600, dataBits: 8, parity: "mark", stopBits: 1 } as const;
    const settings = { kind: "serial", path: pty.path, ...line } as const;
    const marked = createPort({ name: "wire", settings, clock, log });
    await expect(marked.openLink(never)).rejects.toMatchObject({
      code: "port.failed",
      message: expect.stringContaining("parenb parodd"),
    });
    await using _link = await makePort(pty.path).openLink(never);
  });

  it("writes to the rig", async () => {
    await using link = await makePort(pty.path).openLink(never);
    await using rig = await open(pty.rigPath, "r+");
    await link.write(Buffer.from("*IDN?\n"));
    const { buffer, bytesRead } = await rig.read(Buffer.alloc(16), 0, 16);
    expect(buffer.toString("latin1", 0, bytesRead)).toBe("*IDN?\n");
  });

  it("gives up a write that the line does not take, and closes in bounded time", async () => {
    const link = await makePort(pty.path).openLink(never);
    process.kill(pty.processId, "SIGSTOP");
    const startedAt = performance.now();
    const writing = link.write(new Uint8Array(1 << 20));
    await expect(writing).rejects.toMatchObject({ code: "wire.stuck" });
    await link[Symbol.asyncDispose]();
    process.kill(pty.processId, "SIGCONT");
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  it("stays within bounds when 10 MB without a delimiter come", async () => {
    await using connection = await connect(makePort(pty.path));
    const { events } = listen(connection);
    const before = process.memoryUsage().rss;
    const junk = Buffer.alloc(1 << 16, 0x55);
    for (let sent = 0; sent < 160; sent += 1) await rigSays(junk);
    await rigSays("\nV=5\n");
    await until(() => events.length === 2, {
      what: "the reading after the junk",
      deadlineMs: 20_000,
    });
    expect(events).toMatchObject([
      { kind: "noise", reason: "too-long" },
      { kind: "reading", value: 5 },
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  });
});

describe("the functional tester behind a pseudo-terminal", () => {
  it("is heard from start to verdict, until its cable is pulled", async () => {
    await using simulator = await startSimulator("functional-tester", ["--pace", "30"]);
    const pty = await bridgePty(simulator);
    const tester = serialLineDriver.options.parse({
      lines: [
        { match: "FCT-1 READY", event: "ignore" },
        { match: "START SN=(?<serialNumber>\\S*) .*", event: "run-started" },
        { match: "(?:MEAS|TEL) .*", event: "ignore" },
        { match: "END (?<reported>PASS)", event: "run-finished", reported: { PASS: "pass" } },
      ],
    });
    const port = makePort(pty.path);
    const connection = await serialLineDriver.connect(
      tester,
      { rig: "fct-1", clock, log, port },
      never,
    );
    const { events, failed } = listen(connection);
    await until(() => events.length >= 2, { what: "a whole run" });
    await simulator.command({ fault: "pull-cable" });
    expect(await failed).toMatchObject({ code: "wire.lost" });
    expect(events.slice(0, 2)).toMatchObject([
      { kind: "run-started", serialNumber: "PSU24-000001" },
      { kind: "run-finished", reported: "pass" },
    ]);
    expect(events.at(-1)).toMatchObject({ kind: "noise", reason: "partial-frame" });
    await connection[Symbol.asyncDispose]();
    await pty[Symbol.asyncDispose]();
  });
});
