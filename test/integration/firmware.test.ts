/** Our drivers against firmware of a microcontroller that runs instruction by instruction. */
import { expect, test } from "vitest";
import type { Driver, RigCommand, RigEvent } from "../../drivers/contract.ts";
import { serialFrameDriver } from "../../drivers/serial-frame/driver.ts";
import { serialLineDriver } from "../../drivers/serial-line/driver.ts";
import { startBoard } from "../../fixtures/firmware/emulated-board.ts";
import { openMaster, openPort, realClock, serialSettings, silentLog } from "../support/modbus.ts";
import { listenToRig, runsOf } from "../support/modbus-rig.ts";
import { until } from "../support/until.ts";

const STEPS = ["vcc", "icc", "temp", "humi", "offs"];
const VALUE = "(?<value>\\S+) (?<unit>\\S+) +(?<reported>[PF])\\*[0-9A-F]{4}";
const VERDICTS = { P: "pass", F: "fail" };

const LINES = {
  // It speaks only when asked, so that no line is half of one.
  joinQuietMs: 0,
  answer: "\\$(IDN|OK|ERR) .*",
  lines: [
    { match: "\\$RUN (?<serialNumber>\\S+) *\\*[0-9A-F]{4}", event: "run-started" },
    { match: `\\$MEA (?<step>\\w+) +${VALUE}`, event: "measurement", reported: VERDICTS },
    {
      match: "\\$VAL (?<channel>\\w+) +(?<value>\\S+) (?<unit>\\S+) +[PF]\\*[0-9A-F]{4}",
      event: "reading",
    },
    {
      match: "\\$END (?<reported>[PF])\\*[0-9A-F]{4}",
      event: "run-finished",
      reported: VERDICTS,
    },
    { match: "\\$(IDN|OK|ERR) .*", event: "ignore" },
  ],
};

const reported = { 80: "pass", 70: "fail" };
const hex = (text: string) => Buffer.from(text).toString("hex");
const says = (text: string) => [{ offset: 0, bytes: hex(text) }];

const FRAMES = {
  frame: {
    ...{ by: "markers", start: hex("$"), end: "0D 0A", lengthMax: 64 },
    checksum: { kind: "crc-16-modbus", as: "hex" },
  },
  frames: [
    { when: says("RUN "), event: "run-started", serialNumber: { offset: 4, length: 12 } },
    ...STEPS.map((step) => ({
      when: says(`MEA ${step.padEnd(4)}`),
      event: "measurement",
      values: [
        {
          step,
          offset: 9,
          length: 8,
          type: "NUMBER_TEXT",
          reported: { offset: 22, values: reported },
        },
      ],
    })),
    { when: says("END "), event: "run-finished", reported: { offset: 4, values: reported } },
    { event: "ignore" },
  ],
};

async function connect(driver: Driver, options: object, path: string) {
  const stop = new AbortController();
  const port = openPort(serialSettings(path));
  const context = { rig: "board-1", clock: realClock, log: silentLog, port };
  const connection = await driver.connect(driver.options.parse(options), context, stop.signal);
  const events: RigEvent[] = [];
  const ended = (async () => {
    for await (const event of connection.events(stop.signal)) events.push(event);
  })();
  return {
    events,
    send: (command: RigCommand) => connection.send?.(command, stop.signal),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
      await connection[Symbol.asyncDispose]();
    },
  };
}

const finished = (events: readonly RigEvent[], count: number) => () =>
  runsOf(events).length >= count;

test("lines of real firmware are heard whole: its identification, a passed and a failed run", async () => {
  await using board = await startBoard();
  await using rig = await connect(serialLineDriver, LINES, board.path);
  expect(await rig.send({ kind: "query", text: "*IDN?" })).toMatchObject({
    text: "$IDN RIGLINE,SENSOR-8,1.0*D458",
  });
  await rig.send({ kind: "send", text: "RUN S-0001" });
  await until(finished(rig.events, 1));
  await rig.send({ kind: "query", text: "FAULT VALUE" });
  await rig.send({ kind: "send", text: "RUN S-0002" });
  await until(finished(rig.events, 2));
  const [good, bad] = runsOf(rig.events);
  expect(good).toMatchObject({ serialNumber: "S-0001", reported: "pass" });
  expect(bad).toMatchObject({ serialNumber: "S-0002", reported: "fail" });
  for (const run of [good, bad]) expect(Object.keys(run?.steps ?? {})).toEqual(STEPS);
  expect(Number(good?.steps.vcc)).toBeCloseTo(3.3, 2);
  expect(Number(good?.steps.offs)).toBeCloseTo(-12.5, 0);
  expect(Number(bad?.steps.temp)).toBeGreaterThan(31);
});

