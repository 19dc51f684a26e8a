/** Our master against somebody else's slave, and our slaves read by somebody else's master. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { libmodbusTables, startLibmodbusSlave } from "../support/libmodbus-slave.ts";
import {
  isRightAnswer,
  openMaster,
  openPort,
  openSlave,
  serialSettings,
  type TestMaster,
} from "../support/modbus.ts";
import { bridgePty, openPtyPair } from "../support/pty.ts";

const run = promisify(execFile);

/** Every function code, at the edges of what a request may ask. */
async function exercise(master: TestMaster): Promise<void> {
  const tables = libmodbusTables();
  for (const functionCode of [1, 2, 3, 4] as const) {
    const counts = functionCode <= 2 ? [1, 8, 9, 1_000, 2_000] : [1, 2, 17, 125];
    for (const count of counts) {
      for (const address of [0, 1_000, 2_000 - count].filter((from) => from + count <= 2_000)) {
        const request: ModbusRequest = { functionCode, address, count };
        expect(isRightAnswer(request, await master.request(request), tables)).toBe(true);
      }
    }
  }
  const beyond: ModbusRequest = { functionCode: 3, address: 1_999, count: 2 };
  await expect(master.request(beyond)).rejects.toMatchObject({
    code: "request.exception",
    exceptionCode: 2,
  });
  await master.request({ functionCode: 5, address: 1, value: true });
  await master.request({ functionCode: 15, address: 4, values: [true, true, false] });
  await master.request({ functionCode: 6, address: 50, value: 0xbeef });
  await master.request({ functionCode: 16, address: 51, values: [1, 2, 0xffff] });
  const coils = await master.request({ functionCode: 1, address: 1, count: 6 });
  expect(coils.bits).toEqual([true, false, true, true, true, false]);
  const words = await master.request({ functionCode: 3, address: 50, count: 4 });
  expect([...words.bytes]).toEqual([0xbe, 0xef, 0, 1, 0, 2, 0xff, 0xff]);
}

test("a libmodbus slave is read and written rightly over Modbus TCP", async () => {
  await using slave = await startLibmodbusSlave(["tcp", "0"]);
  const port = openPort({ kind: "tcp", host: slave.host, port: slave.port });
  await using master = await openMaster({ port, framing: "tcp" });
  await exercise(master);
  expect(master.strays).toEqual([]);
});

test("a libmodbus slave is read and written rightly over RTU on a serial line", async () => {
  await using pty = await openPtyPair();
  await using _slave = await startLibmodbusSlave(["rtu", pty.rigPath, "1"]);
  const port = openPort(serialSettings(pty.path));
  await using master = await openMaster({ port, framing: "rtu", timeoutMs: 500 });
  await exercise(master);
  expect(master.strays).toEqual([]);
});

describe("mbpoll reads our simulated slaves", () => {
  const read = ["-a", "1", "-0", "-r", "100", "-c", "3", "-t", "4", "-1", "-q"];
  const expected = [100, 101, 102];

  function values(output: string): number[] {
    return [...output.matchAll(/^\[\d+\]:\s+(\d+)/gm)].map(([, word]) => Number(word));
  }

  test("over Modbus TCP", async () => {
    await using slave = await openSlave("tcp");
    const where = ["-m", "tcp", "-p", String(slave.port), slave.host];
    const { stdout } = await run("mbpoll", [...read, ...where]);
    expect(values(stdout)).toEqual(expected);
  });

  test("over RTU on a serial line", async () => {
    await using slave = await openSlave("rtu-over-tcp");
    await using pty = await bridgePty(slave);
    const where = ["-m", "rtu", "-b", "115200", "-P", "none", pty.path];
    const { stdout } = await run("mbpoll", [...read, ...where]);
    expect(values(stdout)).toEqual(expected);
  });
});
