/**
 * Gives the shapes of an OpenAPI document their names. The generator writes a shape out wherever it
 * is used; here each subtree that equals a named shape becomes a reference to it.
 */
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "zod";

type Json = string | number | boolean | null | undefined | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

/**
 * `document` with every named shape under `components.schemas` and referred to wherever it occurs.
 * Shapes are compared by their content, so a shape of the same content has the same name.
 */
export function nameSchemas<Document extends object>(
  document: Document,
  named: Readonly<Record<string, z.ZodType>>,
): Document {
  const written = Object.entries(named).map(([name, schema]) => [name, writeOut(schema)] as const);
  const names = new Map(written.map(([name, json]) => [JSON.stringify(json), name]));
  const schemas = Object.fromEntries(
    written.map(([name, json]) => [name, mapChildren(json, (child) => refer(child, names))]),
  );
  const plain = JSON.parse(JSON.stringify(document)) as JsonObject;
  const renamed = refer(plain, names) as JsonObject;
  // Those that name themselves in their own file stand there already.
  const components = Object(renamed.components) as JsonObject;
  const all = { ...Object(components.schemas), ...schemas };
  return { ...renamed, components: { ...components, schemas: all } } as unknown as Document;
}

/** The schema as the generator writes it. */
function writeOut(schema: z.ZodType): Json {
  const app = new OpenAPIHono();
  const content = { "application/json": { schema } };
  app.openapi(
    createRoute({ method: "get", path: "/", responses: { 200: { description: "", content } } }),
    () => new Response() as never,
  );
  const info = { title: "", version: "" };
  const document = app.getOpenAPI31Document({ openapi: "3.1.0", info });
  const response: unknown = document.paths?.["/"]?.get?.responses?.["200"];
  const { content: answered } = response as { content: Record<string, { schema: Json }> };
  return JSON.parse(JSON.stringify(answered["application/json"]?.schema)) as Json;
}

function refer(node: Json, names: ReadonlyMap<string, string>): Json {
  const name = names.get(JSON.stringify(node));
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  return mapChildren(node, (child) => refer(child, names));
}

function mapChildren(node: Json, change: (child: Json) => Json): Json {
  if (Array.isArray(node)) return node.map(change);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, change(child)]));
}
