/** Replies so late that timeout and quiet time are long over: only a proof helps. */
import { describe, expect, test } from "vitest";
import { withCrc } from "../../drivers/kit/crc.ts";
import { decodeAscii, encodeAscii } from "../../drivers/kit/modbus/framing/ascii-framing.ts";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { answerPdu } from "../../fixtures/simulators/modbus-slave.ts";
import {
  isRightAnswer,
  openMaster,
  openPort,
  serialSettings,
  telltaleTables,
} from "../support/modbus.ts";
import { asciiRequestLength, openOddSlave, rtuRequestLength } from "../support/odd-slave.ts";
import { bridgePty } from "../support/pty.ts";

/** Long enough that only what is owed is late, however busy the computer is. */
const TIMEOUT_MS = 400;
const FIRST: ModbusRequest = { functionCode: 3, address: 100, count: 10 };
const NEXT: ModbusRequest = { functionCode: 3, address: 200, count: 10 };
const WIRES = {
  rtu: { lengthOf: rtuRequestLength, bodyOf: (raw: Uint8Array) => raw.slice(0, -2), seal: withCrc },
  ascii: {
    lengthOf: asciiRequestLength,
    bodyOf: (raw: Uint8Array) => decodeAscii(raw) ?? new Uint8Array(2),
    seal: encodeAscii,
  },
} as const;

/** A slave whose first reply, and the first since `owe`, comes with the second, however late. */
async function openWire(framing: "rtu" | "ascii") {
  const stack = new AsyncDisposableStack();
  const tables = telltaleTables();
  const { lengthOf, bodyOf, seal } = WIRES[framing];
  let owed: Uint8Array[] | undefined = [];
  const slave = stack.use(
    await openOddSlave(lengthOf, (raw, send) => {
      const body = bodyOf(raw);
      const reply = seal(Uint8Array.of(1, ...answerPdu(body.slice(1), tables)));
      owed?.push(reply);
      if (owed === undefined) send(reply);
      else if (owed.length > 1) {
        for (const each of owed) send(each);
        owed = undefined;
      }
    }),
  );
  const pty = stack.use(await bridgePty(slave));
  const port = openPort(serialSettings(pty.path));
  const master = stack.use(await openMaster({ port, framing, timeoutMs: TIMEOUT_MS }));
  const stopOwing = () => {
    owed = undefined;
  };
  const owe = () => {
    owed = [];
  };
  return {
    ...{ tables, slave, master, stopOwing, owe },
    functionsAsked: () => slave.requests.map((raw) => bodyOf(raw)[1]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe.each(["rtu", "ascii"] as const)("over %s on a serial line", (framing) => {
  test("a reply that comes with the next one, after any quiet time, is told and not taken", async () => {
    await using wire = await openWire(framing);
    const { master, tables } = wire;
    await expect(master.request(FIRST)).rejects.toMatchObject({ code: "request.timeout" });
    const reply = await master.request(NEXT);
    expect(isRightAnswer(NEXT, reply, tables)).toBe(true);
    expect(master.strays).toMatchObject([{ reason: "late-reply" }]);
    expect(master.client.counters()).toMatchObject({ barriers: 1, strays: { "late-reply": 1 } });
  });

  test("a late confirmation of a write never confirms the next one", async () => {
    await using wire = await openWire(framing);
    const { master, tables } = wire;
    wire.stopOwing();
    // Shows that the adapter does not echo: before that a write is not sent.
    await master.request(FIRST);
    wire.owe();
    const write = (value: number): ModbusRequest => ({ functionCode: 6, address: 7, value });
    await expect(master.request(write(77))).rejects.toMatchObject({ code: "request.timeout" });
    await master.request(write(77));
    expect(tables.holding[7]).toBe(77);
    // The write, what proved that it is over, and the second write, once.
    const [first, ...proofs] = wire.functionsAsked().slice(1, -1);
    expect([first, wire.functionsAsked().at(-1)]).toEqual([6, 6]);
    expect(proofs).toHaveLength(master.client.counters().barriers);
    expect(proofs).not.toHaveLength(0);
    expect(proofs).not.toContain(6);
  });

  test("a request whose reply cannot be mistaken needs no barrier", async () => {
    await using wire = await openWire(framing);
    const { master, slave, tables } = wire;
    const other: ModbusRequest = { functionCode: 4, address: 300, count: 10 };
    await expect(master.request(FIRST)).rejects.toMatchObject({ code: "request.timeout" });
    expect(isRightAnswer(other, await master.request(other), tables)).toBe(true);
    expect(slave.requests).toHaveLength(2);
    expect(isRightAnswer(NEXT, await master.request(NEXT), tables)).toBe(true);
    expect(slave.requests).toHaveLength(3);
  });

  test("every function code reads and writes rightly", async () => {
    await using wire = await openWire(framing);
    wire.stopOwing();
    const { master, tables } = wire;
    for (const functionCode of [1, 2, 3, 4] as const) {
      for (const count of [1, 9, functionCode <= 2 ? 1_900 : 125]) {
        const request: ModbusRequest = { functionCode, address: 50, count };
        expect(isRightAnswer(request, await master.request(request), tables)).toBe(true);
      }
    }
    await master.request({ functionCode: 5, address: 1, value: true });
    await master.request({ functionCode: 6, address: 1, value: 0xbeef });
    await master.request({ functionCode: 15, address: 2, values: [true, false, true] });
    await master.request({ functionCode: 16, address: 2, values: [1, 0xffff] });
    expect([...tables.coils.slice(1, 5)]).toEqual([1, 1, 0, 1]);
    expect([...tables.holding.slice(1, 4)]).toEqual([0xbeef, 1, 0xffff]);
    expect(master.strays).toEqual([]);
  });
});

test("a device server that kept a late reply cannot pass it off over a new connection", async () => {
  const tables = telltaleTables();
  const lost: Uint8Array[] = [];
  let isSlow = true;
  await using slave = await openOddSlave(rtuRequestLength, (raw, send) => {
    const reply = withCrc(Uint8Array.of(1, ...answerPdu(raw.slice(1, -2), tables)));
    if (isSlow) lost.push(reply);
    else for (const each of [...lost.splice(0), reply]) send(each);
    isSlow = false;
  });
  const port = openPort(slave.settings);
  const input = { port, framing: "rtu-over-tcp" as const, timeoutMs: TIMEOUT_MS };
  await using first = await openMaster(input);
  await expect(first.request(FIRST)).rejects.toMatchObject({ code: "request.timeout" });
  await first[Symbol.asyncDispose]();
  // The port is closed and opened again, as a session does that reconnects.
  await using second = await openMaster(input);
  const reply = await second.request(NEXT);
  expect(isRightAnswer(NEXT, reply, tables)).toBe(true);
  expect(second.strays).toMatchObject([{ reason: "late-reply" }]);
});
