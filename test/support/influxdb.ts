/** A real InfluxDB 1.6 engine on a free port, in a scratch directory, ended by its process id. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { endChild } from "./process-output.ts";
import { until } from "./until.ts";

export interface InfluxServer extends AsyncDisposable {
  readonly url: string;
  /** Rows of an InfluxQL query, times as text in nanoseconds, integers unharmed. */
  query(influxql: string): Promise<Record<string, string | null>[]>;
  /** A DDL statement such as CREATE DATABASE. */
  execute(influxql: string): Promise<void>;
  stop(): Promise<void>;
}

/** Resolves when it answers, with the database made. */
export async function startInfluxdb(database?: string): Promise<InfluxServer> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-influxdb-"));
  const [http, rpc] = [await freePort(), await freePort()];
  const file = join(directory, "influxdb.conf");
  await writeFile(file, configuration(directory, http, rpc));
  const child = spawn("influxd", ["-config", file], { stdio: "ignore" });
  const url = `http://127.0.0.1:${http}`;
  const stop = () => endChild(child);
  await until(() => answers(`${url}/ping`), { deadlineMs: 60_000, what: "influxd answers" });
  const execute = (influxql: string) => post(`${url}/query`, influxql);
  if (database !== undefined) await execute(`CREATE DATABASE "${database}"`);
  return {
    url,
    execute,
    stop,
    query: (influxql) => query(url, database ?? "", influxql),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configuration(directory: string, http: number, rpc: number): string {
  return `
reporting-enabled = false
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${directory}/meta"
[data]
  dir = "${directory}/data"
  wal-dir = "${directory}/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
`;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

async function post(url: string, influxql: string): Promise<void> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams({ q: influxql }) });
  // To its end: the headers come before the statement has been carried out.
  const answer = await response.text();
  if (!response.ok || answer.includes('"error"')) throw new Error(`${response.status} ${answer}`);
}

/** CSV, because its numbers are text: JSON would round 64-bit integers. */
async function query(
  url: string,
  database: string,
  influxql: string,
): Promise<Record<string, string | null>[]> {
  const parameters = new URLSearchParams({ db: database, epoch: "ns", q: influxql });
  const response = await fetch(`${url}/query?${parameters}`, {
    headers: { accept: "application/csv" },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const [header, ...rows] = parseCsv(await response.text());
  if (header === undefined) return [];
  return rows.map((cells) =>
    Object.fromEntries(header.map((name, at) => [name, cells[at] ?? null])),
  );
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    row.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}
