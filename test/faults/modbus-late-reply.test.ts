/** Fault W1: without a transaction id, a reply that comes too late looks like the next one. */
import { describe, expect, test } from "vitest";
import { DriverError } from "../../drivers/contract.ts";
import type { ModbusFramingName } from "../../drivers/kit/modbus/line/line-timing.ts";
import type { ModbusReply } from "../../drivers/kit/modbus/modbus-queue.ts";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import {
  isRightAnswer,
  openMaster,
  openPort,
  openSlave,
  serialSettings,
  type TestMaster,
} from "../support/modbus.ts";
import { bridgePty } from "../support/pty.ts";
import { until } from "../support/until.ts";

const TIMEOUT_MS = 400;
/** Halfway between the timeout and the end of the quiet time: a stall of 200 ms moves neither. */
const LATE_MS = 600;

/** A slave with one late reply to give, and a master of ours over the named wire. */
async function openWire(framing: ModbusFramingName) {
  const stack = new AsyncDisposableStack();
  const slave = stack.use(await openSlave(framing === "tcp" ? "tcp" : "rtu-over-tcp"));
  const settings =
    framing === "rtu" ? serialSettings(stack.use(await bridgePty(slave)).path) : slave.settings;
  const port = openPort(settings);
  const master = stack.use(await openMaster({ port, framing, timeoutMs: TIMEOUT_MS }));
  return { slave, master, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
}

/** On a busy machine an honest reply may be late too: asked again then. Never a wrong one. */
async function answered(master: TestMaster, request: ModbusRequest): Promise<ModbusReply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await master.request(request);
    } catch (error) {
      const isTimeout = error instanceof DriverError && error.code === "request.timeout";
      if (!isTimeout || attempt === 5) throw error;
    }
  }
}

const READS = [1, 2, 3, 4] as const;
const COUNTS = [1, 9, 125];

describe.each(["rtu", "rtu-over-tcp", "tcp"] as const)("over %s", (framing) => {
  test.each(READS)(
    "a late reply after a timeout is never attributed to the next request (function %i)",
    async (functionCode) => {
      await using wire = await openWire(framing);
      const { slave, master } = wire;
      for (const count of COUNTS) {
        slave.faults.set("late-once", LATE_MS);
        const late: ModbusRequest = { functionCode, address: 100, count };
        await expect(master.request(late)).rejects.toMatchObject({ code: "request.timeout" });
        for (const address of [200, 300, 400, 500]) {
          const request: ModbusRequest = { functionCode, address, count };
          const reply = await answered(master, request);
          expect(isRightAnswer(request, reply, slave.tables)).toBe(true);
        }
      }
      // Over a new socket the late reply has nowhere to come to.
      if (framing !== "rtu-over-tcp") {
        const lateReplies = () => master.strays.filter(({ reason }) => reason === "late-reply");
        await until(() => lateReplies().length >= COUNTS.length);
      }
    },
  );

  const writes: ModbusRequest[] = [
    { functionCode: 5, address: 7, value: true },
    { functionCode: 6, address: 7, value: 77 },
    { functionCode: 15, address: 7, values: [true, false, true] },
    { functionCode: 16, address: 7, values: [1, 2, 3] },
  ];
  test.each(writes)(
    "a late confirmation never confirms the next write (function $functionCode)",
    async (write) => {
      await using wire = await openWire(framing);
      const { slave, master } = wire;
      // Shows that the adapter does not echo: before that a write is not sent.
      await answered(master, { functionCode: 3, address: 0, count: 1 });
      slave.faults.set("late-once", LATE_MS);
      await expect(master.request(write)).rejects.toMatchObject({ code: "request.timeout" });
      // The second one never reaches the unit's program: whoever says it did is wrong.
      const second = master.request(write);
      slave.faults.set("silent");
      await expect(second).rejects.toMatchObject({ code: "request.timeout" });
      slave.faults.clear();
      await answered(master, write);
    },
  );
});
