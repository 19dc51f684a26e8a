/** Answers that go on for long: whether who asked may still be told more. */
import type { Context } from "hono";

const RECHECK = "recheck";

/** Notes how to find out; the way in does it once for each request. */
export function setRecheck(c: Context, isKnown: () => boolean): void {
  c.set(RECHECK, isKnown);
}

/** Asks anew at each call; always true where there is no way in to be closed. */
export function recheckOf(c: Context): () => boolean {
  return (c.get(RECHECK) as (() => boolean) | undefined) ?? (() => true);
}
