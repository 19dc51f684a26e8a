import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemDocument } from "../../platform/problems.ts";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";

let root: string;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "rigline-dashboard-"));
  const dist = join(root, "dist");
  await mkdir(join(dist, "assets"), { recursive: true });
  await writeFile(join(dist, "index.html"), "<!doctype html><title>Rigline</title>");
  await writeFile(join(dist, "mark.svg"), "<svg/>");
  await writeFile(join(dist, "assets", "main-3f2a.js"), "export {};");
  await writeFile(join(root, "secret.txt"), "secret");
  const { dependencies } = dependenciesForTest({ dashboardDirectory: dist });
  app = createApi(dependencies).app;
});
afterAll(() => rm(root, { recursive: true }));

const PAGE = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

for (const path of ["/", "/runs", "/runs/0199d0a4", "/units/7?tab=timeline", "/station"]) {
  test(`${path} is a page of the dashboard, asked for anew each time`, async () => {
    const response = await app.request(path, { headers: PAGE });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(await response.text()).toContain("<title>Rigline</title>");
  });
}

test("a page that did not change is answered 304 without its body", async () => {
  const first = await app.request("/", { headers: PAGE });
  const etag = first.headers.get("etag") ?? "";
  const second = await app.request("/", { headers: { ...PAGE, "if-none-match": etag } });
  expect(second.status).toBe(304);
  expect(await second.text()).toBe("");
});

test("files with a hash in their name are kept for a year, others are asked for again", async () => {
  const script = await app.request("/assets/main-3f2a.js");
  expect(script.headers.get("content-type")).toContain("javascript");
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  const mark = await app.request("/mark.svg");
  expect(mark.headers.get("cache-control")).toBe("no-cache");
  expect(mark.headers.get("content-type")).toContain("image/svg+xml");
});

for (const path of [
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/%5c..%5csecret.txt",
]) {
  test(`${path} does not lead out of the dashboard's directory`, async () => {
    const response = await app.request(`http://localhost${path}`);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("secret\n");
  });
}

for (const [path, headers] of [
  ["/assets/main-0000.js", PAGE],
  ["/favicon.ico", PAGE],
  ["/runs", { accept: "application/json" }],
  ["/api/v1/nothing", PAGE],
] as const) {
  test(`404: ${path} is no page and is not answered as one`, async () => {
    const response = await app.request(path, { headers });
    expect(response.status).toBe(404);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(problemDocument.parse(await response.json()).code).toBe("route.not-found");
  });
}

test("404: without a built dashboard its pages say how to build it, and the API works", async () => {
  const { app: bare } = createApi(dependenciesForTest().dependencies);
  const response = await bare.request("/", { headers: PAGE });
  expect(response.status).toBe(404);
  expect(problemDocument.parse(await response.json()).code).toBe("dashboard.not-built");
  expect((await bare.request("/api/v1/health")).status).toBe(200);
});
