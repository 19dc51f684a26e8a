/**
 * Composition: with compose-*.ts and composition/ the only files that name concrete parts. The
 * start order runs down the page; everything is disposed in reverse: rigs first, so
 * that open runs are closed while the ledger still takes entries.
 *
 *   ledger ─► live hub ─► broker, historian, delivery ─► api ─► records, recovery ─► ports, rigs
 */
import { extname, join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { LiveHub } from "./api/live.ts";
import { openBlobs } from "./blobs/blobs.ts";
import { createReload, type LiveSinks, openLiveSinks, type Reload } from "./compose-reload.ts";
import { openStation, type Station } from "./compose-station.ts";
import { commandActions } from "./composition/commands.ts";
import { openDashboard } from "./composition/dashboard.ts";
import { openDemo } from "./composition/demo.ts";
import { openPeople, welcome } from "./composition/identity.ts";
import { openLights } from "./composition/lights.ts";
import { openMeeting, openTellers, tellAll } from "./composition/meeting.ts";
import { openUpkeepOf, upkeepView } from "./composition/upkeep.ts";
import { openWatchedFolders } from "./composition/watched-folders.ts";
import { HOUR_MS } from "./domain/alarm/alarm-state.ts";
import { openLedger } from "./ledger/open-ledger.ts";
import type { GatewayInput, GatewayLedger, Opening } from "./opening.ts";
import { createMetrics } from "./platform/metrics.ts";
import { wait } from "./platform/wait.ts";
import type { GatewayQueries } from "./records/queries.ts";
import type { GatewayRules } from "./records/rules.ts";
import type { AlarmView } from "./records/views.ts";
import { openAlarmBoard } from "./station/alarms/alarm-board.ts";
import { BlackBox } from "./station/black-box/black-box.ts";
import { type ClockKeeper, openClockKeeper } from "./station/clock/clock-keeper.ts";
import { openHealth } from "./station/health.ts";
import { awaitTables, prepareRecords } from "./station/imports/prepare-records.ts";
import type { Rig } from "./station/open-sessions.ts";
import { watchCommits } from "./station/watch-commits.ts";

export interface Gateway extends AsyncDisposable {
  /** Where dashboard and API are, e.g. "http://127.0.0.1:8420". */
  readonly url: string;
  /** Rejects when something unexpected happened: the process should end and be started again. */
  readonly failed: Promise<never>;
  /** Resolves when the event loop and the ledger's writer have done a round. */
  readonly alive: () => Promise<void>;
  /** Reads the configuration anew. Throws Refusal `config.invalid`: then what runs goes on. */
  readonly reload: Reload;
}

/** A file beside this one that has its form: of the sources, or bundled. */
const beside = (name: string): URL =>
  new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);

/**
 * Resolves when dashboard and API listen and every rig is being listened to. Throws coded errors
 * with a remedy where the data directory, a port or a file of records is not usable, and the
 * signal's reason where it aborts meanwhile; then nothing is left open.
 */
