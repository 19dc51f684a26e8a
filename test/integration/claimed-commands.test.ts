/** The commands on files and packages against a gateway that people have taken over. */
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { runProgram } from "../../gateway/cli/program.ts";
import { type FctLine, writeFctLine } from "../support/fct-line.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SECRETS = { password: "correct horse battery", signingSecret: "staple by staple" };
const PAGE = { "x-rigline-page": "1", "content-type": "application/json" };

let line: FctLine;
let gateway: GatewayProcess;
let token = "";

beforeAll(async () => {
  line = await writeFctLine([]);
  const { ports: _, rigs: __, ...config } = parse(await readFile(line.path, "utf8"));
  // Without simulated ports it is no demo, and can be taken over.
  await writeFile(line.path, stringify({ ...config, ports: {}, rigs: {} }));
  gateway = await startGateway({ config: line.path, dataDirectory: join(line.directory, "data") });
  token = await grantToken();
}, 120_000);
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await line?.[Symbol.asyncDispose]();
});

async function post(path: string, body: object, cookie = "") {
  const headers = { ...PAGE, cookie };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(`${gateway.url}/api/v1${path}`, init);
  expect([path, response.status < 300]).toEqual([path, true]);
  const given = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  return { body: (await response.json()) as Record<string, string>, cookie: given };
}

/** Of a person who may do what the commands ask for. */
async function grantToken(): Promise<string> {
  const first = () => /\/setup#first\.([\w-]+)/.exec(gateway.output())?.[1];
  const link = await until(first, { deadlineMs: 30_000, what: "the first link" });
  const boss = { token: link, login: "boss", printedName: "The Boss", ...SECRETS };
  const { cookie } = await post("/setup", boss);
  const roles = ["qa", "operations", "technician"];
  const person = { id: "4711", login: "worker", printedName: "A Worker", roles };
  const added = await post("/people", person, cookie);
  await post("/setup", { token: added.body.link?.split(".")[1], ...SECRETS });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const wanted = { kind: "token", title: "import", personId: "4711", expiresAt };
  const granted = await post("/tokens", { ...wanted, scopes: ["read", ...roles] }, cookie);
  return granted.body.secret ?? "";
}

