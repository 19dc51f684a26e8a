import { afterAll, beforeAll, expect, test } from "vitest";
import { ROLES, type Role } from "../domain/access/principal.ts";
import type { Identity } from "../identity/identity.ts";
import { type Api, createApi } from "./app.ts";
import { OPEN_PATHS } from "./http/access.ts";
import { dependenciesForTest } from "./testing/dependencies.ts";
import { manualClock, openClaimedIdentity, pageOf } from "./testing/people.ts";
import { openSampleLedger } from "./testing/sample-ledger.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let identity: Identity;
let api: Api;

beforeAll(async () => {
  sample = await openSampleLedger();
  identity = await openClaimedIdentity(sample.ledger, manualClock());
  const { signerCheck, parts } = identity;
  const made = dependenciesForTest({ ledger: sample.ledger, identity: parts, signerCheck });
  api = createApi(made.dependencies);
});
afterAll(async () => {
  identity[Symbol.dispose]();
  await sample[Symbol.asyncDispose]();
});

type Allowed = "anybody" | "everybody" | readonly Role[];

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly allowed: Allowed | undefined;
}

function operations(): Operation[] {
  return Object.entries(api.document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, object>).map(([method, operation]) => ({
      ...{ method: method.toUpperCase(), path },
      allowed: Reflect.get(operation, "x-allowed") as Allowed | undefined,
    })),
  );
}

async function ask(
  { method, path }: Pick<Operation, "method" | "path">,
  headers: Record<string, string>,
): Promise<{ status: number; code: string | undefined }> {
  const address = path.replaceAll(/\{\w+\}/g, "x");
  const hasBody = method === "POST" || method === "PUT" || method === "PATCH";
  const type = { "content-type": "application/json" };
  const init = hasBody
    ? { method, headers: { ...headers, ...type }, body: "{}" }
    : { method, headers };
  const response = await api.app.request(address, init);
  const isProblem = response.headers.get("content-type") === "application/problem+json";
  const { code } = isProblem ? ((await response.json()) as { code: string }) : { code: undefined };
  // The live stream has no end of its own.
  if (!isProblem) await response.body?.cancel();
  return { status: response.status, code };
}

test("every route says who may call it, and the document shows it", () => {
  const silent = operations().filter(({ allowed }) => allowed === undefined);
  expect(silent).toEqual([]);
  expect(operations().length).toBeGreaterThan(60);
});

test("what is served beside the documented routes is known by name", () => {
  const documented = new Set(
    operations().map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
  );
  const others = api.app.routes
    .filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
    // What a parameter may be stands in braces behind it.
    .map(({ method, path }) => `${method} ${path.replaceAll(/\{[^}]*\}/g, "")}`)
    .filter((route) => !documented.has(route));
  expect([...new Set(others)].toSorted()).toEqual([
    ...["GET /api/v1/openapi.json", "GET /api/v1/reference", "GET /healthz", "GET /metrics"],
    "GET /readyz",
  ]);
});

test("what is open to anybody is what its routes say", () => {
  const open = operations().filter(({ allowed }) => allowed === "anybody");
  const paths = new Set(open.map(({ path }) => path.replace("/api/v1", "")));
  expect([...paths, "/openapi.json", "/reference"].toSorted()).toEqual([...OPEN_PATHS].toSorted());
});

test("401: without a proof nothing is answered but what is open to anybody", async () => {
  for (const operation of operations()) {
    const { status, code } = await ask(operation, {});
    const name = `${operation.method} ${operation.path}`;
    if (operation.allowed === "anybody") expect(status, name).toBeLessThan(500);
    else expect([status, code], name).toEqual([401, "access.unknown"]);
  }
});

for (const role of ROLES) {
  test(`403: ${role} comes through exactly where the route names the role or everybody`, async () => {
    for (const operation of operations()) {
      const { status, code } = await ask(operation, pageOf(identity, role));
      const name = `${operation.method} ${operation.path}`;
      const { allowed = [] } = operation;
      const mayCall = typeof allowed === "string" || allowed.includes(role);
      if (!mayCall) expect([status, code], name).toEqual([403, "access.forbidden"]);
      else expect(["access.unknown", "access.forbidden"], name).not.toContain(code);
      expect(status, `${name} ${code}`).toBeLessThan(500);
    }
  });
}

test("a badge gives the role technician alone, whatever the person is", async () => {
  for (const operation of operations()) {
    const { status, code } = await ask(operation, pageOf(identity, "all", "badge"));
    const { allowed = [] } = operation;
    if (typeof allowed === "string" || allowed.includes("technician")) continue;
    expect([status, code], operation.path).toEqual([403, "access.forbidden"]);
  }
});

test("403: a cookie's change without the page's header is refused (forged requests)", async () => {
  const { cookie = "" } = pageOf(identity, "all");
  for (const operation of operations()) {
    if (operation.method === "GET") continue;
    const { status, code } = await ask(operation, { cookie });
    expect([status, code], operation.path).toEqual([403, "access.not-from-page"]);
  }
});

test("once claimed, metrics are for whoever is known; health stays open to supervisors", async () => {
  expect((await api.app.request("/metrics")).status).toBe(401);
  const known = { headers: pageOf(identity, "technician") };
  expect((await api.app.request("/metrics", known)).status).toBe(200);
  expect((await api.app.request("/healthz")).status).toBe(200);
});

test("a request from another machine is never this machine's, claimed or not", async () => {
  const made = dependenciesForTest({ ledger: sample.ledger });
  const unclaimed = createApi(made.dependencies);
  expect((await unclaimed.app.request("/api/v1/rigs")).status).toBe(200);
  const relayed = { headers: { "x-forwarded-for": "10.0.0.7" } };
  const response = await unclaimed.app.request("/api/v1/rigs", relayed);
  expect(await response.json()).toMatchObject({ code: "access.unknown" });
});
