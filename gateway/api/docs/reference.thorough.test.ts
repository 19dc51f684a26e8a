import { expect, test } from "vitest";
import { PROBLEMS } from "../../platform/problems.ts";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { referencePage } from "./reference.ts";

const { app, document } = createApi(dependenciesForTest().dependencies);

test("the reference shows every operation, shape and code word, and asks nobody for anything", async () => {
  const response = await app.request("/api/v1/reference");
  expect(response.headers.get("content-type")).toContain("text/html");
  const page = await response.text();
  for (const path of Object.keys(document.paths ?? {})) expect(page).toContain(path);
  for (const name of Object.keys(document.components?.schemas ?? {})) {
    expect(page).toContain(`id="${name}"`);
  }
  for (const code of Object.keys(PROBLEMS)) expect(page).toContain(`id="${code}"`);
  expect(page).not.toMatch(
    /<script|<link (?!rel="icon" href="data:,")|<img|<iframe|@import|url\(|\bsrc=/i,
  );
  expect(page).not.toMatch(/https?:\/\//);
  expect(page).not.toMatch(/undefined|\[object/);
  // It is read on the machine itself or in its plant: larger than this it would be slow to find in.
  expect(page.length).toBeLessThan(1_250_000);
});

test("every link of the reference leads to something on it, or to the document", () => {
  const page = referencePage(document);
  const anchors = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, target = ""] of page.matchAll(/href="([^"]+)"/g)) {
    if (target === "data:,") continue;
    if (target.startsWith("#")) expect(anchors, target).toContain(target.slice(1));
    else expect(target).toBe("/api/v1/openapi.json");
  }
});

test("what the document says is text on the page, never markup", () => {
  const hostile = "<script>alert(1)</script>";
  const changed = { ...document, info: { title: hostile, version: "1", description: hostile } };
  expect(referencePage(changed as OpenApiDocument)).not.toContain(hostile);
});