/** One command line in this process, with the token or without. */
async function command(words: readonly string[], { withToken = true } = {}) {
  const said = { out: "", all: "" };
  const where = ["--config", line.path, "--data", gateway.dataDirectory, "--url", gateway.url];
  const code = await runProgram([...words, ...where], {
    ...{ root: ROOT, version: "0.0.0", directory: line.directory, terminal: false },
    env: withToken ? { RIGLINE_TOKEN: token } : {},
    out(text) {
      said.out += text;
      said.all += text;
    },
    err(text) {
      said.all += text;
    },
    onReload: () => undefined,
    onCrash: () => undefined,
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(resolve(line.directory, name), content);
  return name;
}

const DEMAND =
  "externalKey;partNumber;quantity;kind;dueAt\nSO-1/1;PSU-24;30;firm;2027-01-04T00:00:00Z\n";
const MAPPING = `
delimiter: ";"
decimal: ","
time: { pattern: "DD.MM.YYYY HH:mm:ss", offset: "+01:00" }
columns: { startedAt: Start, serialNumber: Serial, result: Result }
fixed: { operation: HIPOT, station: CSV-1, partNumber: PSU-24 }
measurements: [{ column: Bond, step: ground-bond, unit: mOhm }]
`;
const TABLE = [
  "Serial;Start;Bond;Result",
  "PSU24-000301;05.11.2026 08:00:00;61,5;PASS",
  "PSU24-000302;11/05/2026 08:01:00;61,5;PASS",
  "PSU24-000303;05.11.2026 08:02:00;=1+2;PASS",
  "PSU24-000304;05.11.2026 08:03:00",
  "",
].join("\r\n");

test("without a token each is refused by its code, with what to do, and stores nothing", async () => {
  const csv = await file("demand.csv", DEMAND);
  const table = await file("table.csv", TABLE);
  const mapping = await file("mapping.yaml", MAPPING);
  for (const words of [
    ["demand", csv],
    ["import", "--format", "csv", "--mapping", mapping, table],
    ["evidence", "--serial", "PSU24-000301", "--out", "none.zip"],
  ]) {
    const { code, out, all } = await command(words, { withToken: false });
    expect([words[0], code, out]).toEqual([words[0], 1, ""]);
    expect(all).toContain("access.unknown");
    expect(all).toContain("What to do:");
  }
  const known = await command(["demand", csv, "--trial"]);
  expect([known.code, known.out]).toEqual([
    0,
    "1 would be new, 0 would be changed, 0 here already\n",
  ]);
});

test("demand with a wrong encoding, a formula and a ragged row is told line by line; the good file is taken once", async () => {
  const wrong = `${DEMAND}SO-1/2;PSU-24;=1+1;firm;4.1.2027\nSO-1/3;PSU-24\nM\u00fcll;P;1;firm;x\n`;
  const bad = await command(["demand", await file("bad.csv", Buffer.from(wrong, "latin1"))]);
  expect(bad.code).not.toBe(0);
  expect(bad.all).toMatch(/UTF-8|config\.not-text|line 5/);
  const told = await command(["demand", await file("bad8.csv", wrong)]);
  expect([told.code, told.out]).toEqual([1, ""]);
  for (const place of ["line 3, quantity", "line 3, dueAt", "line 4"]) {
    expect(told.all).toContain(place);
  }
  const good = await file("demand.csv", DEMAND);
  expect((await command(["demand", good])).out).toBe("1 new, 0 changed, 0 here already\n");
  expect((await command(["demand", good])).out).toBe("0 new, 0 changed, 1 here already\n");
});

test("a CSV's wrong rows refuse themselves alone, each named; again it counts nothing twice", async () => {
  const words = ["import", "--format", "csv", "--mapping", await file("mapping.yaml", MAPPING)];
  const table = await file("table.csv", TABLE);
  for (const _ of [1, 2]) {
    const { code, all } = await command([...words, table]);
    expect(code).toBe(65);
    expect(["line 3", "line 4", "line 5"].filter((place) => !all.includes(place))).toEqual([]);
    expect(all).toContain("exchange.ragged");
  }
  expect(await count("/runs?station=CSV-1")).toBe(1);
});

const WSJF = {
  ...{ id: "0199d0a4-3c2e-4b51-8f4a-5d2c9e6b7a10", type: "T", pn: "PSU-24", sn: "PSU24-000305" },
  ...{ rev: "C", processCode: 50, processName: "HIPOT", result: "F", machineName: "WATS-1" },
  ...{ start: "2026-01-15T11:30:00.000+01:00", startUTC: "2026-01-15T10:30:00.000Z" },
  uut: { execTime: 12.5 },
  root: {
    ...{ stepType: "SequenceCall", name: "Main", group: "M", status: "F" },
    steps: [
      {
        ...{ stepType: "ET_NLT", name: "ground-bond", status: "F", totTime: 0.8 },
        numericMeas: [{ compOp: "LE", status: "F", unit: "mOhm", value: 140 }],
      },
    ],
  },
};

test("CR-09: a WSJF id with other content is refused and named by the command, the run stays", async () => {
  const first = await file("one.json", JSON.stringify(WSJF));
  expect((await command(["import", "--format", "wsjf", first])).code).toBe(0);
  const other = await file("two.json", JSON.stringify({ ...WSJF, result: "P" }));
  const { code, all } = await command(["import", "--format", "wsjf", other]);
  expect([code, all.includes("run.different-content")]).toEqual([65, true]);
  expect(await count("/runs?station=WATS-1&outcome=fail")).toBe(1);
});

const AT = 1_795_407_943_758;
const phase = (mOhm: number, outcome: "PASS" | "FAIL", at: number) => ({
  ...{ name: "bond", outcome, start_time_millis: at, end_time_millis: at + 3 },
  ...{ descriptor_id: 1, options: { repeat_limit: 2 }, attachments: {} },
  measurements: {
    "ground-bond": {
      name: "ground-bond",
      outcome,
      measured_value: mOhm,
      units: { suffix: "mOhm" },
    },
  },
});
const OPENHTF = {
  ...{ dut_id: "PSU24-000306", start_time_millis: AT, end_time_millis: AT + 100, outcome: "PASS" },
  ...{ station_id: "HTF-1", metadata: { test_name: "HIPOT", part_number: "PSU-24" } },
  phases: [phase(140, "FAIL", AT), phase(61, "PASS", AT + 5)],
};

test("an OpenHTF run with a retry comes through the command with both attempts, once", async () => {
  const name = await file("htf.json", JSON.stringify(OPENHTF));
  for (const _ of [1, 2]) {
    expect((await command(["import", "--format", "openhtf", name])).code).toBe(0);
  }
  const { items } = await read<{ items: { id: string; reported: string }[] }>(
    "/runs?station=HTF-1",
  );
  expect(items).toMatchObject([{ reported: "pass" }]);
  const run = await read<{ measurements: { attempt: number; value: number }[] }>(
    `/runs/${items[0]?.id}`,
  );
  expect(run.measurements.map(({ attempt, value }) => [attempt, value])).toEqual([
    [1, 140],
    [2, 61],
  ]);
});

test("a package is made with the token, and verified from where it was written", async () => {
  const made = await command(["evidence", "--serial", "PSU24-000301", "--out", "package.zip"]);
  expect([made.code, made.out]).toEqual([0, expect.stringContaining("1 of 1 units")]);
  const verified = await runVerify("package.zip");
  expect(verified.code).toBe(0);
});

async function runVerify(name: string) {
  let all = "";
  const say = (text: string) => {
    all += text;
  };
  const code = await runProgram(["verify", name], {
    ...{ root: ROOT, version: "0.0.0", directory: line.directory, terminal: false, env: {} },
    ...{ out: say, err: say, onReload: () => undefined, onCrash: () => undefined },
    signal: new AbortController().signal,
  });
  return { code, all };
}

async function read<Answer>(path: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${gateway.url}/api/v1${path}`, { headers });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Answer;
}

async function count(path: string): Promise<number> {
  return (await read<{ items: unknown[] }>(path)).items.length;
}
