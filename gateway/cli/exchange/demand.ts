/** `rigline demand`: demand from a CSV file; every line that can not be taken is named. */
import type { Command } from "commander";
import { readGiven } from "../asking/read-given.ts";
import type { CliContext } from "../cli-context.ts";
import { answerOf, type ExchangeOptions, openExchange, withExchange } from "./exchange-command.ts";

const EXAMPLES = `
Examples:
  npx rigline demand demand.csv --config rigline.yaml
  npx rigline demand demand.csv --trial --url http://127.0.0.1:8420

The first line names the columns: externalKey, partNumber, quantity, kind (firm or forecast), dueAt
(ISO 8601 with a zone) and, if wanted, customer. UTF-8, commas or semicolons, at most 2,000 lines. The
same key again is the same line: the file can be sent as often as one likes. All lines are taken or none.`;

interface DemandOptions extends ExchangeOptions {
  readonly trial?: boolean;
}

interface Imported {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Adds the command to the program. */
export function addDemand(program: Command, context: CliContext): void {
  withExchange(program.command("demand <file>").description("take in demand lines from a CSV file"))
    .option("--trial", "only look what would be new and changed")
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: DemandOptions) => importDemand(file, options, context));
}

async function importDemand(
  file: string,
  options: DemandOptions,
  context: CliContext,
): Promise<void> {
  const csv = readGiven(file, context);
  await using access = await openExchange(options, context);
  const response = await access.request("/demand/imports", {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ csv, isTrial: options.trial === true }),
  });
  if (!response.ok) tellFaults(await response.clone().json(), context);
  const { created, changed, unchanged } = await answerOf<Imported>(response);
  const would = options.trial === true ? "would be " : "";
  context.out(`${created} ${would}new, ${changed} ${would}changed, ${unchanged} here already\n`);
}

function tellFaults(body: unknown, context: CliContext): void {
  const { errors = [] } = body as { errors?: readonly { path: string; message: string }[] };
  for (const { path, message } of errors) context.err(`  ${path}: ${message}\n`);
}
