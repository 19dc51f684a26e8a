/** `rigline quarantine`: what sinks hold back; inspect, retry, mend, discard. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { SinkAccess } from "../../compose-access.ts";
import type { HeldDetail, HeldView } from "../../records/quarantine/record.ts";
import type { CliContext } from "../cli-context.ts";
import { type AccessOptions, bodyOf, openAccess, personOf, withAccess } from "./sink-command.ts";

const EXAMPLES = `
Examples:
  npx rigline quarantine list --config rigline.yaml
  npx rigline quarantine show influxdb/telemetry/17
  npx rigline quarantine retry influxdb/telemetry
  npx rigline quarantine discard influxdb/telemetry/17-20 --why "sensor not plugged in"
  npx rigline quarantine mend influxdb/telemetry/17 --line 'reading,channel=vcc value=3.3 1795…'

A place is SINK/STREAM, SINK/STREAM/POSITION or SINK/STREAM/FIRST-LAST. Asks the gateway that runs on
the data directory, and opens the directory itself where none does. Every decision is an entry of
the ledger. What is held stays in the ledger whatever is decided here.`;

interface Place {
  readonly sink: string;
  readonly stream: string;
  readonly from?: number;
  /** Not itself. */
  readonly to?: number;
}

interface DecideOptions extends AccessOptions {
  readonly by?: string;
  readonly why?: string;
  readonly reason?: string;
}

interface ListOptions extends AccessOptions {
  readonly sink?: string;
  readonly stream?: string;
  readonly reason?: string;
}

interface MendOptions extends DecideOptions {
  readonly line: readonly string[];
  readonly file?: string;
  readonly retry: boolean;
}

/** Adds the command to the program. */
export function addQuarantine(program: Command, context: CliContext): void {
  const quarantine = program
    .command("quarantine")
    .description("inspect, retry, mend or discard what sinks hold back")
    .addHelpText("after", EXAMPLES);
  const add = (words: string, description: string) =>
    withAccess(quarantine.command(words).description(description));
  add("list", "list held positions")
    .option("--sink <name>", "of this sink")
    .option("--stream <name>", "ledger or telemetry")
    .option("--reason <text>", "held for exactly this reason")
    .action((options: ListOptions) => list(options, context));
  add("show <place>", "everything about one position").action((text, options: AccessOptions) =>
    show(parsePlace(text), options, context),
  );
  const decide = (words: string, description: string) =>
    add(words, description)
      .option("--by <person>", "who decides; the user of the shell where absent")
      .option("--reason <text>", "only what is held for exactly this reason");
  decide("retry <place>", "send again")
    .option("--why <text>", "why; stays in the ledger")
    .action((text, options: DecideOptions) =>
      change("retry", parsePlace(text), { options, context }),
    );
  decide("discard <place>", "give up for this sink, for good")
    .requiredOption("--why <text>", "why; stays in the ledger")
    .action((text, options: DecideOptions) =>
      change("discard", parsePlace(text), { options, context }),
    );
  add("mend <place>", "write other lines in its place, and try it")
    .option("--by <person>", "who mends; the user of the shell where absent")
    .option("--why <text>", "why; stays in the ledger")
    .option("--line <line>", "line protocol; may be given again", collect, [])
    .option("--file <file>", "the lines, one in each line of the file")
    .option("--no-retry", "do not try it yet")
    .action((text, options: MendOptions) => mend(parsePlace(text), options, context));
}

function collect(line: string, lines: readonly string[]): string[] {
  return [...lines, line];
}

function parsePlace(text: string): Place {
  const match = /^([\w.-]+)\/(ledger|telemetry)(?:\/(\d+)(?:-(\d+))?)?$/.exec(text);
  const [, sink, stream, first, last = first] = match ?? [];
  if (sink === undefined || stream === undefined) {
    throw new InvalidArgumentError("A place is such as influxdb/telemetry/17.");
  }
  if (first === undefined) return { sink, stream };
  return { sink, stream, from: Number(first), to: Number(last) + 1 };
}

