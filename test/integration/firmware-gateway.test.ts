/** Firmware of a microcontroller as a rig of the whole gateway: judged, stored, and cut off. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { type FirmwareBoard, startBoard } from "../../fixtures/firmware/emulated-board.ts";
import type { RunDetail, RunSummary } from "../../gateway/api/contract.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { liveEvents } from "../support/live-events.ts";
import { until } from "../support/until.ts";

const VALUE = "(?<value>\\S+) (?<unit>\\S+) +(?<reported>[PF])";
const VERDICTS = { P: "pass", F: "fail" };
const LINES = [
  { match: "RUN (?<serialNumber>\\S+) *", event: "run-started" },
  { match: `MEA (?<step>\\w+) +${VALUE}`, event: "measurement", reported: VERDICTS },
  { match: "END (?<reported>[PF])", event: "run-finished", reported: VERDICTS },
  { match: "(IDN|OK|ERR) .*", event: "ignore" },
];

/** By step: unit and limits; the humidity's are narrower than the board's own. */
const LIMITS = {
  vcc: ["V", 3.2, 3.4],
  icc: ["mA", 9.5, 15.5],
  temp: ["Cel", 19.5, 27.5],
  humi: ["%", 50, 60],
  offs: ["mV", -32.5, 7.5],
} as const;

function recordsWith(steps: readonly (keyof typeof LIMITS)[]) {
  return {
    products: [
      {
        ...{ partNumber: "SENSOR-8", name: "Sensor board", stage: "mp", route: ["FCT"] },
        revisions: [{ revision: "A", status: "released" }],
      },
    ],
    orders: [
      {
        ...{ id: "WO-1", partNumber: "SENSOR-8", revision: "A", quantity: 10, status: "released" },
        serialNumbers: { prefix: "SB-", from: 1, digits: 6 },
      },
    ],
    procedures: [
      {
        ...{ id: "SENSOR-8/FCT", version: 1, name: "Function", partNumber: "SENSOR-8" },
        ...{ operation: "FCT", status: "effective" },
        measurements: steps.map((id) => {
          const [unit, low, high] = LIMITS[id];
          const specification = { low, high };
          return { id, name: id, limits: { comparator: "GELE", unit, specification } };
        }),
      },
    ],
  };
}

/** A gateway with the board as its only rig; `paceOf10Ms` is what a step takes. */
async function startLine(
  board: FirmwareBoard,
  { steps, paceOf10Ms }: { steps: readonly (keyof typeof LIMITS)[]; paceOf10Ms: number },
): Promise<GatewayProcess> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "rigline-firmware-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "records.yaml"), stringify(recordsWith(steps)));
  const options = {
    checksum: { kind: "crc-16-modbus", start: "$", mark: "*", coversMark: true },
    answer: "(RUN|OK|ERR) .*",
    lines: LINES,
    poll: [
      { text: `PACE ${paceOf10Ms}`, everyMs: 3_600_000 },
      { text: "RUN SB-000001", everyMs: 60 * paceOf10Ms + 2_000, timeoutMs: 10_000 },
    ],
  };
  const rig = { driver: "serial-line", port: "board", station: "FCT-1", operation: "FCT" };
  const config = {
    site: { name: "bench" },
    import: ["records.yaml"],
    ports: { board: { kind: "serial", path: board.path, baudRate: 115_200 } },
    rigs: { "board-1": { ...rig, partNumber: "SENSOR-8", options } },
    broker: { kind: "embedded", port: 0 },
  };
  await writeFile(join(folder, "rigline.yaml"), stringify(config));
  const own = { config: join(folder, "rigline.yaml"), dataDirectory: join(folder, "data") };
  const gateway = stack.use(await startGateway(own));
  return { ...gateway, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function finishedRun({ url }: GatewayProcess): Promise<RunDetail> {
  const find = async () => {
    const listed = await fetch(`${url}/api/v1/runs?rig=board-1`);
    const { items } = (await listed.json()) as { items: RunSummary[] };
    const done = items.find(({ completion }) => completion !== "running");
    if (done === undefined) return undefined;
    return (await (await fetch(`${url}/api/v1/runs/${done.id}`)).json()) as RunDetail;
  };
  return until(find, { deadlineMs: 60_000, everyMs: 200, what: "a finished run of the board" });
}

test("what the board measured is judged by our limits and stored, whatever the board says of it", async () => {
  await using board = await startBoard();
  await using gateway = await startLine(board, { steps: ["vcc", "icc", "humi"], paceOf10Ms: 1 });
  const run = await finishedRun(gateway);
  expect(run).toMatchObject({
    ...{ serialNumber: "SB-000001", orderId: "WO-1", completion: "completed" },
    ...{ reported: "pass", outcome: "fail", mismatch: true, simulated: false },
  });
  const of = (id: string) => run.measurements.find((each) => each.id === id);
  expect(of("vcc")).toMatchObject({ unit: "V", computed: "pass", reported: "pass" });
  expect(Number(of("vcc")?.value)).toBeCloseTo(3.3, 1);
  expect(of("humi")).toMatchObject({ unit: "%", computed: "fail", reported: "pass" });
}, 120_000);

test("a board whose power is cut in mid-run: the run ends as an error with what was measured", async () => {
  await using board = await startBoard();
  await using gateway = await startLine(board, {
    steps: ["vcc", "icc", "temp", "offs"],
    paceOf10Ms: 200,
  });
  for await (const event of liveEvents(gateway.url)) {
    if (event.kind !== "measurement") continue;
    process.kill(board.processId, "SIGKILL");
    break;
  }
  const run = await finishedRun(gateway);
  expect(run).toMatchObject({ serialNumber: "SB-000001", completion: "error", cause: "link.lost" });
  expect(run.outcome).toBe("error");
  const measured = run.measurements.filter(({ value }) => value !== undefined);
  expect(measured.map(({ id }) => id)).toContain("vcc");
}, 120_000);
