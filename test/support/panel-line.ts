/** A configuration with an eight-up panel tester, for tests of fixtures with slots. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const SLOTS = ["1", "2", "3", "4", "5", "6", "7", "8"];

export interface PanelLine extends AsyncDisposable {
  /** Of the written rigline.yaml. */
  readonly path: string;
}

/**
 * Writes it with `arguments` for the simulator, and `more` blocks beside. The caller disposes:
 * that removes the folder.
 */
export async function writePanelLine(
  simulatorArguments: readonly string[],
  more: object = {},
): Promise<PanelLine> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-panel-"));
  const program = join(FIXTURES, "simulators/panel-tester.ts");
  const config = {
    site: { enterprise: "sample", name: "sample-plant", area: "assembly", line: "psu-line" },
    import: [join(FIXTURES, "sample-line/products.yaml")],
    ports: {
      "panel-1": { kind: "simulated", program, arguments: [...simulatorArguments] },
    },
    rigs: {
      "panel-1": {
        ...{ title: "Eight-up tester", driver: "serial-line", port: "panel-1" },
        ...{ station: "FCT-8", operation: "FCT", partNumber: "PSU-24", slots: SLOTS },
        options: { lengthMax: 200, lines: LINES },
      },
    },
    stations: { "FCT-8": { title: "Functional test, eight-up" } },
    broker: { kind: "embedded", port: 0 },
    ...more,
  };
  const path = join(directory, "rigline.yaml");
  await writeFile(path, stringify(config));
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

const VERDICTS = { PASS: "pass", FAIL: "fail" };
const SLOT = "S(?<slot>\\d) ";
const LINES = [
  { match: "PANEL READY", event: "ignore" },
  {
    match: `${SLOT}START SN=(?<serialNumber>\\S+) PN=(?<partNumber>\\S+) RUN=(?<runKey>\\d+)`,
    event: "run-started",
  },
  {
    match: `${SLOT}MEAS (?<step>firmware) (?<value>\\S+) - (?<reported>PASS|FAIL)`,
    ...{ event: "measurement", valueType: "text", unit: "", reported: VERDICTS },
  },
  {
    match: `${SLOT}MEAS (?<step>\\S+) (?<value>\\S+) (?<unit>\\S+) (?<reported>PASS|FAIL)`,
    ...{ event: "measurement", reported: VERDICTS },
  },
  { match: "TEL (?<channel>\\S+) (?<value>\\S+) (?<unit>\\S+)", event: "reading" },
  {
    match: `${SLOT}END ABORT NEIGHBOUR`,
    ...{ event: "run-finished", reported: "aborted", cause: "neighbour-slot" },
  },
  { match: `${SLOT}END (?<reported>PASS|FAIL)`, event: "run-finished", reported: VERDICTS },
];
