import { expect, test } from "vitest";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

const NOW = 1_700_000_000_000_000;
const DAY_US = 86_400_000_000;
const REASON = { reason: "left the company" };

function ledgerWithPeople() {
  const ledger = openMemoryLedger();
  ledger.execute("person.add", { id: "4711", roles: ["admin"] });
  ledger.execute("person.add", { id: "4712", roles: ["technician"] });
  return ledger;
}

function refusal(code: string) {
  return expect.objectContaining({ code });
}

test("CR-84: every grant, change and removal of access is an entry with who, why and what", () => {
  const ledger = ledgerWithPeople();
  const by = { actor: "person:4711" };
  ledger.execute("person.roles", { id: "4712", roles: ["qa"], reason: "moved" }, by);
  ledger.execute("person.revoke", { id: "4712", ...REASON }, by);
  ledger.execute("person.erase", { id: "4712", reason: "asked for it" }, by);
  const history = ledger.ask("records.history", { type: "person", id: "4712" });
  expect(history.map(({ action, actor, reason }) => [action, actor, reason])).toEqual([
    ["added", "system:test", undefined],
    ["roles-changed", "person:4711", "moved"],
    ["revoked", "person:4711", "left the company"],
    ["erased", "person:4711", "asked for it"],
  ]);
});

test("CR-95: what the ledger holds of a person is id, roles and state, never a name or a secret", () => {
  const ledger = ledgerWithPeople();
  const [entry] = ledger.ask("records.history", { type: "person", id: "4712" });
  expect(entry?.body).toEqual({ id: "4712", roles: ["technician"], state: "active" });
});

test("CR-23: an id is never given to another person, not even after revocation or erasure", () => {
  const ledger = ledgerWithPeople();
  const again = () => ledger.execute("person.add", { id: "4712", roles: ["qa"] });
  expect(again).toThrow(refusal("person.exists"));
  ledger.execute("person.revoke", { id: "4712", ...REASON });
  expect(again).toThrow(refusal("person.exists"));
  ledger.execute("person.erase", { id: "4712", ...REASON });
  expect(again).toThrow(refusal("person.exists"));
});

test("what a revoked person has no longer can neither be changed nor taken twice", () => {
  const ledger = ledgerWithPeople();
  ledger.execute("person.revoke", { id: "4712", ...REASON });
  const roles = () => ledger.execute("person.roles", { id: "4712", roles: ["qa"], ...REASON });
  expect(roles).toThrow(refusal("person.not-active"));
  const revoke = () => ledger.execute("person.revoke", { id: "4712", ...REASON });
  expect(revoke).toThrow(refusal("person.not-active"));
  const erase = () => ledger.execute("person.erase", { id: "4711", ...REASON });
  expect(erase).toThrow(refusal("person.still-active"));
});

test("the last administrator can neither be revoked nor lose the role", () => {
  const ledger = ledgerWithPeople();
  const lose = () => ledger.execute("person.roles", { id: "4711", roles: ["qa"], ...REASON });
  expect(lose).toThrow(refusal("person.last-admin"));
  const revoke = () => ledger.execute("person.revoke", { id: "4711", ...REASON });
  expect(revoke).toThrow(refusal("person.last-admin"));
  ledger.execute("person.roles", { id: "4712", roles: ["technician", "admin"], ...REASON });
  expect(revoke).not.toThrow();
});

test("of two who change one person's roles the second is told", () => {
  const ledger = ledgerWithPeople();
  const change = (roles: readonly ["qa"] | readonly ["operations"]) =>
    ledger.execute("person.roles", { id: "4712", roles, ...REASON }, { expectedVersion: 1 });
  change(["qa"]);
  expect(() => change(["operations"])).toThrow(refusal("record.version-conflict"));
});

test("a qualification holds until its date and can be withdrawn; each version is kept", () => {
  const ledger = ledgerWithPeople();
  const grant = { personId: "4712", procedureId: "PSU-24/FCT", validUntil: NOW + DAY_US };
  ledger.execute("qualification.grant", grant);
  ledger.execute("qualification.grant", grant);
  const holds = (now: number) =>
    ledger.ask("qualifications.of", { personId: "4712", now }).map(({ isValid }) => isValid);
  expect(holds(NOW)).toEqual([true]);
  expect(holds(NOW + DAY_US)).toEqual([false]);
  ledger.execute("qualification.grant", { ...grant, validUntil: NOW, reason: "retraining" });
  expect(holds(NOW)).toEqual([false]);
  const id = "4712/PSU-24/FCT";
  const history = ledger.ask("records.history", { type: "qualification", id });
  expect(history.map(({ action }) => action)).toEqual(["qualified", "withdrawn"]);
});

test("a token can do no more than its owner, who must have access", () => {
  const ledger = ledgerWithPeople();
  const token = { id: "t1", kind: "token", personId: "4712", expiresAt: NOW + DAY_US } as const;
  const grant = (scopes: readonly ["qa"] | readonly ["read"], id = "t1") =>
    ledger.execute("token.grant", { ...token, id, scopes });
  expect(() => grant(["qa"])).toThrow(refusal("record.invalid"));
  grant(["read"]);
  ledger.execute("token.revoke", { id: "t1", ...REASON });
  expect(ledger.ask("access.list", null).tokens[0]?.body.state).toBe("revoked");
  ledger.execute("person.revoke", { id: "4712", ...REASON });
  expect(() => grant(["read"], "t2")).toThrow(refusal("person.not-active"));
});

test("replay of people, tokens, qualifications and locks gives every row again", () => {
  const ledger = ledgerWithPeople();
  const expiresAt = NOW + DAY_US;
  ledger.execute("token.grant", {
    ...{ id: "t1", kind: "station", personId: "4711", scopes: ["read"], station: "FCT-1" },
    expiresAt,
  });
  ledger.execute("token.revoke", { id: "t1", ...REASON });
  ledger.execute("access.note", { id: "e1", kind: "locked", personId: "4712", where: "signing" });
  const grant = { personId: "4712", procedureId: "PSU-24/FCT", validUntil: expiresAt };
  ledger.execute("qualification.grant", grant);
  ledger.execute("person.revoke", { id: "4712", ...REASON });
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
});
