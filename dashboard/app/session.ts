/** Who works at this screen, as the gateway knows it, and how that changes. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { changeApi, getApi } from "./api.ts";
import type { Asked, SessionView } from "./contract.ts";

/** Who the gateway says we are. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => getApi("/session", { signal }),
  staleTime: 30_000,
  refetchInterval: 60_000,
});

/** Undefined until the gateway has answered. */
export function useSession(): SessionView | undefined {
  return useQuery(sessionQuery).data;
}

/** Changes who we are: everything that was read before was read by somebody else. */
export function useSessionChange() {
  const queries = useQueryClient();
  const take = async (change: Promise<SessionView>) => {
    const session = await change;
    queries.setQueryData(sessionQuery.queryKey, session);
    await queries.invalidateQueries();
    return session;
  };
  return {
    signIn: (login: string, password: string) =>
      take(changeApi("post", "/session", { body: { login, password } })),
    /** By a badge, or by name and PIN: for work at a rig, never to sign. */
    changeOperator: (proof: { badge: string } | { login: string; pin: string }) =>
      take(changeApi("post", "/session/operator", { body: proof })),
    openStation: (token: string) =>
      take(changeApi("post", "/session/station", { body: { token } })),
    signOut: () => take(changeApi("delete", "/session")),
    setUp: (body: Asked<"post", "/setup">["body"]) => take(changeApi("post", "/setup", { body })),
  };
}

const TELL_EVERY_MS = 60_000;

/** Tells the gateway, at most once a minute, that somebody is still there. */
export function useActivity(session: SessionView | undefined): void {
  const isPerson = session?.kind === "person";
  const queries = useQueryClient();
  useEffect(() => {
    if (!isPerson) return;
    let toldAt = 0;
    const tell = () => {
      if (Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      const askAgain = () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      changeApi("post", "/session/activity").then(undefined, askAgain);
    };
    addEventListener("pointerdown", tell);
    addEventListener("keydown", tell);
    return () => {
      removeEventListener("pointerdown", tell);
      removeEventListener("keydown", tell);
    };
  }, [isPerson, queries]);
}
