/** The probe at a running gateway: through its bus, beside it, and never at a rig's cost. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  PortView,
  ProbedRegistersView,
  ProbedTextView,
  ProblemDocument,
  RigView,
} from "../../gateway/api/contract.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { openSlave, telltaleTables } from "../support/modbus.ts";
import { until } from "../support/until.ts";

let directory: string;
let gateway: GatewayProcess;
let printer: Awaited<ReturnType<typeof openPrinter>>;
let bus: Awaited<ReturnType<typeof openSlave>>;
let free: Awaited<ReturnType<typeof openSlave>>;

/** Prints a line every 20 ms to whoever is connected. */
async function openPrinter() {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    for (const socket of sockets) socket.write(`T=${20 + (turn % 5)}.5,N=${turn}\r\n`);
  }, 20);
  const { port } = server.address() as { port: number };
  return {
    port,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-probe-"));
  printer = await openPrinter();
  const tables = telltaleTables(200);
  // 54.75 as a float, words swapped, at 10 on the wire.
  tables.holding.set([0x0000, 0x425b], 10);
  bus = await openSlave("tcp", tables);
  free = await openSlave("tcp", tables);
  const config = join(directory, "rigline.yaml");
  await writeFile(
    config,
    `site: { name: plant }
broker: { kind: embedded, port: ${await freePort()} }
ports:
  bus: { kind: tcp, host: 127.0.0.1, port: ${bus.settings.kind === "tcp" ? bus.settings.port : 0} }
  text: { kind: tcp, host: 127.0.0.1, port: ${printer.port} }
  spare: { kind: tcp, host: 127.0.0.1, port: ${await freePort()} }
rigs:
  oven:
    driver: modbus
    port: bus
    station: OVEN-1
    operation: BURN-IN
    options:
      framing: tcp
      addressBase: 0
      channels: [{ name: known, table: holding, address: 50, everyMs: 20 }]
  printer:
    driver: serial-line
    port: text
    station: P-1
    operation: FCT
    options: { lines: [{ format: key-value, event: reading, fields: [{ from: N, channel: n }] }] }
`,
  );
  gateway = await startGateway({ config });
  await until(async () => (await rigs()).every((rig) => rig.readings > 0), {
    ...{ deadlineMs: 20_000, what: "both rigs are heard" },
  });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await bus?.[Symbol.asyncDispose]();
  await free?.[Symbol.asyncDispose]();
  await printer?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function rigs(): Promise<RigView[]> {
  return ((await (await fetch(`${gateway.url}/api/v1/rigs`)).json()) as { items: RigView[] }).items;
}

async function post<Answer = ProbedRegistersView>(body: object, path = "/probe") {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(`${gateway.url}/api/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Answer };
}

const QUESTION = { address: "10", table: "holding", value: "54.75", name: "chamber", unit: "Cel" };

test("a device that no port names is read, and the channel is ready to be copied", async () => {
  const tcp = `${free.host}:${free.port}`;
  const { status, body } = await post({ tcp, ...QUESTION });
  expect(status).toBe(200);
  expect(body).toMatchObject({ isShared: false, from: `tcp ${tcp}, unit 1` });
  expect(body.yaml).toBe(
    'addressBase: 0\nchannels:\n  - { name: "chamber", table: holding, address: 10, type: FLOAT32, order: CDAB, unit: "Cel" }\n',
  );
  const row = body.tables[0]?.decodings.find(
    ({ type, order }) => `${type}${order}` === "FLOAT32CDAB",
  );
  expect(row?.base0).toEqual({ value: "54.75", scale: 1 });
});

test("a running rig's bus is shared: it is read in turn, and not one reading is lost", async () => {
  const before = (await rigs()).find(({ name }) => name === "oven") as RigView;
  const { status, body } = await post({ port: "bus", ...QUESTION });
  expect([status, body.isShared]).toEqual([200, true]);
  expect(body.tables[0]?.fits[0]).toMatchObject({ type: "FLOAT32", order: "CDAB", address: 10 });
  const after = (await rigs()).find(({ name }) => name === "oven") as RigView;
  expect(after).toMatchObject({ link: "connected", since: before.since, noise: 0 });
  expect(after.fault).toBeUndefined();
});

test("the address of a port in use is that port, by whatever name it is asked", async () => {
  const tcp = `${bus.host}:${bus.port}`;
  expect((await post({ tcp, ...QUESTION })).body.isShared).toBe(true);
});

test("a port that a rig of lines holds is refused with the rig's name and how to free it", async () => {
  const { status, body } = await post<ProblemDocument>({ port: "text", ...QUESTION });
  expect([status, body.code]).toEqual([409, "probe.port-in-use"]);
  expect(body.detail).toContain("printer (serial-line)");
  expect(body.remedy).toContain("enabled: false");
  expect((await rigs()).find(({ name }) => name === "printer")?.link).toBe("connected");
});

test("what a running rig of lines heard is looked at without stopping it", async () => {
  const { status, body } = await post<ProbedTextView>({ port: "text" }, "/probe/text");
  expect(status).toBe(200);
  expect(body).toMatchObject({ isShared: true, delimiter: "\r\n", pattern: { kind: "key-value" } });
  expect(body.yaml).toContain('{ from: "T", channel: "T" }');
});

test("a device that prints lines and that no port names is listened to", async () => {
  const tcp = `127.0.0.1:${printer.port}`;
  await using other = await openPrinter();
  const question = { tcp: tcp.replace(/\d+$/, String(other.port)), listenMs: 1_000 };
  const { status, body } = await post<ProbedTextView>(question, "/probe/text");
  expect([status, body.isShared, body.pattern?.kind]).toEqual([200, false, "key-value"]);
});

test("one probe at a time on each port; the second is told so", async () => {
  free.faults.set("silent");
  const question = { tcp: `${free.host}:${free.port}`, ...QUESTION, timeoutMs: 1_000 };
  const both = await Promise.all([
    post<ProblemDocument>(question),
    post<ProblemDocument>(question),
  ]);
  free.faults.clear();
  expect(both.map(({ body }) => body.code).toSorted()).toEqual(["probe.busy", "probe.no-answer"]);
  expect((await post(question)).status).toBe(200);
});

test.each([
  ["no place", { ...QUESTION }, 400, "request.invalid"],
  ["two places", { port: "bus", tcp: "127.0.0.1:1", ...QUESTION }, 400, "request.invalid"],
  ["an unknown port", { port: "bus-9", ...QUESTION }, 404, "port.unknown"],
  ["a file as a device", { serial: { device: "/etc/passwd" }, ...QUESTION }, 404, "port.unknown"],
  ["no number as value", { port: "bus", ...QUESTION, value: "warm" }, 400, "request.invalid"],
  ["no address", { port: "bus", ...QUESTION, address: "4x" }, 400, "request.invalid"],
  ["nobody there", { port: "spare", ...QUESTION }, 502, "probe.failed"],
])("%s is refused with a code and a remedy", async (_, question, status, code) => {
  const answer = await post<ProblemDocument>(question);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.body.remedy).not.toBe("");
});

test("the list of ports names each with the rigs on it", async () => {
  const response = await fetch(`${gateway.url}/api/v1/ports`);
  const { items } = (await response.json()) as { items: PortView[] };
  expect(items.find(({ name }) => name === "bus")).toMatchObject({
    ...{ kind: "tcp", rigs: [{ name: "oven", driver: "modbus", enabled: true, framing: "tcp" }] },
  });
  expect(items.find(({ name }) => name === "spare")?.rigs).toEqual([]);
});
