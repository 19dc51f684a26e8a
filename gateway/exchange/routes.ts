/** `/exchange`: reports of other tools become runs; their originals are kept. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { Refusal } from "../ledger/contract.ts";
import { allow, type RequestContext } from "../records/access.ts";
import { compact } from "../records/compact.ts";
import { receivedFile, receivedFileView } from "../records/exchange/record.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  pageQuery,
  pageResponses,
  problemResponses,
  type RouteLedger,
} from "../records/routes.ts";
import { writeAtml } from "./atml/write-atml.ts";
import { convertFile, FORMATS, type Reading } from "./convert-file.ts";
import { ExchangeError, importDefaults } from "./converted.ts";
import { importRuns, type TakeRun } from "./import-runs.ts";
import { readMapping } from "./read-mapping.ts";

export interface ExchangeRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  /** Keeps the original; its hash. */
  readonly keepOriginal: (bytes: Uint8Array) => Promise<string>;
  readonly version: string;
}

/** A larger CSV is streamed by `rigline import` or from a watched folder. */
const BYTES_MAX = 32 * 1024 * 1024;

const listRoute = createRoute({
  method: "get",
  path: "/exchange/files",
  ...allow("everybody"),
  tags: ["Exchange"],
  summary: "List files of other tools that were taken in",
  description: "With what came of each; the newest first.",
  request: { query: z.strictObject(pageQuery) },
  responses: pageResponses(receivedFileView),
});

const importRoute = createRoute({
  method: "post",
  path: "/exchange/{format}",
  ...allow(["technician", "qa", "operations"]),
  tags: ["Exchange"],
  summary: "Take in a report of another tool",
  description:
    "The body is the file as the tool wrote it; a CSV needs `mapping`. Verdicts mean what their tool " +
    "means by them and are judged here, too. The same file again counts nothing twice.",
  request: {
    params: z.object({ format: z.enum(FORMATS) }),
    query: importDefaults.extend({
      mapping: z
        .string()
        .max(6_000)
        .optional()
        .describe("Of a CSV: how its columns are read, as YAML or JSON"),
      name: z.string().min(1).max(300).default("report.json").describe("Of the file"),
    }),
    body: {
      required: true,
      content: { "application/octet-stream": { schema: z.string().describe("The file") } },
    },
  },
  responses: {
    200: {
      description: "What came of it",
      content: { "application/json": { schema: receivedFile } },
    },
    ...problemResponses(...CHANGE_PROBLEMS, "exchange.refused"),
  },
});

const atmlRoute = createRoute({
  method: "get",
  path: "/runs/{id}/atml",
  ...allow("everybody"),
  tags: ["Exchange"],
  summary: "Read a run as ATML 6.01",
  description:
    "Test Results in the namespaces of IEEE 1636.1:2013: every attempt with its limits and outcome. " +
    "What the format has no place for stands in an extension.",
  request: {
    params: z.object({ id: z.string().min(1).max(200).describe("Id of the run, a UUID") }),
    query: noQuery,
  },
  responses: {
    200: { description: "The document", content: { "application/xml": { schema: z.string() } } },
    ...problemResponses("request.invalid", "run.not-found", "projection.rebuilding"),
  },
});

const recordRoute = createRoute({
  method: "post",
  path: "/exchange/files",
  ...allow(["technician", "qa", "operations"]),
  tags: ["Exchange"],
  summary: "Record a file whose runs were sent one by one",
  description:
    "For `rigline import`, which streams files of any size; the original is kept by then.",
  request: {
    query: noQuery,
    body: jsonBody(receivedFile, {
      ...{ hash: "0".repeat(64), name: "line-3.csv", format: "csv", bytes: 1_024 },
      report: { stored: 12, known: 0, refused: 0, refusals: [], unmapped: [] },
    }),
  },
  responses: {
    200: {
      description: "It is recorded",
      content: { "application/json": { schema: receivedFile } },
    },
    ...problemResponses(...CHANGE_PROBLEMS),
  },
});

/** To be mounted before the route: a report is no JSON of ours and may be larger. */
export const limitReport: MiddlewareHandler = bodyLimit({
  maxSize: BYTES_MAX,
  onError: () => {
    throw new Refusal("request.too-large", `The file has more than ${BYTES_MAX} bytes.`);
  },
});

/** The routes, to be mounted under the API's base. */
export function exchangeRoutes(parts: ExchangeRouteParts): OpenAPIHono {
  const { ledger, context, version: gatewayVersion } = parts;
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("exchange.files", compact(c.req.valid("query"))), 200),
    )
    .openapi(atmlRoute, async (c) => {
      const { id } = c.req.valid("param");
      const run = await ledger.ask("runs.get", { id });
      c.header("Content-Disposition", `attachment; filename="run-${run.id}.atml.xml"`);
      const xml = writeAtml({ ...run, delivery: [] });
      return c.body(xml, 200, { "content-type": "application/xml; charset=utf-8" }) as never;
    })
    .openapi(recordRoute, async (c) => {
      const file = c.req.valid("json");
      await ledger.execute("exchange.receive", file, context(c, ""));
      return c.json(file, 200);
    })
    .openapi(importRoute, async (c) => {
      const { format } = c.req.valid("param");
      const { name, mapping: text, ...defaults } = c.req.valid("query");
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      const here = context(c, defaults.station ?? "");
      // Kept before anything is read of it: what can not be read is not lost either.
      const hash = await parts.keepOriginal(bytes);
      const take: TakeRun = async (run) => {
        const command = { run, gatewayVersion };
        const { result } = await ledger.execute(
          "run.import",
          command,
          context(c, run.station ?? ""),
        );
        return result.created;
      };
      const report = await importAll(bytes, { format, text, defaults: compact(defaults) }, take);
      const file = { hash, name, format, bytes: bytes.length, report };
      await ledger.execute("exchange.receive", file, here);
      return c.json(file, 200);
    }) as OpenAPIHono;
}

interface Asked extends Pick<Reading, "format" | "defaults"> {
  /** Of the mapping. */
  readonly text: string | undefined;
}

async function importAll(bytes: Uint8Array, { text, ...asked }: Asked, take: TakeRun) {
  try {
    const reading = text === undefined ? asked : { ...asked, mapping: readMapping(text) };
    return await importRuns(convertFile(once(bytes), reading), take);
  } catch (error) {
    return refuseFile(error);
  }
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}

function refuseFile(error: unknown): never {
  if (!(error instanceof ExchangeError)) throw error;
  const { code, remedy, message } = error;
  throw new Refusal("exchange.refused", message, { reason: code, hint: remedy });
}

/** What these routes take and answer, for the typed client. */
export type ExchangeRoutes =
  | typeof listRoute
  | typeof importRoute
  | typeof atmlRoute
  | typeof recordRoute;
