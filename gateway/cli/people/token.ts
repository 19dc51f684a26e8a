/** `rigline token`: what programs and stations prove themselves with. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { PeopleHere } from "../../composition/people-here.ts";
import { SCOPES, type Scope } from "../../records/person/record.ts";
import type { DirectoryOptions } from "../choose-directory.ts";
import type { CliContext } from "../cli-context.ts";
import { withDirectory, withPeople } from "./open-people.ts";

const EXAMPLES = `
Examples:
  npx rigline token create --title "MES export" --person 4711 --config rigline.yaml > token
  npx rigline token create --title "EOL-1 screen" --person 4711 --station EOL-1 --scope technician
  npx rigline token list --data /var/lib/rigline/plant
  npx rigline token revoke 019a… --why "the program was replaced"

The token is printed once, alone on standard output; only its hash is kept. It can do no more than the
person who answers for it, and ends with that person's access. Commands that ask a running gateway
take it by --token-file FILE or from the variable RIGLINE_TOKEN. The gateway must not run on that
directory meanwhile: where it runs, its page People does the same.

Exit codes: 0 done · 1 refused, with its reason · 75 a gateway runs there · 78 no ledger there.`;

const DAYS_MAX = 3_650;

interface CreateOptions extends DirectoryOptions {
  readonly title: string;
  readonly person: string;
  readonly scope: readonly Scope[];
  readonly station?: string;
  readonly days: number;
}

interface RevokeOptions extends DirectoryOptions {
  readonly why: string;
}

/** Adds the command to the program. */
export function addToken(program: Command, context: CliContext): void {
  const token = program
    .command("token")
    .description("grant, list and end tokens of programs and stations")
    .addHelpText("after", EXAMPLES);
  const add = (words: string, description: string) =>
    withDirectory(token.command(words).description(description));
  add("create", "grant a token, and print it")
    .requiredOption("--title <text>", "what it is for", parseTitle)
    .requiredOption("--person <who>", "id or sign-in name of who answers for it")
    .addOption(
      new Option("--scope <scopes...>", "what it may do").choices(SCOPES).default(["read"]),
    )
    .option("--station <name>", "make it that of this station's screen", parseStation)
    .option("--days <number>", "how long it is good", parseDays, 365)
    .action((options: CreateOptions) =>
      withPeople(options, context, (people) => create(people, options, context)),
    );
  add("list", "list every token there ever was").action((options: DirectoryOptions) =>
    withPeople(options, context, async (people) => {
      for (const granted of people.tokens()) context.out(describe(granted));
    }),
  );
  add("revoke <id>", "end a token, at once")
    .requiredOption("--why <text>", "why; stays in the ledger")
    .action((id: string, options: RevokeOptions) =>
      withPeople(options, context, async (people) => {
        await people.endToken(id, options.why);
        context.out(`The token ${id} is worth nothing any more.\n`);
      }),
    );
}

async function create(people: PeopleHere, options: CreateOptions, context: CliContext) {
  const { title, person, scope: scopes, station, days } = options;
  const order = { title, person, scopes: [...new Set(scopes)], days };
  const { id, secret } = await people.grant(station === undefined ? order : { ...order, station });
  context.err(`Token ${id}, for ${days} days; it is shown this once:\n`);
  context.out(`${secret}\n`);
}

function describe(token: ReturnType<PeopleHere["tokens"]>[number]): string {
  const { id, state, scopes, personId, station, title, expiresAt } = token;
  const where = station === undefined ? "" : `  station ${station}`;
  const about = `${scopes.join(",")}  of ${personId}${where}  until ${expiresAt.slice(0, 10)}`;
  return `${id}  ${state}  ${about}  ${title}\n`;
}

function parseTitle(text: string): string {
  const title = text.trim();
  if (title.length > 0 && title.length <= 100) return title;
  throw new InvalidArgumentError("A title has 1 to 100 characters.");
}

function parseStation(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError("A station is such as EOL-1.");
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= DAYS_MAX) return days;
  throw new InvalidArgumentError(`A number of days is 1 to ${DAYS_MAX}.`);
}
