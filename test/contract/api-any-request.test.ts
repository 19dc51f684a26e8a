import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Api, createApi } from "../../gateway/api/app.ts";
import { dependenciesForTest } from "../../gateway/api/testing/dependencies.ts";
import {
  openSampleLedger,
  sampleRun,
  testContext,
} from "../../gateway/api/testing/sample-ledger.ts";
import { problemDocument } from "../../gateway/platform/problems.ts";
import {
  HOSTILE,
  type JsonSchema,
  type Named,
  spoiled,
  valuesOf,
} from "../support/schema-values.ts";

/** Requests of each operation, drawn from this seed: what is red once is red again. */
const DRAWN = { numRuns: 12, seed: 20_261_123 };
/** Streams without end; a test of its own listens to them. */
const STREAMS = ["/api/v1/events"];
/** What any request may be refused with, whatever its route says. */
const COMMON = [401, 403, 404, 405, 413, 415, 429];

interface Content {
  readonly schema?: JsonSchema;
}
interface Operation {
  readonly parameters?: readonly { name: string; in: string; schema?: JsonSchema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, Content>> }>>;
}
interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let api: Api;
let lines: ReturnType<typeof dependenciesForTest>["lines"];
let ids: string[];

/** Without a ledger: only what is documented. */
const { document } = createApi(dependenciesForTest().dependencies);
const named = (document.components?.schemas ?? {}) as Named;
const OPERATIONS: readonly Listed[] = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
    ...{ method: method.toUpperCase(), path, operation },
  })),
);

beforeAll(async () => {
  sample = await openSampleLedger();
  const keepOriginal = async (bytes: Uint8Array) =>
    createHash("sha256").update(bytes).digest("hex");
  const made = dependenciesForTest({ ledger: sample.ledger, keepOriginal });
  lines = made.lines;
  api = createApi(made.dependencies);
  for (const index of [1, 2, 3]) {
    const command = { run: sampleRun(index, 58 + index), gatewayVersion: "0.1.0" };
    await sample.ledger.execute("run.import", command, testContext);
  }
  const units = await sample.ledger.ask("units.list", { orderId: "WO-1042" });
  ids = [...units.items.map(({ id }) => id), sampleRun(1).id, "PSU-24", "WO-1042", "fct-1", "mqtt"];
});
afterAll(() => sample[Symbol.asyncDispose]());

interface Drawn {
  readonly address: string;
  readonly body: string | undefined;
}

/** Valid requests, and some with one thing spoiled. */
function requestsOf({ path, operation }: Listed): fc.Arbitrary<Drawn> {
  const { parameters = [], requestBody } = operation;
  const texts = (schema: JsonSchema | undefined) =>
    fc.oneof(
      { weight: 4, arbitrary: valuesOf(schema ?? {}, named) },
      { weight: 1, arbitrary: HOSTILE },
    );
  const inPath = fc.record(
    Object.fromEntries(
      parameters
        .filter((each) => each.in === "path")
        .map(({ name, schema }) => [
          name,
          fc.oneof(
            fc.nat(100).map((nth) => ids[nth % ids.length]),
            texts(schema),
          ),
        ]),
    ),
  );
  const inQuery = fc.record(
    Object.fromEntries(
      parameters
        .filter((each) => each.in === "query")
        .map(({ name, schema }) => [name, texts(schema)]),
    ),
    { requiredKeys: [] },
  );
  const schema = requestBody?.content["application/json"]?.schema;
  const valid = schema === undefined ? fc.constant(undefined) : valuesOf(schema, named);
  const body = fc.oneof(
    valid,
    valid.chain((value) => (value === undefined ? valid : spoiled(value))),
  );
  return fc.record({ inPath, inQuery, body }).map((drawn) => ({
    address: addressOf(path, drawn.inPath, drawn.inQuery),
    body: drawn.body === undefined ? undefined : JSON.stringify(drawn.body),
  }));
}

const textOf = (value: unknown) =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed();

function addressOf(path: string, inPath: object, inQuery: object): string {
  const parts: Record<string, unknown> = { ...inPath };
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(parts[name])),
  );
  const query = new URLSearchParams(
    Object.entries(inQuery).map(([name, value]) => [name, textOf(value)]),
  );
  return `${filled}?${query}`;
}