async function list(options: ListOptions, context: CliContext): Promise<void> {
  await using access = await openAccess(options, context);
  const { sink, stream, reason } = options;
  const filter = Object.entries({ sink, stream, reason }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  let count = 0;
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const paging = cursor === "" ? [] : [["cursor", cursor] as const];
    const query = new URLSearchParams(
      [...filter, ["limit", "200"], ...paging].map(([k, v]) => [k, v]),
    );
    const page = bodyOf<{ items: HeldView[]; nextCursor?: string }>(
      await access.get(`/quarantine?${query}`),
    );
    for (const held of page.items) context.out(describe(held));
    count += page.items.length;
    cursor = page.nextCursor;
  }
  context.out(count === 0 ? "Nothing is held back.\n" : `${count} held back.\n`);
}

function describe(held: HeldView): string {
  const { sink, stream, position, reason, attempts, since, mended } = held;
  const about = [held.what, held.rig, held.serialNumber, held.channel, held.value, held.unit];
  const words = about.filter((word) => word !== undefined && word !== "").join(" ");
  const tries = `${attempts} ${attempts === 1 ? "try" : "tries"}${mended ? ", mended" : ""}`;
  return `${sink}/${stream}/${position}  ${words}  (${tries}, since ${since})\n    ${reason}\n`;
}

async function show(place: Place, options: AccessOptions, context: CliContext): Promise<void> {
  await using access = await openAccess(options, context);
  const held = bodyOf<HeldDetail>(await access.get(pathOf(place)));
  const { wouldSend, mendedLines, record } = held;
  const part = (title: string, lines: readonly string[]) =>
    `\n${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
  context.out(
    describe(held) +
      part("The ledger has", JSON.stringify(record, null, 2).split("\n")) +
      part(`Would be sent (${wouldSend.format})`, wouldSend.lines) +
      (wouldSend.problem === undefined ? "" : `  ${wouldSend.problem}\n`) +
      (mendedLines === undefined ? "" : part("Mended to", mendedLines)),
  );
}

function pathOf({ sink, stream, from }: Place): string {
  if (from === undefined) throw new InvalidArgumentError("Name one position, such as …/17.");
  return `/quarantine/${sink}/${stream}/${from}`;
}

async function change(
  kind: "retry" | "discard",
  place: Place,
  { options, context }: { readonly options: DecideOptions; readonly context: CliContext },
): Promise<void> {
  await using access = await openAccess(options, context);
  const { why, reason } = options;
  const body = {
    ...place,
    by: personOf(options.by, context),
    ...(why === undefined ? {} : { why }),
    ...(reason === undefined ? {} : { reason }),
  };
  const positions = await changeAll(access, kind, body);
  const after = access.isRunning ? "" : " when the gateway runs";
  context.out(
    kind === "retry"
      ? `${positions} owed again and sent${after}.\n`
      : `${positions} discarded; the ledger keeps them.\n`,
  );
}

/** The gateway decides on a bounded number at a time. */
async function changeAll(access: SinkAccess, kind: string, body: object): Promise<number> {
  let done = 0;
  for (;;) {
    const answer = await access.post(`/quarantine/${kind}`, body);
    const { positions, remaining } = bodyOf<{ positions: number; remaining: number }>(answer);
    done += positions;
    if (remaining === 0) return done;
  }
}

async function mend(place: Place, options: MendOptions, context: CliContext): Promise<void> {
  const { file, line, why, retry } = options;
  const text = file === undefined ? "" : readFileSync(resolve(context.directory, file), "utf8");
  const lines = [...line, ...text.split("\n").filter((one) => one !== "")];
  if (lines.length === 0) throw new InvalidArgumentError("Give --line or --file.");
  await using access = await openAccess(options, context);
  const by = personOf(options.by, context);
  const body = { lines, by, retry, ...(why === undefined ? {} : { why }) };
  bodyOf(await access.post(`${pathOf(place)}/mend`, body));
  context.out(retry ? "Mended, and owed again.\n" : "Mended; `retry` sends it.\n");
}
