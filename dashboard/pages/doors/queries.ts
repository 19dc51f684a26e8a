/** What the doors and the story ask of the API. */
import { queryOptions } from "@tanstack/react-query";
import { changeApi, getApi } from "../../app/api.ts";

const DAY_MS = 86_400_000;
const REFRESH_MS = 15_000;

/** Whether this is a demo; asked often while its past is being stored, then no more. */
export const demoQuery = queryOptions({
  queryKey: ["demo"],
  queryFn: ({ signal }) => getApi("/demo", { signal }),
  refetchInterval: ({ state }) => (state.data?.story?.state === "telling" ? 1_000 : false),
});

/** The first-pass yield of the last seven days, by the policy in force. */
export const weekYieldQuery = queryOptions({
  queryKey: ["doors", "yield"],
  queryFn: ({ signal }) => {
    const from = new Date(Date.now() - 7 * DAY_MS).toISOString();
    return getApi("/quality/yield", { query: { from }, signal });
  },
  refetchInterval: REFRESH_MS,
});

/** Every instrument with its status now. */
export const equipmentQuery = queryOptions({
  queryKey: ["equipment"],
  queryFn: ({ signal }) => getApi("/equipment", { signal }),
  refetchInterval: REFRESH_MS,
});

/** Kills the demo's process. */
export function pullPlug(): Promise<{ readonly pulled: true }> {
  return changeApi("post", "/demo/power-cut");
}