/** Of the document, with what it refers to beside it; undefined where a body is not JSON. */
function checkerOf(operation: Operation, status: number): z.ZodType | undefined {
  const schema = operation.responses[status]?.content?.["application/json"]?.schema;
  if (schema === undefined) return undefined;
  const local = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/$defs/"));
  const whole = { ...local(schema), $defs: local(named) };
  return z.fromJSONSchema(whole as z.core.JSONSchema.JSONSchema);
}

describe("whatever is asked, the answer is one that is documented:", () => {
  for (const listed of OPERATIONS.filter(({ path }) => !STREAMS.includes(path))) {
    const { method, path, operation } = listed;
    test(`${method} ${path}`, async () => {
      const checkers = new Map<number, z.ZodType | undefined>();
      const documented = [...Object.keys(operation.responses).map(Number), ...COMMON];
      await fc.assert(
        fc.asyncProperty(requestsOf(listed), async ({ address, body }) => {
          const headers = { "content-type": "application/json" };
          const init = body === undefined ? { method } : { method, headers, body };
          const response = await api.app.request(address, init);
          const { status } = response;
          const text = await response.text();
          expect(status, `${text} ${JSON.stringify(lines.slice(-2))}`).not.toBe(500);
          expect(documented, `${status}: ${text}`).toContain(status);
          if (status >= 400) return void problemDocument.parse(JSON.parse(text));
          if (!checkers.has(status)) checkers.set(status, checkerOf(operation, status));
          const fault = checkers.get(status)?.safeParse(JSON.parse(text)).error;
          expect(fault, text.slice(0, 500)).toBeUndefined();
        }),
        DRAWN,
      );
    });
  }
});

describe("bad input", () => {
  const post = async (body: string) =>
    await api.app.request("/api/v1/runs", {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body },
    });

  test.each([
    ["half a surrogate pair", '{"id":"\\ud800"}', 400],
    ["a name with half a surrogate pair", '{"\\udc00":1}', 400],
    ["nested 100,000 deep", "[".repeat(100_000) + "]".repeat(100_000), 400],
    ["an integer that no double holds", '{"id":9007199254740993}', 400],
    ["a name that stands twice", '{"id":"a","id":"b"}', 400],
    ["more than a megabyte", JSON.stringify({ id: "x".repeat(1_100_000) }), 413],
  ])("a body with %s is refused, and nothing of it is stored", async (_, body, status) => {
    const { head } = sample.ledger.info;
    const refused = await post(body);
    expect(refused.status).toBe(status);
    problemDocument.parse(await refused.json());
    expect(sample.ledger.info.head).toBe(head);
  });

  test("NUL, `..` and half characters in an address are names of nothing", async () => {
    for (const id of ["%00", "..%2f..%2fetc%2fpasswd", "%ed%a0%80", "%ff", "a%0d%0aSet-Cookie:x"]) {
      for (const path of [`/runs/${id}`, `/units/${id}`, `/pictures/${id}`, `/runs/${id}/wire/x`]) {
        const { status, headers } = await api.app.request(`/api/v1${path}`);
        expect([400, 404], path).toContain(status);
        expect(headers.get("set-cookie")).toBeNull();
      }
    }
  });
});

/** A page of items, as the document has it. */
function isList({ responses }: Operation): boolean {
  return responses[200]?.content?.["application/json"]?.schema?.properties?.items !== undefined;
}

test("a filter of one name means the same in every list", () => {
  const SHARED = [
    "serialNumber",
    "partNumber",
    "orderId",
    "rig",
    "station",
    "from",
    "to",
    "cursor",
  ];
  for (const name of SHARED) {
    const schemas = OPERATIONS.filter(({ operation }) => isList(operation)).flatMap(
      ({ path, operation }) =>
        (operation.parameters ?? [])
          .filter((each) => each.in === "query" && each.name === name)
          .map(({ schema = {} }) => [
            path,
            JSON.stringify([schema.type, schema.format, schema.enum]),
          ]),
    );
    const meanings = new Set(schemas.map(([, schema]) => schema));
    expect([...meanings].length, `${name}: ${JSON.stringify(schemas)}`).toBeLessThanOrEqual(1);
  }
});
