/** Who people are: the ledger has their ids, the gateway knows their names. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getApi } from "../api.ts";

/** Everybody who has or had access. */
export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => getApi("/people", { signal }),
});

/** Names of people change rarely. */
const NAMES_MS = 300_000;
/** As the ledger names a request from this machine while nobody has to sign in. */
const LOCAL: readonly string[] = ["api:local", "local"];

/**
 * The name of a person, by id or as the ledger names an actor (`person:…`): the id itself until
 * the names are read, and for who is no longer known.
 */
export function usePersonName(): (actor: string) => string {
  const { t } = useTranslation();
  const people = useQuery({ ...peopleQuery, staleTime: NAMES_MS }).data?.items;
  return (actor) => {
    if (LOCAL.includes(actor)) return t("access.thisMachine");
    const id = actor.replace(/^person:/, "");
    return people?.find((person) => person.id === id)?.printedName ?? id;
  };
}
