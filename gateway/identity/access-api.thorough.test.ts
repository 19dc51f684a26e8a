import { expect, test } from "vitest";
import { createApi } from "../api/app.ts";
import { AT_US, dependenciesForTest } from "../api/testing/dependencies.ts";
import { manualClock, openClaimedIdentity } from "../api/testing/people.ts";
import { openMemoryLedger } from "../records/testing/memory-ledger.ts";
import type { IdentityLedger } from "./identity-parts.ts";
import { updateAccount } from "./store/people.ts";

const MINUTE_US = 60 * 1_000_000;
const PASSWORD = "correct horse battery";
const SIGNING = "staple by staple";

/** The API of a claimed gateway; everybody has the same secrets, so that two hashes do. */
async function openPlant() {
  const memory = openMemoryLedger();
  const ledger = {
    execute: async (...values: Parameters<typeof memory.execute>) => memory.execute(...values),
    ask: async (...values: Parameters<typeof memory.ask>) => memory.ask(...values),
  } as unknown as IdentityLedger;
  const clock = manualClock();
  const identity = await openClaimedIdentity(ledger, clock);
  const { db, hasher } = identity.parts;
  const hashes = {
    passwordHash: await hasher.hash(PASSWORD),
    signingHash: await hasher.hash(SIGNING),
  };
  for (const id of ["p-qa", "p-admin", "p-technician", "p-all"]) updateAccount(db, id, hashes);
  const { parts, signerCheck } = identity;
  const made = dependenciesForTest({ ledger, clock, identity: parts, signerCheck });
  const api = createApi(made.dependencies);
  const ask = async (method: string, path: string, more: { body?: object; auth?: object } = {}) => {
    const json = more.body === undefined ? {} : { "content-type": "application/json" };
    const headers = { "x-rigline-page": "1", ...json, ...more.auth } as Record<string, string>;
    const init = { method, headers };
    const response = await api.app.request(
      `/api/v1${path}`,
      more.body === undefined ? init : { ...init, body: JSON.stringify(more.body) },
    );
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    return { status: response.status, body: await response.json(), auth: { cookie } };
  };
  const signIn = (login: string, password = PASSWORD) =>
    ask("POST", "/session", { body: { login, password } });
  return { ask, signIn, clock, memory, identity, setCookie: api.app };
}

test("a sign-in gives a cookie that scripts and other sites never see, and a session of its own", async () => {
  const { setCookie, signIn, ask } = await openPlant();
  const headers = { "content-type": "application/json", origin: "http://localhost" };
  const body = JSON.stringify({ login: "QA-1", password: PASSWORD });
  const response = await setCookie.request("/api/v1/session", { method: "POST", headers, body });
  const cookie = response.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/^rigline_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const { auth } = await signIn("qa-1");
  expect(auth.cookie).not.toBe(cookie.split(";")[0]);
  const { body: session } = await ask("GET", "/session", { auth });
  expect(session).toMatchObject({ id: "p-qa", printedName: "The qa", roles: ["qa"] });
});

test("a cookie that is played again after signing out is nobody's", async () => {
  const { ask, signIn } = await openPlant();
  const { auth } = await signIn("qa-1");
  expect((await ask("GET", "/runs", { auth })).status).not.toBe(401);
  await ask("DELETE", "/session", { auth });
  expect((await ask("GET", "/runs", { auth })).body).toMatchObject({ code: "access.unknown" });
});

test("a session ends when nobody does anything for half an hour, whatever the pages ask", async () => {
  const { ask, signIn, clock } = await openPlant();
  const { auth } = await signIn("qa-1");
  clock.pass(20 * MINUTE_US);
  await ask("POST", "/session/activity", { auth });
  clock.pass(20 * MINUTE_US);
  expect((await ask("GET", "/session", { auth })).body.kind).toBe("person");
  clock.pass(11 * MINUTE_US);
  expect((await ask("GET", "/session", { auth })).body.kind).toBe("nobody");
});

test("a clock that is set back revives no session", async () => {
  const { ask, signIn, clock } = await openPlant();
  const { auth } = await signIn("qa-1");
  clock.pass(31 * MINUTE_US);
  expect((await ask("GET", "/session", { auth })).body.kind).toBe("nobody");
  clock.set(AT_US);
  expect((await ask("GET", "/session", { auth })).body.kind).toBe("nobody");
});

test("unknown name, wrong password, locked and revoked are refused with the same words", async () => {
  const { signIn, identity } = await openPlant();
  const { db } = identity.parts;
  updateAccount(db, "p-admin", { lockedUntil: AT_US + MINUTE_US });
  updateAccount(db, "p-technician", { state: "revoked" });
  const answers = await Promise.all([
    ...[signIn("nobody"), signIn("qa-1", "wrong"), signIn("admin-1"), signIn("technician-1")],
  ]);
  const [first] = answers;
  expect(first?.body).toMatchObject({ status: 401, code: "access.refused" });
  for (const { body, auth } of answers) expect([body, auth]).toEqual([first?.body, { cookie: "" }]);
});