export async function startGateway(input: GatewayInput): Promise<Gateway> {
  const stack = new AsyncDisposableStack();
  const failure = Promise.withResolvers<never>();
  // Observed by the caller; until then a failure must not end the process unexplained.
  failure.promise.catch(() => undefined);
  const { version } = packageJson;
  try {
    const lines = holdLines(greeting(input, version), input.out);
    const meeting = openMeeting();
    const parts = { ...input, out: lines.out, stack, fail: failure.reject, version, meeting };
    const opening = openAll(parts, lines.release);
    const { url, reload, alive } = await Promise.race([
      opening,
      failure.promise,
      abortOf(input.signal),
    ]);
    input.out(`  data       ${input.dataDirectory}`);
    input.out(`\n  Rigline listens at  ${url}\n`);
    return {
      url,
      reload,
      alive,
      failed: failure.promise,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Rejects with the reason when the signal aborts; never resolves. */
function abortOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}

function greeting({ demo, config }: GatewayInput, version: string): string {
  const kind = demo ? "DEMO, a simulated line: nothing here is a real result" : config.site.name;
  return `Rigline ${version} · ${kind}\n`;
}

/** Nothing is announced that is then refused: the lines wait until somebody may rely on them. */
function holdLines(first: string, out: GatewayInput["out"]) {
  let held: string[] | undefined = [first];
  return {
    out(line: string) {
      if (held === undefined) out(line);
      else held.push(line);
    },
    release() {
      held?.forEach(out);
      held = undefined;
    },
  };
}

/** `listens` is called when data, broker and address are ours: from then on it is a start. */
async function openAll(
  opening: Opening,
  listens: () => void,
): Promise<Pick<Gateway, "url" | "reload" | "alive">> {
  const { config, clock, stack, version } = opening;
  const ledger = await openStore(opening);
  const identity = openPeople(opening, ledger);
  const guard = openUpkeepOf(opening, ledger);
  // Listening before the tables are ready: until then the API answers 503 and says how far.
  const metrics = createMetrics({ process: true });
  const blobs = await openBlobs(join(opening.dataDirectory, "blobs"));
  const blackBox = openBlackBox(opening);
  let station: Station | undefined;
  const rigs = () => station?.roster.rigs ?? [];
  let sinks: LiveSinks | undefined;
  let clockKeeper: ClockKeeper | undefined;
  const onAlarm = (alarm: AlarmView) => live.publish({ kind: "alarm", alarm });
  const board = stack.use(openAlarmBoard(ledger, onAlarm));
  const health = openHealth({
    ...{ ledger, config, version, clock, rigs },
    sinks: () => sinks?.views() ?? [],
    pending: () => station?.roster.pending ?? [],
    readingsWaiting: () => station?.waiting() ?? 0,
    alarms: () => board.open(),
    upkeep: (since) => upkeepView(ledger, guard, since),
    clockView: () => clockKeeper?.view(),
  });
  const live = stack.use(
    new LiveHub({ snapshot: () => health.snapshot(), firstId: clock.now().utcUs }),
  );
  stack.defer(ledger.onCommit(watchCommits(metrics, tellAll({ meeting: opening.meeting, live }))));
  sinks = await openLiveSinks(opening, ledger, () => {
    if (sinks !== undefined) live.publish({ kind: "sinks", sinks: sinks.views() });
  });
  const reload = createReload(opening, { ledger, sinks, blobs, station: () => station });
  const demo = openDemo(opening);
  const { url } = await openDashboard(opening, {
    ...{ demo, ledger, live, health, metrics, sinks, blobs, blackBox, reload, identity },
    deskOf: (name) => rigs().find(({ session }) => session.name === name)?.desk,
    portOf: (name) => rigs().find(({ session }) => session.port.name === name)?.session.port,
  });
  opening.meeting.actions = commandActions(rigs, reload);
  listens();
  await awaitTables(opening, ledger);
  await identity.follow();
  clockKeeper = await openClock(opening, ledger);
  await prepareRecords({ ...opening, blobs }, ledger);
  board.load(await ledger.ask("alarms.watched", { since: clock.now().utcUs - HOUR_MS * 1000 }));
  station = await openStation(opening, ledger, {
    requireRoom: () => guard.requireRoom(),
    ...{ blobs, blackBox },
    onChange: () => live.publish({ kind: "pending", rigs: [...(station?.roster.pending ?? [])] }),
    ...openTellers(opening, live, metrics),
  });
  openBeside(opening, ledger, rigs);
  demo?.begin(url);
  await welcome(opening, identity, url);
  // It only goes through the writer, and answers when it has come back.
  return { url, reload, alive: () => ledger.declareSinks([]) };
}

/** What looks at the line from beside: lamps, folders. */
function openBeside(opening: Opening, ledger: GatewayLedger, rigs: () => readonly Rig[]): void {
  openLights(opening, ledger, rigs);
  openWatchedFolders(opening, ledger);
}

/** The first entry of a start: how far the times of those behind it can be trusted. */
async function openClock(opening: Opening, ledger: GatewayLedger): Promise<ClockKeeper> {
  const keeper = await openClockKeeper({
    clock: opening.clock,
    ledger,
    telemetryHead: (await ledger.ask("clock.history", { limit: 0 })).telemetryHead,
    wait,
    onChange: () => opening.log.info({ clockState: opening.clock.state() }, "clock"),
  });
  opening.stack.use(keeper);
  keeper.ended.catch(opening.fail);
  return keeper;
}

function openBlackBox({ config, clock, version }: Opening): BlackBox {
  const { bytesPerPort, minutesPerPort, save } = config.blackBox;
  const ageMaxMs = minutesPerPort * 60_000;
  return new BlackBox({ clock, gatewayVersion: version, bytesPerPort, ageMaxMs, save });
}

async function openStore(opening: Opening): Promise<GatewayLedger> {
  const { config, clock, log, stack } = opening;
  const ledger = await openLedger<GatewayRules, GatewayQueries>({
    directory: opening.dataDirectory,
    demo: opening.demo,
    writerUrl: beside("writer"),
    readerUrl: beside("reader"),
    clock,
    log,
    segments: config.telemetry,
  });
  stack.use(ledger);
  ledger.failed.catch(opening.fail);
  return ledger;
}
