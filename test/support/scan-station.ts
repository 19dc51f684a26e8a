/** A real gateway with one station whose tester a test runs by hand, and its controlled data. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type GatewayProcess, startGateway } from "./gateway.ts";
import { type HandTester, startHandTester } from "./hand-tester.ts";

export interface ScanStation extends AsyncDisposable {
  readonly tester: HandTester;
  gateway: GatewayProcess;
  post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Throws on any answer but 200. */
  put(path: string, body: object): Promise<void>;
  get<Body>(path: string): Promise<Body>;
  /** Starts the gateway anew on the same data and port. */
  restart(signal?: NodeJS.Signals): Promise<void>;
}

const SAMPLE = new URL("../../fixtures/sample-line/rigline.yaml", import.meta.url);

interface StationOptions {
  /** The station is locked until its checks hold. */
  readonly isLocked?: boolean;
  /** Ports and rigs beside the tester's, and further blocks of the configuration. */
  readonly more?: { readonly ports?: object; readonly rigs?: object } & object;
}

/** FCT-1, advisory: its tester has a start button, and a run without a scan counts nothing. */
export async function startScanStation(options: StationOptions = {}): Promise<ScanStation> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-station-"));
  const tester = await startHandTester();
  const config = join(directory, "rigline.yaml");
  await writeFile(config, configuration(tester.port, options));
  await writeFile(join(directory, "products.yaml"), stringify(PRODUCTS));
  const dataDirectory = join(directory, "data");
  const first = await startGateway({ config, dataDirectory });
  const port = Number(new URL(first.url).port);
  const station = { tester, gateway: first };
  await tester.heard();
  const send = (method: string, path: string, body: object) => {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, body: JSON.stringify(body) };
    return fetch(`${station.gateway.url}/api/v1${path}`, init);
  };
  return Object.assign(station, {
    async put(path: string, body: object) {
      const response = await send("PUT", path, body);
      if (response.status !== 200) throw new Error(`${path}: ${await response.text()}`);
    },
    async post(path: string, body: object) {
      const response = await send("POST", path, body);
      const answer = (await response.json()) as Record<string, unknown>;
      return { status: response.status, body: answer };
    },
    async get<Body>(path: string) {
      return (await (await fetch(`${station.gateway.url}/api/v1${path}`)).json()) as Body;
    },
    async restart(signal: NodeJS.Signals = "SIGTERM") {
      await station.gateway.end(signal);
      station.gateway = await startGateway({ config, dataDirectory, port });
    },
    async [Symbol.asyncDispose]() {
      await station.gateway[Symbol.asyncDispose]();
      await tester[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  });
}

function configuration(port: number, { isLocked = false, more = {} }: StationOptions): string {
  const sample = parse(readFileSync(SAMPLE, "utf8"));
  return stringify({
    site: { name: "plant" },
    import: ["products.yaml"],
    broker: { kind: "embedded", port: 0 },
    stations: { "FCT-1": { title: "Functional test 1", lockedUntilChecked: isLocked } },
    ...more,
    ports: { "fct-1": { kind: "tcp", host: "127.0.0.1", port }, ...more.ports },
    rigs: {
      "fct-1": { ...sample.rigs["fct-1"], interlocks: { strength: "advisory" } },
      ...more.rigs,
    },
  });
}

const PRODUCTS = {
  products: [
    {
      ...{ partNumber: "PSU-24", name: "Power supply", stage: "mp", route: ["FCT"] },
      revisions: [{ revision: "C", status: "released" }],
    },
  ],
  procedures: [
    {
      ...{ id: "PSU-24/FCT", version: 1, name: "Functional test", partNumber: "PSU-24" },
      ...{ operation: "FCT", status: "effective", attemptsMax: 3 },
      measurements: [
        {
          ...{ id: "output-voltage", name: "Output voltage" },
          limits: { comparator: "GELE", unit: "V", specification: { low: 23.76, high: 24.24 } },
        },
        {
          ...{ id: "ripple", name: "Output ripple" },
          limits: { comparator: "LE", unit: "mV", specification: { high: 60 } },
        },
      ],
    },
  ],
  orders: [
    {
      ...{ id: "WO-1", partNumber: "PSU-24", revision: "C", quantity: 200, status: "released" },
      serialNumbers: { prefix: "PSU24-", from: 1, digits: 6 },
    },
  ],
};

/** Values that pass. */
export const GOOD = { "output-voltage": 24.01, ripple: 41.2 };
/** Values whose ripple is above its limit. */
export const RIPPLE = { "output-voltage": 24.02, ripple: 61.8 };
