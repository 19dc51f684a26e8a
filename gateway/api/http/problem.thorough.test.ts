import { expect, test } from "vitest";
import { Refusal } from "../../ledger/contract.ts";
import { PROBLEMS, problemDocument } from "../../platform/problems.ts";
import { createApi } from "../app.ts";
import type { ApiDependencies } from "../dependencies.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";

/** Asks an API whose rigs can not be listed because `thrown` is thrown. */
async function failWith(thrown: unknown) {
  const rigs: ApiDependencies["rigs"] = () => {
    throw thrown;
  };
  const { dependencies, lines } = dependenciesForTest({ rigs });
  const response = await createApi(dependencies).app.request("/api/v1/rigs");
  const text = await response.text();
  return { response, text, problem: problemDocument.parse(JSON.parse(text)), lines };
}

for (const [code, { status, title, remedy }] of Object.entries(PROBLEMS)) {
  test(`${status}: ${code} is answered as a problem document with its remedy`, async () => {
    const { response, problem, lines } = await failWith(new Refusal(code, "what happened"));
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(problem).toEqual({
      type: `/api/v1/reference#${code}`,
      ...{ title, status, code, remedy },
      detail: "what happened",
    });
    expect(lines).toEqual([]);
  });
}

test("500: an unexpected error is told by an id that finds its cause in the log, and no more", async () => {
  const error = new Error("secret of the house");
  const { response, text, problem, lines } = await failWith(error);
  expect(response.status).toBe(500);
  expect(problem.code).toBe("gateway.unexpected");
  expect(text).not.toContain("secret");
  expect(text).not.toContain("problem.test");
  const id = problem.instance?.replace("urn:uuid:", "");
  expect(lines).toEqual([
    {
      level: "error",
      message: "request failed",
      fields: expect.objectContaining({ id, err: error }),
    },
  ]);
});

for (const thrown of ["text", undefined, null, 7, { code: "object" }]) {
  test(`500: ${JSON.stringify(thrown)}, thrown though it is no Error, is answered and logged`, async () => {
    const { response, problem, lines } = await failWith(thrown);
    expect(response.status).toBe(500);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(problem.code).toBe("gateway.unexpected");
    expect(lines[0]?.fields).toMatchObject({ err: { cause: thrown } });
  });
}

test("500: a refusal whose code nobody gave a remedy is a fault of ours, not a silent 200", async () => {
  const { response, lines } = await failWith(new Refusal("nobody.listed", "what happened"));
  expect(response.status).toBe(500);
  expect(lines).toHaveLength(1);
});

test("a refusal names the field it is about", async () => {
  const { problem } = await failWith(new Refusal("record.invalid", "no", { field: "route" }));
  expect(problem.errors).toEqual([{ path: "route", message: "no" }]);
});

test("503: who is refused for a while is told when to come again", async () => {
  const { response } = await failWith(new Refusal("projection.rebuilding", "12 of 40"));
  expect(response.headers.get("retry-after")).toBe("2");
});

const { app } = createApi(dependenciesForTest().dependencies);

for (const path of [
  "/nothing",
  "/api",
  "/api/v1",
  "/api/v1/nothing",
  "/api/v1/rigs/",
  "/api/v2/runs",
]) {
  test(`404: ${path} is answered as a problem`, async () => {
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(problemDocument.parse(await response.json()).code).toBe("route.not-found");
  });
}

for (const [method, path, allow] of [
  ["DELETE", "/api/v1/rigs", "GET, HEAD"],
  ["PUT", "/api/v1/runs", "GET, HEAD, POST"],
  ["POST", "/api/v1/runs/7", "GET, HEAD"],
  ["POST", "/healthz", "GET, HEAD"],
  ["OPTIONS", "/api/v1/health", "GET, HEAD"],
] as const) {
  test(`405: ${method} ${path} is told what is allowed there`, async () => {
    const response = await app.request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect(problemDocument.parse(await response.json()).code).toBe("method.not-allowed");
  });
}
