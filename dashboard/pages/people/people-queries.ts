import { queryOptions } from "@tanstack/react-query";
import { getApi } from "../../app/api.ts";
import type { PersonView } from "../../app/contract.ts";

/** What people may be, as the gateway names it. */
export const ROLES = [
  "technician",
  "qa",
  "operations",
  "compliance",
  "admin",
] as const satisfies readonly PersonView["roles"][number][];

export type Role = (typeof ROLES)[number];

/** What is known of one account; for administrators. */
export function personQuery(id: string) {
  return queryOptions({
    queryKey: ["people", id],
    queryFn: ({ signal }) => getApi("/people/{id}", { params: { id }, signal }),
  });
}

/** Every token there ever was. */
export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => getApi("/tokens", { signal }),
});
