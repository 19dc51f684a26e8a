/** The driven station of the sample line behind sockets, with a real gateway that drives it. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import {
  FIXTURE_FAULTS,
  type RelayBoard,
  startRelayBoard,
} from "../../fixtures/simulators/relay-board.ts";
import { Faults } from "../../fixtures/simulators/simulator.ts";
import type { ProgramView, RigView, RunDetail, RunSummary } from "../../gateway/api/contract.ts";
import { type GatewayProcess, startGateway } from "./gateway.ts";
import { until } from "./until.ts";

const SAMPLE_LINE = new URL("../../fixtures/sample-line/", import.meta.url);

export interface DrivenStation extends AsyncDisposable {
  readonly board: RelayBoard;
  readonly faults: Faults;
  gateway: GatewayProcess;
  /** True while the relay is on, seen at the board itself. */
  isOn(relay: "mains" | "load"): boolean;
  rig(name?: string): Promise<RigView>;
  program(): Promise<ProgramView>;
  post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Starts a run by the API; resolves with its id. */
  start(): Promise<string>;
  /** The run once it is stored. */
  finished(id: string): Promise<RunDetail>;
  latest(): Promise<RunSummary | undefined>;
  /** The lines of the run's trace. */
  trace(run: RunDetail): Promise<Record<string, unknown>[]>;
  /** Starts the gateway anew on the same data. */
  restart(): Promise<void>;
}

interface StationOptions {
  readonly promptMs?: number;
  /** A busy machine must not look like an emergency stop that nobody can read. */
  readonly isPatient?: boolean;
  readonly interlocks?: { readonly strength: "controlled" };
}

/** Board, meter and gateway; nobody changes units unless `no-operator` is cleared. */
export async function startDrivenStation(options: StationOptions = {}): Promise<DrivenStation> {
  const { promptMs = 2_000, interlocks, isPatient = false } = options;
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-driven-"));
  const faults = new Faults(Object.keys(FIXTURE_FAULTS));
  faults.set("no-operator");
  const place = { host: "127.0.0.1", port: 0, seed: 1, first: 1, pace: 1, failRate: 0 };
  const board = await startRelayBoard(place, faults);
  board.tables.discrete[0] = 1;
  const config = join(directory, "rigline.yaml");
  await writeFile(config, await configuration(board, { interlocks, isPatient }));
  await writeFile(join(directory, "products.yaml"), await products(promptMs, isPatient));
  await writeFile(join(directory, "label.png"), PICTURE);
  const dataDirectory = join(directory, "data");
  const station = { board, faults, gateway: await startGateway({ config, dataDirectory }) };
  const get = async <Body>(path: string) =>
    (await (await fetch(`${station.gateway.url}/api/v1${path}`)).json()) as Body;
  const rig = async (name = "eol-1") => {
    const { items } = await get<{ items: RigView[] }>("/rigs");
    return items.find((each) => each.name === name) as RigView;
  };
  const post: DrivenStation["post"] = async (path, body) => {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${station.gateway.url}/api/v1/rigs/eol-1${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return Object.assign(station, {
    rig,
    post,
    isOn: (relay: "mains" | "load") => board.tables.coils[relay === "mains" ? 0 : 1] === 1,
    program: async () => (await rig()).program as ProgramView,
    async start() {
      await until(() => isShown(faults, board));
      await until(async () => (await rig()).link === "connected" && (await isIdle(rig)), {
        ...{ deadlineMs: 60_000, what: "the rig can be started" },
      });
      // A busy machine can lose the link again between the two questions.
      const { status, body } = await until(async () => {
        const answer = await post("/start", {});
        return answer.body.code !== "rig.not-connected" && answer;
      });
      if (status !== 201) throw new Error(`start answered ${status}: ${JSON.stringify(body)}`);
      return String(body.runId);
    },
    finished: (id: string) => finishedRun(() => get<RunDetail>(`/runs/${id}`)),
    latest: async () => (await get<{ items: RunSummary[] }>("/runs?rig=eol-1&limit=1")).items[0],
    trace: async ({ traceHash = "" }: RunDetail) =>
      readLines(await readFile(join(dataDirectory, "blobs", traceHash), "utf8")),
    async restart() {
      await station.gateway.end();
      station.gateway = await startGateway({ config, dataDirectory });
    },
    async [Symbol.asyncDispose]() {
      await station.gateway[Symbol.asyncDispose]();
      await board[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  });
}

function readLines(text: string) {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The board shows a fault at its next tick. */
function isShown(faults: Faults, { tables }: RelayBoard): boolean {
  const isStopped = tables.discrete[1] === 0;
  return (
    isStopped === faults.has("e-stop") && (tables.holding[0] === 0) === faults.has("no-serial")
  );
}

function finishedRun(read: () => Promise<RunDetail>): Promise<RunDetail> {
  const stored = async () => {
    const run = await read();
    return run.completion === "running" ? undefined : run;
  };
  return until(stored, { deadlineMs: 60_000, what: "the run is stored" });
}

async function isIdle(rig: () => Promise<RigView>): Promise<boolean> {
  return (await rig()).program?.state === "idle";
}

async function configuration(
  { host, port, meter }: RelayBoard,
  { interlocks, isPatient }: { readonly interlocks: object | undefined; isPatient: boolean },
): Promise<string> {
  const sample = parse(await readFile(new URL("rigline.yaml", SAMPLE_LINE), "utf8"));
  const { "relays-1": relays, "dmm-1": dmm } = sample.rigs;
  if (isPatient) relays.options.timeoutMs = 5_000;
  return stringify({
    site: { name: "plant" },
    import: ["products.yaml"],
    broker: { kind: "embedded", port: 0 },
    ports: { "relays-1": { kind: "tcp", host, port }, "dmm-1": { kind: "tcp", ...meter } },
    rigs: { "relays-1": relays, "dmm-1": dmm },
    driven: { "eol-1": { ...sample.driven["eol-1"], ...(interlocks && { interlocks }) } },
  });
}

/** What the picture of the station's one prompt shows. */
export const PICTURE_TEXT = "The rating label is at the lower left of the case";

/** One white pixel. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg==",
  "base64",
);

/** Those of the sample line, less patient with operators, its prompt with a picture. */
async function products(promptMs: number, isPatient: boolean): Promise<string> {
  const text = await readFile(new URL("products.yaml", SAMPLE_LINE), "utf8");
  const picture = `picture: label.png\n              pictureText: ${PICTURE_TEXT}\n`;
  return text
    .replace("withinMs: 60000", `${picture}              withinMs: ${promptMs}`)
    .replace("timeoutMs: 500,", isPatient ? "timeoutMs: 6000," : "timeoutMs: 500,");
}
