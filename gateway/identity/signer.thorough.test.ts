import { type Context, Hono } from "hono";
import { beforeAll, expect, test } from "vitest";
import { identifyCaller } from "../api/http/access.ts";
import { answerErrors } from "../api/http/problem.ts";
import { manualClock, openClaimedIdentity, pageOf } from "../api/testing/people.ts";
import { openMemoryLedger } from "../records/testing/memory-ledger.ts";
import type { IdentityLedger } from "./identity-parts.ts";
import { findAccount, updateAccount } from "./store/people.ts";
import { grantToken } from "./token-desk.ts";

const SIGNING = "staple by staple";
let hash: string;

beforeAll(async () => {
  const { identity } = await openDesk();
  hash = await identity.parts.hasher.hash(SIGNING);
});

/** A route that only signs, behind the real way in. */
async function openDesk() {
  const memory = openMemoryLedger();
  const ledger = {
    execute: async (...values: Parameters<typeof memory.execute>) => memory.execute(...values),
    ask: async (...values: Parameters<typeof memory.ask>) => memory.ask(...values),
  } as unknown as IdentityLedger;
  const clock = manualClock();
  const identity = await openClaimedIdentity(ledger, clock);
  if (hash !== undefined) updateAccount(identity.parts.db, "p-qa", { signingHash: hash });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const app = new Hono();
  app.use(identifyCaller(identity.parts, "/api/v1"));
  app.post("/sign", async (c: Context) => {
    const { secret, name } = await c.req.json<{ secret: string; name?: string }>();
    return c.json(await identity.signerCheck.confirm(c, secret, name));
  });
  app.onError(answerErrors({ log, newId: () => "id" }));
  const sign = async (headers: Record<string, string>, secret: string, name?: string) => {
    const body = JSON.stringify({ secret, name });
    const response = await app.request("/sign", { method: "POST", headers, body });
    return (await response.json()) as { code?: string; personId?: string; printedName?: string };
  };
  return { identity, sign, clock, memory };
}

test("CR-21: the first signature of a session takes name and secret, the next the secret alone", async () => {
  const { identity, sign } = await openDesk();
  const page = pageOf(identity, "qa");
  expect(await sign(page, SIGNING)).toMatchObject({ code: "signature.incomplete" });
  const signer = { personId: "p-qa", printedName: "The qa", roles: ["qa"], method: "secret" };
  expect(await sign(page, SIGNING, "QA-1")).toEqual(signer);
  expect(await sign(page, SIGNING)).toEqual(signer);
  const next = pageOf(identity, "qa");
  expect(await sign(next, SIGNING)).toMatchObject({ code: "signature.incomplete" });
});

test("CR-21: at another station's screen both parts are needed again", async () => {
  const { identity, sign, clock } = await openDesk();
  const { parts } = identity;
  const context = { actor: "test", station: "", occurredAt: 0, clockState: "synced" as const };
  const screen = async (station: string) => {
    const expiresAt = clock.now().utcUs + 3_600_000_000;
    const wanted = {
      kind: "station",
      title: station,
      personId: "p-all",
      scopes: ["read"],
    } as const;
    const { secret } = await grantToken(parts, { ...wanted, station, expiresAt }, context);
    return `rigline_station=${secret}`;
  };
  const [one, other] = [await screen("FCT-1"), await screen("FCT-2")];
  const page = pageOf(identity, "qa");
  const at = (station: string) => ({ ...page, cookie: `${page.cookie}; ${station}` });
  expect(await sign(at(one), SIGNING, "qa-1")).toMatchObject({ personId: "p-qa" });
  expect(await sign(at(one), SIGNING)).toMatchObject({ personId: "p-qa" });
  expect(await sign(at(other), SIGNING)).toMatchObject({ code: "signature.incomplete" });
});

test("CR-24: a badge, a token and this machine never sign", async () => {
  const { identity, sign, clock } = await openDesk();
  const badge = pageOf(identity, "qa", "badge");
  expect(await sign(badge, SIGNING, "qa-1")).toMatchObject({ code: "signature.refused" });
  const context = { actor: "test", station: "", occurredAt: 0, clockState: "synced" as const };
  const wanted = { kind: "token", title: "t", personId: "p-qa", scopes: ["qa"] } as const;
  const expiresAt = clock.now().utcUs + 3_600_000_000;
  const { secret } = await grantToken(identity.parts, { ...wanted, expiresAt }, context);
  const bearer = { authorization: `Bearer ${secret}` };
  expect(await sign(bearer, SIGNING, "qa-1")).toMatchObject({ code: "signature.refused" });
  expect(await sign({}, SIGNING, "qa-1")).toMatchObject({ code: "signature.refused" });
});

test("CR-24: five bad tries at signing lock the account, end its sessions and are told", async () => {
  const { identity, sign, memory } = await openDesk();
  const page = pageOf(identity, "qa");
  const codes = [];
  for (let count = 0; count < 5; count += 1) codes.push((await sign(page, "wrong", "qa-1")).code);
  expect(codes).toEqual([...Array(4).fill("signature.refused"), "person.locked"]);
  expect(await sign(page, SIGNING, "qa-1")).toMatchObject({ code: "signature.refused" });
  expect(await sign(pageOf(identity, "qa"), SIGNING, "qa-1")).toMatchObject({
    code: "person.locked",
  });
  const alarms = memory.ask("alarms.list", { rig: "access", limit: 10 }).items;
  expect(alarms).toMatchObject([{ kind: "account-locked", state: "raised" }]);
});

test("of bad tries that come together no more than five are answered", async () => {
  const { identity, sign } = await openDesk();
  const page = pageOf(identity, "qa");
  const together = Array.from({ length: 8 }, () => sign(page, "wrong", "qa-1"));
  await Promise.all([...together, sign(page, SIGNING, "qa-1")]).then((answers) =>
    expect(answers.at(-1)).toMatchObject({ code: "person.locked" }),
  );
  expect(findAccount(identity.parts.db, "p-qa")?.failures).toBe(5);
});

test("another's name with the right secret is a bad try", async () => {
  const { identity, sign } = await openDesk();
  const answer = await sign(pageOf(identity, "qa"), SIGNING, "admin-1");
  expect(answer).toMatchObject({ code: "signature.refused" });
  expect(findAccount(identity.parts.db, "p-qa")?.failures).toBe(1);
});