test("ten runs of checksummed frames lose nothing, and a corrupted one is noise, never a reading", async () => {
  await using board = await startBoard();
  await using rig = await connect(serialFrameDriver, FRAMES, board.path);
  for (let count = 1; count <= 10; count += 1) {
    await rig.send({ kind: "send", text: `RUN S-${count}\r\n` });
    await until(finished(rig.events, count));
  }
  for (const { steps } of runsOf(rig.events)) expect(Object.keys(steps)).toEqual(STEPS);
  // What it said after its reset, before the port was open, may have been cut off.
  const from = rig.events.findIndex(({ kind }) => kind === "run-started");
  expect(rig.events.slice(from).filter(({ kind }) => kind === "noise")).toEqual([]);
  await rig.send({ kind: "send", text: "FAULT CRC\r\nRUN S-11\r\n" });
  await until(finished(rig.events, 11));
  const last = runsOf(rig.events).at(-1);
  expect(last).toMatchObject({ serialNumber: "S-11", reported: "pass" });
  expect(Object.keys(last?.steps ?? {})).toEqual(STEPS.slice(1));
  expect(rig.events).toContainEqual(expect.objectContaining({ kind: "noise", reason: "crc" }));
});

test("the same values are read over Modbus RTU as the board told in text", async () => {
  await using board = await startBoard();
  const told = await valuesInText(board.path);
  const channels = STEPS.map((name, address) => ({
    ...{ name, address, table: "input", type: "INT16", everyMs: 50 },
    scale: [0.001, 0.01, 0.01, 0.01, 0.1][address],
  }));
  const options = { framing: "rtu", unitId: 1, addressBase: 0, timeoutMs: 1_000, channels };
  await using rig = await listenToRig(openPort(serialSettings(board.path)), options);
  const readings = () => rig.events.filter((event) => event.kind === "reading");
  await until(() => readings().length >= 50, { deadlineMs: 15_000 });
  for (const reading of readings()) {
    expect(reading).toMatchObject({ quality: "good", value: told.get(reading.channel) });
  }
  expect(rig.events.filter(({ kind }) => kind === "noise")).toEqual([]);
});

test("the firmware's registers are written, and its exceptions are told as what they are", async () => {
  await using board = await startBoard();
  await valuesInText(board.path);
  const port = openPort(serialSettings(board.path));
  await using master = await openMaster({ port, framing: "rtu" });
  await master.request({ functionCode: 6, address: 1, value: 0 });
  await master.request({ functionCode: 6, address: 0, value: 1 });
  const quiet = await master.request({ functionCode: 4, address: 0, count: 5 });
  const words = Buffer.from(quiet.bytes);
  expect(STEPS.map((_, at) => words.readInt16BE(at * 2))).toEqual([3300, 1250, 2350, 4120, -125]);
  const held = await master.request({ functionCode: 3, address: 0, count: 3 });
  expect([...held.bytes]).toEqual([0, 1, 0, 0, 0, 1]);
  await master.request({ functionCode: 16, address: 0, values: [0, 7] });
  const many = await master.request({ functionCode: 3, address: 0, count: 3 });
  expect([...many.bytes]).toEqual([0, 0, 0, 7, 0, 1]);
  const refusal = (exceptionCode: number) => ({ code: "request.exception", exceptionCode });
  await expect(master.request({ functionCode: 1, address: 0, count: 1 })).rejects.toMatchObject(
    refusal(1),
  );
  await expect(master.request({ functionCode: 4, address: 4, count: 2 })).rejects.toMatchObject(
    refusal(2),
  );
  await expect(master.request({ functionCode: 6, address: 1, value: 101 })).rejects.toMatchObject(
    refusal(3),
  );
  // One value that is not allowed, and nothing of the request is done.
  const half = { functionCode: 16, address: 0, values: [1, 101] } as const;
  await expect(master.request(half)).rejects.toMatchObject(refusal(3));
  const beyond = { functionCode: 16, address: 2, values: [1, 1] } as const;
  await expect(master.request(beyond)).rejects.toMatchObject(refusal(2));
  const kept = await master.request({ functionCode: 3, address: 0, count: 2 });
  expect([...kept.bytes]).toEqual([0, 0, 0, 7]);
});

/** What the board measured and told; from then on it is a Modbus slave. */
async function valuesInText(path: string): Promise<ReadonlyMap<string, unknown>> {
  await using rig = await connect(serialLineDriver, LINES, path);
  await rig.send({ kind: "query", text: "*IDN?" });
  await rig.send({ kind: "send", text: "VAL?" });
  const readings = () => rig.events.filter((event) => event.kind === "reading");
  await until(() => readings().length === STEPS.length);
  await rig.send({ kind: "query", text: "MODBUS" });
  return new Map(readings().map(({ channel, value }) => [channel, value]));
}
