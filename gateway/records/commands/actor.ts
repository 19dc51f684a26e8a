import type { CommandContext } from "../../ledger/contract.ts";

const PERSON = "person:";

/** The id of the person who gave the command; undefined where no person is known. */
export function personOf({ actor }: Pick<CommandContext, "actor">): string | undefined {
  return actor.startsWith(PERSON) ? actor.slice(PERSON.length) : undefined;
}

/** The person ids among actors as the ledger names them. */
export function personsOf(...actors: readonly (string | undefined)[]): readonly string[] {
  return actors.flatMap((actor) => (actor === undefined ? [] : (personOf({ actor }) ?? [])));
}
