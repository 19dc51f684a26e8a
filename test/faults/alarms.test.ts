/** Alarms of a rig over a real socket and a real gateway: silent, senseless, stuck, frozen. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AlarmView } from "../../gateway/api/contract.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let directory: string;
let rig: Awaited<ReturnType<typeof openRig>>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-alarms-"));
  rig = await openRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** A rig of bytes: says what it is told to, as often as it is told to. */
async function openRig() {
  let say: () => string | undefined = () => undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const timer = setInterval(() => {
    const line = say();
    for (const socket of sockets) if (line !== undefined) socket.write(line);
  }, 50);
  const { port } = server.address() as { port: number };
  return {
    port,
    says: (what: () => string | undefined) => {
      say = what;
    },
    /** Once, with backpressure. */
    async pour(bytes: Buffer) {
      for (const socket of sockets) await new Promise((resolve) => socket.write(bytes, resolve));
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function configure(): Promise<string> {
  const config = join(directory, "rigline.yaml");
  await writeFile(
    config,
    `site: { name: plant }
ports:
  wire: { kind: tcp, host: 127.0.0.1, port: ${rig.port} }
broker: { kind: embedded, port: ${await freePort()} }
rigs:
  chamber:
    driver: serial-line
    port: wire
    station: BURN-1
    operation: burn-in
    options:
      lines:
        - { match: 'T=(?<value>\\S+)', event: reading, channel: t, unit: Cel }
        - { match: 'N=(?<value>\\d+)', event: reading, channel: n, unit: '' }
    alarms:
      clearAfterMs: 300
      silence: { afterMs: 1000 }
      noValidFrame: { afterMs: 1000 }
      noise: { windowMs: 60000 }
      channels:
        t: { stuckAfterMs: 1500 }
        n: { countsWithinMs: 1500 }
`,
  );
  return config;
}

async function alarms(url: string, query = ""): Promise<AlarmView[]> {
  const response = await fetch(`${url}/api/v1/alarms${query}`);
  return ((await response.json()) as { items: AlarmView[] }).items;
}

function alarmOf(url: string, kind: AlarmView["kind"], state: AlarmView["state"]) {
  const found = async () =>
    (await alarms(url)).find((alarm) => alarm.kind === kind && alarm.state === state);
  return until(found, { deadlineMs: 15_000, everyMs: 50, what: `${kind} is ${state}` });
}

async function post(url: string, path: string, body: object) {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(`${url}/api/v1/alarms/${path}`, init);
  return {
    status: response.status,
    body: (await response.json()) as AlarmView & { code?: string },
  };
}

let turn = 0;
const healthy = () => {
  turn += 1;
  return `T=${20 + (turn % 7)}\nN=${turn}\n`;
};

test("a rig that falls silent is an alarm, once across a restart, and speaking clears it", async () => {
  const config = await configure();
  const dataDirectory = join(directory, "data");
  rig.says(healthy);
  {
    await using gateway = await startGateway({ config, dataDirectory });
    await until(async () =>
      (await (await fetch(`${gateway.url}/metrics`)).text()).includes(
        'rigline_readings_total{rig="chamber"}',
      ),
    );
    expect(await alarms(gateway.url)).toEqual([]);
    rig.says(() => undefined);
    const raised = await alarmOf(gateway.url, "silence", "raised");
    expect(raised).toMatchObject({ rig: "chamber", isActive: true, version: 1 });
    expect(raised.what).toMatch(/nothing was heard for/);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('rigline_alarms_raised{rig="chamber",kind="silence"} 1');
    const stale = await post(gateway.url, `${raised.id}/acknowledge`, {
      by: "4711",
      expectedVersion: 9,
    });
    expect(stale).toMatchObject({ status: 412, body: { code: "record.version-conflict" } });
    const taken = await post(gateway.url, `${raised.id}/acknowledge`, {
      by: "4711",
      expectedVersion: 1,
    });
    expect(taken).toMatchObject({ status: 200, body: { state: "acknowledged", owner: "4711" } });
    const twice = await post(gateway.url, `${raised.id}/acknowledge`, { by: "4712" });
    expect(twice).toMatchObject({ status: 409, body: { code: "alarm.not-open" } });
  }
  await using gateway = await startGateway({ config, dataDirectory });
  const startedMs = performance.now();
  await until(() => performance.now() - startedMs > 2_500, { what: "twice the silence passes" });
  expect(await alarms(gateway.url)).toMatchObject([{ state: "acknowledged", owner: "4711" }]);
  rig.says(healthy);
  const cleared = await alarmOf(gateway.url, "silence", "cleared");
  expect(cleared.clearedAt).toBeDefined();
  expect(await post(gateway.url, `${cleared.id}/close`, { by: "4711" })).toMatchObject({
    status: 400,
  });
  const closed = await post(gateway.url, `${cleared.id}/close`, { by: "4711", reason: "was off" });
  expect(closed).toMatchObject({ status: 200, body: { state: "closed", cause: "was off" } });
}, 60_000);

test("10 MB without a delimiter are one alarm, no valid frame, and no silence", async () => {
  await using gateway = await startGateway({ config: await configure() });
  rig.says(healthy);
  await until(async () =>
    (await (await fetch(`${gateway.url}/api/v1/rigs`)).text()).includes('"readings":1'),
  );
  rig.says(() => "~".repeat(4096));
  await rig.pour(Buffer.alloc(10 * 1024 * 1024, "~"));
  const raised = await alarmOf(gateway.url, "no-valid-frame", "raised");
  expect(raised.what).toMatch(/bytes came within .* none made sense/);
  expect((await alarms(gateway.url)).map(({ kind }) => kind)).not.toContain("silence");
  rig.says(() => `\n${healthy()}`);
  await alarmOf(gateway.url, "no-valid-frame", "cleared");
}, 60_000);

test("a stuck value and a frozen counter are alarms of their channels, while the rig speaks on", async () => {
  await using gateway = await startGateway({ config: await configure() });
  rig.says(() => "T=20.5\nN=7\n");
  expect(await alarmOf(gateway.url, "stuck-value", "raised")).toMatchObject({ channel: "t" });
  expect(await alarmOf(gateway.url, "frozen-counter", "raised")).toMatchObject({ channel: "n" });
  rig.says(healthy);
  await alarmOf(gateway.url, "stuck-value", "cleared");
  await alarmOf(gateway.url, "frozen-counter", "cleared");
  const kinds = (await alarms(gateway.url)).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(["frozen-counter", "stuck-value"]);
}, 60_000);
