/** What else goes wrong on Modbus wires: W3, W4, W5 and B2 to B4. */
import { describe, expect, test } from "vitest";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import {
  isRightAnswer,
  openMaster,
  openPort,
  openSlave,
  realClock,
  serialSettings,
  type TestMaster,
} from "../support/modbus.ts";
import { bridgePty } from "../support/pty.ts";
import { until } from "../support/until.ts";

const READ: ModbusRequest = { functionCode: 3, address: 10, count: 4 };
const OTHER: ModbusRequest = { functionCode: 3, address: 500, count: 4 };

type Wire = AsyncDisposable & {
  readonly slave: Awaited<ReturnType<typeof openSlave>>;
  readonly master: TestMaster;
};

async function openWire(framing: "rtu" | "tcp" | "rtu-over-tcp", timeoutMs = 150): Promise<Wire> {
  const stack = new AsyncDisposableStack();
  const slave = stack.use(await openSlave(framing === "tcp" ? "tcp" : "rtu-over-tcp"));
  const settings =
    framing === "rtu" ? serialSettings(stack.use(await bridgePty(slave)).path) : slave.settings;
  const master = stack.use(await openMaster({ port: openPort(settings), framing, timeoutMs }));
  return { slave, master, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
}

async function expectRight({ master, slave }: Wire, request: ModbusRequest): Promise<void> {
  expect(isRightAnswer(request, await master.request(request), slave.tables)).toBe(true);
}

function reasons(master: TestMaster): string[] {
  return master.strays.map(({ reason }) => reason);
}

test.each(["rtu", "rtu-over-tcp", "tcp"] as const)(
  "concurrent requests over %s each get their own answer",
  async (framing) => {
    await using wire = await openWire(framing, 1_000);
    const addresses = [0, 100, 200, 300, 400];
    await Promise.all(
      addresses.map((address) => expectRight(wire, { functionCode: 3, address, count: 5 })),
    );
  },
);

describe("on a serial line", () => {
  test("the reply of another unit is told and never taken for ours", async () => {
    await using wire = await openWire("rtu");
    wire.slave.faults.set("wrong-unit");
    await expect(wire.master.request(READ)).rejects.toMatchObject({ code: "request.timeout" });
    expect(reasons(wire.master)).toContain("unexpected-reply");
    wire.slave.faults.clear();
    await expectRight(wire, OTHER);
  });

  test("a doubled reply is taken once and never answers the next request", async () => {
    await using wire = await openWire("rtu");
    wire.slave.faults.set("duplicate-reply");
    for (const address of [10, 500, 20, 600]) {
      await expectRight(wire, { functionCode: 3, address, count: 4 });
    }
    expect(reasons(wire.master)).toContain("unexpected-reply");
  });

  test("an adapter that echoes our requests does not disturb reads or confirm writes", async () => {
    await using wire = await openWire("rtu");
    wire.slave.faults.set("echo");
    await expectRight(wire, READ);
    await wire.master.request({ functionCode: 6, address: 3, value: 3 });
    expect(reasons(wire.master)).toEqual(["echo", "echo"]);
    // The echo still comes, the unit's confirmation does not.
    wire.slave.faults.set("truncate", 8);
    const write: ModbusRequest = { functionCode: 6, address: 4, value: 4 };
    await expect(wire.master.request(write)).rejects.toMatchObject({ code: "request.timeout" });
  });

  test("the echo of the very first write never confirms it", async () => {
    await using wire = await openWire("rtu");
    wire.slave.faults.set("echo");
    wire.slave.faults.set("write-unanswered");
    for (const write of [
      { functionCode: 6, address: 4, value: 4 },
      { functionCode: 5, address: 4, value: true },
    ] as const) {
      await expect(wire.master.request(write)).rejects.toMatchObject({ code: "request.timeout" });
    }
    // A read told that there are echoes before the first of them was sent.
    expect(wire.slave.writes()).toEqual([4, 4]);
    expect(wire.slave.requests()).toBeGreaterThan(2);
    wire.slave.faults.clear();
    wire.slave.faults.set("echo");
    await wire.master.request({ functionCode: 6, address: 4, value: 5 });
    expect(wire.slave.tables.holding[4]).toBe(5);
  });

  test.each([
    ["bad-crc", undefined, "request.corrupt", "crc"],
    ["truncate", 6, "request.timeout", "partial-frame"],
  ] as const)("after %s the very next request is right", async (fault, value, code, reason) => {
    await using wire = await openWire("rtu");
    for (let burst = 0; burst < 3; burst += 1) {
      wire.slave.faults.set(fault, value);
      await expect(wire.master.request(READ)).rejects.toMatchObject({ code });
      expect(reasons(wire.master)).toContain(reason);
      wire.slave.faults.clear();
      await expectRight(wire, OTHER);
    }
  });

  test("garbage behind a reply costs neither it nor the next one", async () => {
    await using wire = await openWire("rtu");
    wire.slave.faults.set("trailing-garbage");
    await expectRight(wire, READ);
    await expectRight(wire, OTHER);
    expect(reasons(wire.master)).toEqual(["crc", "crc"]);
  });

  test("a reply that comes byte by byte is whole", async () => {
    await using wire = await openWire("rtu");
    wire.slave.faults.set("split");
    await expectRight(wire, { functionCode: 3, address: 0, count: 125 });
    await expectRight(wire, OTHER);
  });

  test("bytes are seen when they come, not when something else happens", async () => {
    // node-serialport 3148: on some Node versions received bytes wait for another callback.
    await using wire = await openWire("rtu", 2_000);
    await wire.master.request(READ);
    const tookMs: number[] = [];
    for (let at = 0; at < 50; at += 1) {
      const startedNs = realClock.now().monoNs;
      const { takenAt } = await wire.master.request(READ);
      tookMs.push(Number(takenAt.monoNs - startedNs) / 1e6);
    }
    const median = tookMs.toSorted((left, right) => left - right)[25];
    // The next callback would be that of the deadline.
    expect(median).toBeLessThan(500);
  });
});

describe("over Modbus TCP", () => {
  test("a garbage header costs one request: the next one has a new connection", async () => {
    await using wire = await openWire("tcp");
    await expectRight(wire, READ);
    for (let time = 0; time < 3; time += 1) {
      wire.slave.faults.set("garbage-mbap");
      await expect(wire.master.request(READ)).rejects.toMatchObject({ code: "request.corrupt" });
      await expectRight(wire, OTHER);
    }
    expect(reasons(wire.master)).toContain("bad-header");
  });

  test("replies with a wrong transaction id are refused, and the connection renewed after 3", async () => {
    await using wire = await openWire("tcp", 80);
    const before = wire.slave.connectionCount();
    wire.slave.faults.set("wrong-transaction");
    for (let time = 0; time < 3; time += 1) {
      await expect(wire.master.request(READ)).rejects.toMatchObject({ code: "request.timeout" });
    }
    wire.slave.faults.clear();
    await expectRight(wire, OTHER);
    expect(wire.slave.connectionCount()).toBe(before + 1);
  });

  test("a reply split at every byte is whole", async () => {
    await using wire = await openWire("tcp");
    wire.slave.faults.set("split");
    await expectRight(wire, { functionCode: 1, address: 3, count: 2_000 - 3 });
    await expectRight(wire, OTHER);
  });

  test("the connection is renewed though the device takes only one socket", async () => {
    await using wire = await openWire("tcp");
    wire.slave.faults.set("one-socket");
    wire.slave.faults.set("garbage-mbap");
    await expect(wire.master.request(READ)).rejects.toMatchObject({ code: "request.corrupt" });
    await until(() => wire.slave.connections() === 0);
    await expectRight(wire, OTHER);
  });

  test("every way to end gives a DriverError with a remedy, and none hangs", async () => {
    await using wire = await openWire("tcp", 60);
    wire.slave.faults.set("silent");
    await expectWrapped(wire.master.request(READ), "request.timeout");
    wire.slave.faults.clear();
    wire.slave.faults.set("exception", 6);
    await expectWrapped(wire.master.request(READ), "request.busy");
    wire.slave.faults.set("exception", 4);
    await expectWrapped(wire.master.request(READ), "request.exception");
    wire.slave.faults.clear();
    await expectWrapped(wire.master.request({ ...READ, count: 126 }), "request.invalid");
    wire.slave.faults.set("silent");
    const waiting = [wire.master.request(READ), wire.master.request(OTHER)];
    const ended = Promise.all(waiting.map((each) => expectWrapped(each, "wire.lost")));
    await wire.slave[Symbol.asyncDispose]();
    await ended;
  });
});

async function expectWrapped(request: Promise<unknown>, code: string): Promise<void> {
  const error = await request.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "DriverError", code, remedy: expect.any(String) });
}

test("one dead unit behind a device server does not end the others' session", async () => {
  await using slave = await openSlave("rtu-over-tcp");
  const port = openPort(slave.settings);
  await using alive = await openMaster({ port, framing: "rtu-over-tcp", timeoutMs: 60 });
  await using dead = await openMaster({ port, framing: "rtu-over-tcp", timeoutMs: 60, unitId: 9 });
  for (let time = 0; time < 3; time += 1) {
    const lost = expect(dead.request(READ)).rejects.toMatchObject({ code: "request.timeout" });
    const reply = await alive.request(OTHER);
    expect(isRightAnswer(OTHER, reply, slave.tables)).toBe(true);
    await lost;
  }
});
