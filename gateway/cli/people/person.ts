/** `rigline person`: who has access, and the way back in for who has lost it. */
import type { Command } from "commander";
import type { PeopleHere } from "../../composition/people-here.ts";
import type { DirectoryOptions } from "../choose-directory.ts";
import type { CliContext } from "../cli-context.ts";
import { withDirectory, withPeople } from "./open-people.ts";

const EXAMPLES = `
Examples:
  npx rigline person list --config rigline.yaml
  npx rigline person reset 4711 --data /var/lib/rigline/plant
  npx rigline person reset inspector --why "the password was forgotten"
  npx rigline person revoke 4711 --why "left the company"

A person is named by id or sign-in name. \`reset\` prints a link that sets new secrets: it works once,
within 72 hours, and lets a locked account go. Until then the old secrets are good. \`reset\` and
\`revoke\` are entries of the ledger, by cli:local. The gateway must not run on that directory
meanwhile: where it runs, its page People does the same.

Exit codes: 0 done · 1 refused, with its reason · 75 a gateway runs there · 78 no ledger there.`;

interface DecideOptions extends DirectoryOptions {
  readonly why?: string;
}

/** Adds the command to the program. */
export function addPerson(program: Command, context: CliContext): void {
  const person = program
    .command("person")
    .description("list people, let somebody set new secrets, take access away")
    .addHelpText("after", EXAMPLES);
  const add = (words: string, description: string) =>
    withDirectory(person.command(words).description(description));
  add("list", "list everybody who ever had access").action((options: DirectoryOptions) =>
    withPeople(options, context, (people) => list(people, context)),
  );
  add("reset <who>", "print a link by which somebody sets new secrets")
    .option("--why <text>", "why; stays in the ledger")
    .action((who: string, options: DecideOptions) =>
      withPeople(options, context, (people) => reset(people, { who, ...options }, context)),
    );
  add("revoke <who>", "take all access away, at once")
    .requiredOption("--why <text>", "why; stays in the ledger")
    .action((who: string, options: DecideOptions) =>
      withPeople(options, context, async (people) => {
        const id = await people.revoke(who, options.why ?? "");
        context.out(`${id} has no access any more; sessions, tokens and links have ended.\n`);
      }),
    );
}

async function list(people: PeopleHere, context: CliContext): Promise<void> {
  const all = await people.people();
  for (const person of all) context.out(describe(person));
  if (all.length === 0) context.out("Nobody: the link that `start` prints makes the first.\n");
}

function describe(person: Awaited<ReturnType<PeopleHere["people"]>>[number]): string {
  const { id, state, roles, login, printedName, locked, hasPassword } = person;
  const isNew = state === "active" && !hasPassword;
  const notes = [locked ? "locked" : "", isNew ? "no secrets set" : ""];
  const known = login === undefined ? "not known here" : `${login}, ${printedName}`;
  const words = [state, roles.join(","), known, ...notes].filter((word) => word !== "");
  return `${id}  ${words.join("  ")}\n`;
}

async function reset(
  people: PeopleHere,
  { who, why }: { readonly who: string; readonly why?: string },
  context: CliContext,
): Promise<void> {
  const { id, link } = await people.reset(who, why);
  context.err(`New secrets for ${id}: start the gateway, and open below its address:\n`);
  context.out(`${link}\n`);
  context.err("It works once, within 72 hours.\n");
}
