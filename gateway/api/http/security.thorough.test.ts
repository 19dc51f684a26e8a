import { expect, test } from "vitest";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";

const { app } = createApi(dependenciesForTest().dependencies);

function ask(headers: Record<string, string>, method = "GET"): Promise<Response> {
  const path = method === "GET" ? "/api/v1/rigs" : "/api/v1/runs";
  return Promise.resolve(app.request(path, { method, headers }));
}

for (const host of [
  "localhost",
  "localhost:8420",
  "LOCALHOST:8420",
  "127.0.0.1",
  "127.0.0.1:1",
  "127.1.2.3:8420",
  "[::1]",
  "[::1]:8420",
]) {
  test(`a request that names this machine ${host} is served`, async () => {
    expect((await ask({ host })).status).toBe(200);
  });
}

for (const host of [
  "evil.example",
  "evil.example:8420",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "127.0.0.1:8420:1",
  "192.168.1.5:8420",
  "[::2]:8420",
  "evil.example#localhost",
  "0.0.0.0:8420",
]) {
  test(`403: a request that came by the name ${host} is refused (DNS rebinding)`, async () => {
    const response = await ask({ host });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "request.foreign-host" });
  });
}

for (const origin of [
  "http://evil.example",
  "null",
  "https://localhost:8420",
  "http://localhost",
]) {
  test(`403: a change asked for by a page of ${origin} is refused`, async () => {
    const response = await ask({ host: "localhost:8420", origin }, "POST");
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "request.foreign-origin" });
  });
}

test("403: a change that the browser calls cross-site is refused even without an origin", async () => {
  const response = await ask({ host: "localhost:8420", "sec-fetch-site": "cross-site" }, "POST");
  expect(await response.json()).toMatchObject({ code: "request.foreign-origin" });
});

test("a change from our own page, or from a program, comes through to the route's own checks", async () => {
  const own = { host: "localhost:8420", origin: "http://localhost:8420" };
  expect((await ask({ ...own, "sec-fetch-site": "same-origin" }, "POST")).status).toBe(415);
  expect((await ask({ host: "localhost:8420" }, "POST")).status).toBe(415);
});

test("every answer carries the security headers and none allows another origin", async () => {
  const paths = ["/api/v1/rigs", "/api/v1/nothing", "/healthz", "/api/v1/reference", "/"];
  for (const path of paths) {
    const { headers } = await app.request(path);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toBe("no-referrer");
    expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy"), path).toContain("script-src 'self';");
    expect(headers.get("access-control-allow-origin"), path).toBeNull();
  }
});
