/** Faults B2 to B4, told apart and counted for the unit that had them. */
import { describe, expect, test } from "vitest";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { answerPdu } from "../../fixtures/simulators/modbus-slave.ts";
import {
  isRightAnswer,
  openMaster,
  openPort,
  openSlave,
  serialSettings,
  telltaleTables,
} from "../support/modbus.ts";
import { openOddSlave } from "../support/odd-slave.ts";
import { bridgePty } from "../support/pty.ts";
import { until } from "../support/until.ts";

const READ: ModbusRequest = { functionCode: 3, address: 10, count: 4 };

describe("on a serial line", () => {
  test.each([
    ["duplicate-reply", "duplicate", true],
    ["wrong-unit", "other-unit", false],
    ["echo", "echo", true],
    ["bad-crc", "crc", false],
    ["trailing-garbage", "crc", true],
  ] as const)(
    "%s is counted as %s, and the values stay right",
    async (fault, cause, isAnswered) => {
      await using slave = await openSlave("rtu-over-tcp");
      await using pty = await bridgePty(slave);
      const port = openPort(serialSettings(pty.path));
      await using master = await openMaster({ port, framing: "rtu", timeoutMs: 150 });
      slave.faults.set(fault);
      const outcome = await master.request(READ).catch((error: Error) => error);
      if (isAnswered) expect(isRightAnswer(READ, outcome as never, slave.tables)).toBe(true);
      else expect(outcome).toMatchObject({ name: "DriverError" });
      slave.faults.clear();
      const next: ModbusRequest = { ...READ, address: 500 };
      expect(isRightAnswer(next, await master.request(next), slave.tables)).toBe(true);
      await until(() => (master.client.counters().strays[cause] ?? 0) > 0);
    },
  );
});

/** Whole replies and what is wrong with their header. */
const HEADERS: readonly (readonly [string, (reply: Uint8Array) => Uint8Array])[] = [
  ["a protocol id that is not Modbus", (reply) => reply.with(3, 1)],
  ["a length of a whole stream", (reply) => reply.with(4, 0xff)],
  ["a length of nothing", (reply) => reply.with(4, 0).with(5, 1)],
  ["another function under our id", (reply) => reply.with(7, 4)],
  ["another unit under our id", (reply) => reply.with(6, 99)],
];

describe("over Modbus TCP", () => {
  test.each(HEADERS)("%s costs one request and one connection", async (_, spoil) => {
    const tables = telltaleTables();
    let isSpoilt = true;
    await using slave = await openOddSlave(
      (bytes) => (bytes.length >= 12 ? 12 : 0),
      (raw, send) => {
        const pdu = answerPdu(raw.slice(7), tables);
        const head = [...raw.slice(0, 4), 0, pdu.length + 1, raw[6] ?? 0];
        const reply = Uint8Array.of(...head, ...pdu);
        send(isSpoilt ? spoil(reply) : reply);
        isSpoilt = false;
      },
    );
    const port = openPort(slave.settings);
    await using master = await openMaster({ port, framing: "tcp", timeoutMs: 500 });
    await expect(master.request(READ)).rejects.toMatchObject({ code: "request.corrupt" });
    const next: ModbusRequest = { ...READ, address: 500 };
    expect(isRightAnswer(next, await master.request(next), tables)).toBe(true);
    const { corrupt, strays } = master.client.counters();
    expect([corrupt, strays["bad-header"]]).toEqual([1, 1]);
  });
});
