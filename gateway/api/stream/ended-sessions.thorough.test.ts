import { expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import type { IdentityLedger } from "../../identity/identity-parts.ts";
import { ownContext } from "../../identity/identity-parts.ts";
import { revokePerson } from "../../identity/person-desk.ts";
import { grantToken, revokeToken } from "../../identity/token-desk.ts";
import { openMemoryLedger } from "../../records/testing/memory-ledger.ts";
import { createApi } from "../app.ts";
import { LiveHub } from "../live.ts";
import { dependenciesForTest, snapshotNow } from "../testing/dependencies.ts";
import { manualClock, openClaimedIdentity, pageOf } from "../testing/people.ts";

/** A claimed gateway with a live stream, and what somebody hears on it. */
async function openPlant() {
  const memory = openMemoryLedger();
  const ledger = {
    execute: async (...values: Parameters<typeof memory.execute>) => memory.execute(...values),
    ask: async (...values: Parameters<typeof memory.ask>) => memory.ask(...values),
  } as unknown as IdentityLedger;
  const clock = manualClock();
  const identity = await openClaimedIdentity(ledger, clock);
  const { parts, signerCheck } = identity;
  const live = new LiveHub({ snapshot: async () => snapshotNow() });
  const made = dependenciesForTest({ ledger, clock, identity: parts, signerCheck, live });
  const { app } = createApi(made.dependencies);
  const listen = async (headers: Record<string, string>) => {
    const response = await app.request("/api/v1/events", { headers });
    const heard = { status: response.status, text: "", ended: false };
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const hear = async () => {
      for (;;) {
        const { done = true, value = "" } = (await reader?.read()) ?? {};
        heard.text += value;
        heard.ended = done;
        if (done) return;
      }
    };
    hear().catch(() => undefined);
    await until(() => heard.text.includes('"kind":"snapshot"'), { what: "the snapshot" });
    return heard;
  };
  const context = () => ownContext(parts, "system:test");
  return { identity, parts, live, app, listen, context, clock };
}

const WHY = "left the company";

test("an open stream ends with its session, and tells nothing from then on; another's goes on", async () => {
  const { identity, live, app, listen } = await openPlant();
  const page = pageOf(identity, "technician");
  const [left, stays] = [await listen(page), await listen(pageOf(identity, "qa"))];
  await app.request("/api/v1/session", { method: "DELETE", headers: page });
  live.publish({ kind: "pending", rigs: ["after-sign-out"] });
  await until(() => left.ended, { what: "the stream of who signed out ends" });
  await until(() => stays.text.includes("after-sign-out"), { what: "the other one hears it" });
  expect(left.text).not.toContain("after-sign-out");
  expect([stays.ended, live.clients]).toEqual([false, 1]);
  live[Symbol.dispose]();
});

test("a silent stream ends when the person's access is revoked, and is not opened again", async () => {
  const { identity, parts, live, app, listen, context } = await openPlant();
  const page = pageOf(identity, "technician");
  const heard = await listen(page);
  await revokePerson(parts, { id: "p-technician", reason: WHY }, context());
  await until(() => heard.ended, { what: "the stream ends" });
  expect(live.clients).toBe(0);
  expect((await app.request("/api/v1/events", { headers: page })).status).toBe(401);
  live[Symbol.dispose]();
});

test("a program's stream ends with its token, a page's when its session's time is over", async () => {
  const { identity, parts, live, listen, context, clock } = await openPlant();
  const expiresAt = clock.now().utcUs + 3_600 * 1_000_000;
  const wanted = { kind: "token", title: "board", personId: "p-qa", scopes: ["read"] } as const;
  const { id, secret } = await grantToken(parts, { ...wanted, expiresAt }, context());
  const board = await listen({ authorization: `Bearer ${secret}` });
  const page = await listen(pageOf(identity, "qa"));
  await revokeToken(parts, { id, reason: WHY }, context());
  await until(() => board.ended, { what: "the program's stream ends" });
  expect(page.ended).toBe(false);
  clock.pass(13 * 3_600 * 1_000_000);
  await until(() => page.ended, { what: "the page's stream ends" });
  live[Symbol.dispose]();
});
