/** `rigline evidence`: a sealed package of a unit, a list of units, an order or a shipment. */
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { openBag } from "../../compliance/verifier/node-source.ts";
import type { ExchangeAccess } from "../../compose-exchange.ts";
import type { EvidenceScope, EvidenceView } from "../../records/evidence/record.ts";
import { readGiven } from "../asking/read-given.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { openProgress } from "../progress.ts";
import { answerOf, type ExchangeOptions, openExchange, withExchange } from "./exchange-command.ts";

const EXAMPLES = `
Examples:
  npx rigline evidence --order WO-1042 --out package.zip --config rigline.yaml
  npx rigline evidence --serial PSU24-000412 --serial PSU24-000413 --out package.zip
  npx rigline evidence --serials list.txt --part PSU-24 --out package.zip
  npx rigline evidence --shipment 0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10 --out package.zip
  npx rigline evidence --order WO-1042 --out folder --unpack

Asks the gateway that runs on the data directory, and opens the directory itself where none does.
The package is a record of the ledger and never changes; \`rigline verify FILE\` checks it anywhere.`;

interface EvidenceOptions extends ExchangeOptions {
  readonly order?: string;
  readonly unit?: string;
  readonly shipment?: string;
  readonly serial: readonly string[];
  readonly serials?: string;
  readonly part?: string;
  readonly out: string;
  readonly unpack?: boolean;
  readonly supersedes?: string;
  readonly why?: string;
}

/** Adds the command to the program. */
export function addEvidence(program: Command, context: CliContext): void {
  const collect = (each: string, all: readonly string[]) => [...all, each];
  withExchange(program.command("evidence").description("assemble and seal an evidence package"))
    .option("--order <id>", "every unit of this production order")
    .option("--unit <id>", "one unit, by its id")
    .option("--shipment <id>", "every unit of this shipment")
    .option("--serial <number>", "a serial number; may be given again", collect, [])
    .option("--serials <file>", "a file with one serial number in each line")
    .option("--part <number>", "part number of the serial numbers, where they need it")
    .option("--supersedes <id>", "the sealed package that this one replaces; with --why")
    .option("--why <text>", "why it is issued again; stays in the ledger")
    .option("--unpack", "write a folder instead of a zip")
    .requiredOption("--out <path>", "where to write it; must not exist")
    .addHelpText("after", EXAMPLES)
    .action((options: EvidenceOptions) => makeEvidence(options, context));
}

function scopeOf(options: EvidenceOptions, context: CliContext): EvidenceScope {
  const { order, unit, shipment, serial, serials, part } = options;
  const listed = serials === undefined ? [] : readGiven(serials, context).split(/\r?\n/);
  const all = [...serial, ...listed].map((each) => each.trim()).filter((each) => each !== "");
  const partNumber = part === undefined ? {} : { partNumber: part };
  if (order !== undefined) return { orderId: order };
  if (unit !== undefined) return { unitId: unit };
  if (shipment !== undefined) return { shipmentId: shipment };
  if (all.length > 0) return { serialNumbers: all, ...partNumber };
  throw new InvalidArgumentError("Name --order, --unit, --shipment or --serial.");
}

async function makeEvidence(options: EvidenceOptions, context: CliContext): Promise<void> {
  const out = resolve(context.directory, options.out);
  if (existsSync(out)) throw new CliError("file.not-writable", `${out} exists already`);
  const scope = scopeOf(options, context);
  await using access = await openExchange(options, context);
  const { supersedes, why: reason } = options;
  const draft = await post(access, "/evidence", { scope, supersedes, reason });
  await post(access, `/evidence/${draft.id}/seal`, {});
  const sealed = await follow(access, draft.id, context);
  const response = await access.request(`/evidence/${draft.id}/package`);
  if (!response.ok || response.body === null) await answerOf(response);
  if (options.unpack === true) await unpackTo(out, response);
  else await writeFile(out, response.body as unknown as AsyncIterable<Uint8Array>, { flag: "wx" });
  const { contents } = sealed;
  context.out(
    `${sealed.number}: ${contents?.units} of ${contents?.unitsAsked} units, ${contents?.runs} runs, ` +
      `${contents?.entries} entries\n  ${out}\n`,
  );
  for (const gap of contents?.gaps ?? []) context.out(`  gap  ${gap}\n`);
}

async function post(access: ExchangeAccess, path: string, body: object): Promise<EvidenceView> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return answerOf(await access.request(path, init));
}

const LOOK_EVERY_MS = 200;

async function follow(
  access: ExchangeAccess,
  id: string,
  context: CliContext,
): Promise<EvidenceView> {
  const shown = openProgress(context);
  for (;;) {
    const view = await answerOf<EvidenceView>(await access.request(`/evidence/${id}`));
    const { state, progress, fault } = view;
    if (state === "sealed" || fault !== undefined) shown.end();
    if (fault !== undefined) {
      throw new CliError("evidence.not-made", `the package was not made: ${fault.message}`);
    }
    if (state === "sealed") return view;
    if (progress !== undefined) shown.show(progress.done, progress.total, progress.step);
    await wait(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}

/** By way of a zip beside it, which is removed: a bag is read from its end. */
async function unpackTo(folder: string, response: Response): Promise<void> {
  await mkdir(folder);
  const zip = `${folder}.zip-${process.pid}`;
  await writeFile(zip, response.body as unknown as AsyncIterable<Uint8Array>, { flag: "wx" });
  try {
    await using bag = await openBag(zip);
    for (const file of bag.files) {
      const path = join(folder, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, file.open(), { flag: "wx" });
    }
  } finally {
    await rm(zip);
  }
}
