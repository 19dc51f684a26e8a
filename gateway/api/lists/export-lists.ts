/**
 * Every list as a whole, by `Accept`: `text/csv` or `application/jsonl`. Pages are asked for one
 * after another, each when the one before has been taken, so a list of any length needs the memory
 * of one page.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { z } from "zod";
import { type Column, columnsOf } from "./columns.ts";
import { csvHeader, csvRow } from "./csv.ts";

/** Items of one request of ours. */
const PAGE_ITEMS = 200;

interface Format {
  readonly type: string;
  readonly contentType: string;
  readonly ending: string;
  head(columns: readonly Column[]): string;
  line(columns: readonly Column[], item: unknown): string;
}

const CSV: Format = {
  type: "text/csv",
  contentType: "text/csv; charset=utf-8; header=present",
  ending: "csv",
  head: csvHeader,
  line: csvRow,
};
const JSON_LINES: Format = {
  type: "application/jsonl",
  contentType: "application/jsonl; charset=utf-8",
  ending: "jsonl",
  head: () => "",
  line: (_, item) => `${JSON.stringify(item)}\n`,
};
const BY_TYPE: Readonly<Record<string, Format>> = {
  [CSV.type]: CSV,
  [JSON_LINES.type]: JSON_LINES,
  "application/x-ndjson": JSON_LINES,
};

/** The types that each list can be asked for besides JSON, for the document. */
export const EXPORT_TYPES = [CSV.type, JSON_LINES.type] as const;

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string;
}

/** Answers lists of `app` as the client accepts them; every other answer is left as it is. */
export function exportLists(app: OpenAPIHono): MiddlewareHandler {
  let lists: ReadonlyMap<string, readonly Column[]> | undefined;
  return async (c, next) => {
    const format = c.req.method === "GET" ? formatOf(c.req.header("accept")) : undefined;
    if (format === undefined) return await next();
    lists ??= listColumns(app);
    const path = matchedRoutes(c).findLast((route) => !route.path.includes("*"))?.path ?? "";
    const columns = lists.get(path);
    if (columns === undefined) return await next();
    c.res = await exportOne({ app, c, format, columns });
  };
}

/** The columns of each list, by the pattern of its address. */
function listColumns(app: OpenAPIHono): ReadonlyMap<string, readonly Column[]> {
  const lists = new Map<string, readonly Column[]>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route" || definition.route.method !== "get") continue;
    const { path, responses } = definition.route;
    const content = Object(responses[200]).content?.["application/json"];
    const schema: unknown = Object(content).schema;
    const columns = isZod(schema) ? columnsOf(schema) : undefined;
    if (columns !== undefined) lists.set(path.replaceAll(/\{([^}]+)\}/g, ":$1"), columns);
  }
  return lists;
}

function isZod(schema: unknown): schema is z.ZodType {
  return typeof Object(schema).safeParse === "function";
}

/** The first of the accepted types that is one of ours; weights are not looked at. */
function formatOf(accept = ""): Format | undefined {
  const wanted = accept.split(",").map((each) => each.split(";")[0]?.trim().toLowerCase() ?? "");
  const first = wanted.find((type) => type === "application/json" || Object.hasOwn(BY_TYPE, type));
  return first === undefined ? undefined : BY_TYPE[first];
}

interface Export {
  readonly app: OpenAPIHono;
  readonly c: Context;
  readonly format: Format;
  readonly columns: readonly Column[];
}

async function exportOne({ app, c, format, columns }: Export): Promise<Response> {
  const url = new URL(c.req.url);
  const limit = url.searchParams.get("limit");
  // What is no count is refused by the route itself, as for a page.
  const rows = limit !== null && /^\d{1,9}$/.test(limit) ? Number(limit) : undefined;
  const ask = (cursor: string | undefined) => askPage({ app, c, url, rows, cursor });
  const first = await ask(undefined);
  if (!first.ok) return first;
  const name = url.pathname.split("/").at(-1) ?? "list";
  const headers = {
    "Content-Type": format.contentType,
    "Content-Disposition": `attachment; filename="${name}.${format.ending}"`,
    // Tells the HTTP adapter not to gather the whole before it sends.
    "Transfer-Encoding": "chunked",
  };
  const lines = linesOf({ first: (await first.json()) as Page, ask, format, columns, rows });
  return new Response(toStream(lines), { headers });
}

interface Asked {
  readonly app: OpenAPIHono;
  readonly c: Context;
  readonly url: URL;
  readonly rows: number | undefined;
  readonly cursor: string | undefined;
}

/** One page as the client would get it: who asks and what for are judged for each of them. */
async function askPage({ app, c, url, rows, cursor }: Asked): Promise<Response> {
  const page = new URL(url);
  if (rows !== undefined && rows > PAGE_ITEMS) page.searchParams.set("limit", String(PAGE_ITEMS));
  // Only a list with a next page has pages: what it takes is known by then.
  if (rows === undefined && cursor !== undefined) page.searchParams.set("limit", `${PAGE_ITEMS}`);
  if (cursor !== undefined) page.searchParams.set("cursor", cursor);
  const headers = new Headers(c.req.raw.headers);
  headers.set("accept", "application/json");
  headers.delete("if-none-match");
  return await app.fetch(new Request(page, { headers, signal: c.req.raw.signal }), c.env);
}

interface Pages {
  readonly first: Page;
  readonly ask: (cursor: string) => Promise<Response>;
  readonly format: Format;
  readonly columns: readonly Column[];
  readonly rows: number | undefined;
}

async function* linesOf({ first, ask, format, columns, rows = Number.POSITIVE_INFINITY }: Pages) {
  let left = rows;
  let page = first;
  yield format.head(columns);
  for (;;) {
    const items = page.items.slice(0, left);
    yield items.map((item) => format.line(columns, item)).join("");
    left -= items.length;
    if (page.nextCursor === undefined || left <= 0) return;
    const next = await ask(page.nextCursor);
    // Half a list must not look like a whole one: the connection is torn.
    if (!next.ok) throw new Error(`a page of an export was answered ${next.status}`);
    page = (await next.json()) as Page;
  }
}

function toStream(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