test("CR-24: five bad tries lock the account, with an entry and an alarm; the right one waits", async () => {
  const { signIn, memory, clock } = await openPlant();
  for (let count = 0; count < 5; count += 1) await signIn("qa-1", "wrong");
  expect((await signIn("qa-1")).status).toBe(401);
  const history = memory.ask("alarms.list", { rig: "access", limit: 10 });
  expect(history.items).toMatchObject([{ kind: "account-locked", channel: "p-qa" }]);
  const noted = memory.entries().filter(({ entry }) => entry.type === "access-event");
  expect(noted).toHaveLength(1);
  clock.pass(15 * MINUTE_US);
  expect((await signIn("qa-1")).status).toBe(200);
});

test("revocation ends sessions and tokens at once", async () => {
  const { ask, signIn } = await openPlant();
  const { auth } = await signIn("everything");
  const expiresAt = "2027-01-01T00:00:00Z";
  const wanted = { kind: "token", title: "export", scopes: ["read", "qa"], expiresAt };
  const granted = await ask("POST", "/tokens", { auth, body: { ...wanted, personId: "p-qa" } });
  const bearer = { authorization: `Bearer ${granted.body.secret}` };
  const qa = await signIn("qa-1");
  const view = await ask("GET", "/session", { auth: bearer });
  expect(view.body).toMatchObject({ kind: "token", roles: ["qa"] });
  await ask("POST", "/people/p-qa/revoke", { auth, body: { reason: "left the company" } });
  expect((await ask("GET", "/people", { auth: qa.auth })).status).toBe(401);
  const refused = await ask("GET", "/people", { auth: bearer });
  expect(refused.body).toMatchObject({ status: 401, code: "access.token-refused" });
});

test("a set-up link sets the secrets once, and after its time never", async () => {
  const { ask, signIn, clock } = await openPlant();
  const { auth } = await signIn("everything");
  const person = { id: "4711", login: "inspector", printedName: "Inspector", roles: ["qa"] };
  const added = await ask("POST", "/people", { auth, body: person });
  const token = added.body.link.split(".")[1];
  const secrets = { token, password: PASSWORD, signingSecret: SIGNING };
  const unfit = await ask("POST", "/setup", { body: { ...secrets, signingSecret: PASSWORD } });
  expect(unfit.body).toMatchObject({ code: "secret.unfit" });
  const done = await ask("POST", "/setup", { body: secrets });
  expect(done.body).toMatchObject({ id: "4711", roles: ["qa"], method: "password" });
  expect((await ask("POST", "/setup", { body: secrets })).status).toBe(403);
  const again = await ask("POST", "/people/4711/setup-link", { auth });
  clock.pass(72 * 60 * MINUTE_US);
  const late = { ...secrets, token: again.body.link.split(".")[1] };
  expect((await ask("POST", "/setup", { body: late })).body.code).toBe("access.link-refused");
});

test("CR-23: neither a sign-in name nor an id is given again, not even after erasure", async () => {
  const { ask, signIn } = await openPlant();
  const { auth } = await signIn("everything");
  const reason = { reason: "left the company" };
  await ask("POST", "/people/p-qa/revoke", { auth, body: reason });
  await ask("POST", "/people/p-qa/erase", { auth, body: reason });
  const add = (id: string, login: string) => {
    const body = { id, login, printedName: "Another", roles: ["qa"] };
    return ask("POST", "/people", { auth, body });
  };
  expect((await add("4712", "QA-1")).status).toBe(409);
  expect((await add("p-qa", "other")).status).toBe(409);
  expect((await add("4712", "other")).status).toBe(201);
});

test("CR-95: after erasure no name is left but the entries, and they are unchanged", async () => {
  const { ask, signIn, memory } = await openPlant();
  const { auth } = await signIn("everything");
  const before = memory.entries().map(({ leaf }) => leaf);
  const reason = { reason: "left the company" };
  await ask("POST", "/people/p-qa/revoke", { auth, body: reason });
  await ask("POST", "/people/p-qa/erase", { auth, body: reason });
  expect(
    memory
      .entries()
      .slice(0, before.length)
      .map(({ leaf }) => leaf),
  ).toEqual(before);
  const { body } = await ask("GET", "/people", { auth });
  expect(body.items.find(({ id }: { id: string }) => id === "p-qa")).toEqual({
    ...{ id: "p-qa", state: "erased", roles: ["qa"], version: 3 },
  });
  expect(JSON.stringify(memory.entries().map(({ entry }) => entry))).not.toContain("The qa");
});
