/** `rigline reconcile`: does the database have what the ledger says it was given? */
import { type Command, InvalidArgumentError } from "commander";
import type { Reconciled } from "../../compose-reconcile.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { openProgress } from "../progress.ts";
import {
  chooseGateway,
  refuseWithoutLedger,
  type SinkOptions,
  withGateway,
} from "./sink-command.ts";

const EXAMPLES = `
Examples:
  npx rigline reconcile --config rigline.yaml
  npx rigline reconcile --config rigline.yaml --from 2026-11-01 --to 2026-11-30

Counts points by UTC day and measurement on both sides; reads only, the gateway may run meanwhile.
What is not delivered yet, or held back, may be there or not and is no difference. InfluxDB is
asked by InfluxQL (1.x, 2.x and 3.x answer it). VictoriaMetrics keeps numbers alone and counts a point
twice that was written twice: there, only what is missing is a difference. With \`precision: ms\` points
of one millisecond are one: the counts then say what is missing at most.

Exit codes: 0 no difference · 1 the database differs · 74 no answer · 78 no ledger there.`;

interface ReconcileOptions extends SinkOptions {
  readonly from?: string;
  readonly to?: string;
  readonly all?: boolean;
}

/** Adds the command to the program. */
export function addReconcile(program: Command, context: CliContext): void {
  withGateway(
    program.command("reconcile").description("compare ledger and database by day and measurement"),
  )
    .option("--from <day>", "first UTC day, e.g. 2026-11-01", parseDay)
    .option("--to <day>", "last UTC day", parseDay)
    .option("--all", "print the days without a difference, too")
    .addHelpText("after", EXAMPLES)
    .action((options: ReconcileOptions) => reconcileSink(options, context));
}

function parseDay(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time);
  if (isDay && new Date(time).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("A day is such as 2026-11-23.");
}

async function reconcileSink(options: ReconcileOptions, context: CliContext): Promise<void> {
  const { config, dataDirectory } = chooseGateway(options, context);
  const { influxdb } = config;
  if (influxdb === undefined) {
    throw new CliError("database.not-configured", "the configuration has no `influxdb:`");
  }
  refuseWithoutLedger(dataDirectory);
  const { reconcile } = await import("../../compose-reconcile.ts");
  const progress = openProgress(context);
  const result = await reconcile({
    ...{ config, influxdb, dataDirectory },
    ...(options.from === undefined ? {} : { fromDay: options.from }),
    ...(options.to === undefined ? {} : { toDay: options.to }),
    onProgress: (done, total) => progress.show(done, total, "positions"),
  });
  progress.end();
  const differs = result.days.filter((day) => isDifference(day, result));
  context.out(describe(result, options.all === true ? result.days : differs));
  if (differs.length === 0) return;
  throw new CliError("database.differs", `${differs.length} days and measurements differ`);
}

type Day = Reconciled["days"][number];

/** Where points can not be told apart the database may count more of them, or fewer. */
function isDifference({ kind }: Day, { database }: Reconciled): boolean {
  return kind === "missing" || (kind === "surplus" && database === "influxdb");
}

function describe(result: Reconciled, days: readonly Day[]): string {
  const { undecided, isExact, database } = result;
  const open = undecided.ledger + undecided.telemetry;
  const rows = days.map(({ day, measurement, least, most, found, kind }) => {
    const expected = least === most ? `${least}` : `${least} to ${most}`;
    return `${day}  ${measurement.padEnd(12)} ledger ${expected.padStart(12)}  database ${`${found}`.padStart(10)}  ${kind}\n`;
  });
  const notes = [
    open === 0 ? "" : `${open} positions are not delivered, held or given up: they may be there.\n`,
    isExact ? "" : `${database} can not tell all points apart: counts are not exact.\n`,
  ];
  const sum = `${result.days.length} days and measurements compared.\n`;
  return rows.join("") + notes.join("") + sum;
}
