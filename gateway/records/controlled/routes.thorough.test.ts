import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../../api/app.ts";
import { dependenciesForTest } from "../../api/testing/dependencies.ts";
import { openSampleLedger } from "../../api/testing/sample-ledger.ts";
import { revisionView } from "../product/revision-record.ts";
import type { SignerCheck } from "../signature/signing-desk.ts";
import { versionDetail, versionDiff } from "./record.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

/** The secret is the person's id: who signs is said by the test. */
const signerCheck: SignerCheck = {
  confirm: async (_, secret) => ({
    ...{ personId: secret, printedName: `Person ${secret}`, roles: ["qa"], method: "secret" },
  }),
};

beforeAll(async () => {
  sample = await openSampleLedger();
  app = createApi(dependenciesForTest({ ledger: sample.ledger, signerCheck }).dependencies).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function send(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await app.request(`/api/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

async function upload(text: string): Promise<string> {
  const headers = { "content-type": "application/octet-stream" };
  const init = { method: "POST", headers, body: new TextEncoder().encode(text) };
  const response = await app.request("/api/v1/files", init);
  return ((await response.json()) as { sha256: string }).sha256;
}

const at = "/documents/WI-1/versions/1";
const sign = (meaning: string, secret: string) => ({ signature: { meaning, secret } });

describe("a document", () => {
  test("CR-80: is served once it is approved, with its hash, as a file to be saved", async () => {
    const fileHash = await upload("<script>alert(1)</script>");
    const content = { name: "Work", language: "en", fileHash, fileName: "work.html" };
    const saved = await send("PUT", at, { content, expectedVersion: 0 });
    expect(versionDetail.strict().parse(saved.body)).toMatchObject({ status: "draft" });
    expect((await send("GET", "/documents/WI-1/file")).body.code).toBe("document.not-effective");
    await send("POST", `${at}/transitions`, { to: "in_review", expectedVersion: 1 });
    const approval = { to: "effective", expectedVersion: 2, ...sign("approved", "bea") };
    expect((await send("POST", `${at}/transitions`, approval)).status).toBe(200);
    const file = await app.request("/api/v1/documents/WI-1/file");
    expect(file.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(file.headers.get("content-disposition")).toContain('attachment; filename="work.html"');
    expect(file.headers.get("etag")).toContain(fileHash);
    expect((await send("GET", `${at}/file`)).body.code).toBe("document.not-effective");
  });

  test("with a file name that is a path, or a second edit on an old version, is refused", async () => {
    const fileHash = await upload("two");
    const content = { name: "Two", language: "en", fileHash, fileName: "../../etc/passwd" };
    const path = "/documents/WI-2/versions/1";
    const refused = await send("PUT", path, { content, expectedVersion: 0 });
    expect([refused.status, refused.body.code]).toEqual([400, "request.invalid"]);
    const named = { ...content, fileName: "two.txt" };
    expect((await send("PUT", path, { content: named, expectedVersion: 0 })).status).toBe(200);
    const second = { content: { ...named, name: "Other" }, expectedVersion: 0 };
    expect((await send("PUT", path, second)).status).toBe(412);
    expect((await send("PUT", path, { content: named })).body.code).toBe("request.invalid");
  });
});

test("CR-25: what is refused names the step, and a revision says what its release waits for", async () => {
  const path = "/products/PSU-24/revisions/Z";
  const saved = await send("PUT", path, { documents: ["WI-9"], expectedVersion: 0 });
  const view = revisionView.strict().parse(saved.body);
  expect(view.missing).toContain("document WI-9 has no effective version");
  const moved = { to: "released", expectedVersion: 1, ...sign("released", "bea") };
  const refused = await send("POST", `${path}/transitions`, moved);
  expect([refused.status, refused.body.code]).toEqual([409, "transition.refused"]);
  expect(refused.body.detail).toContain("in_review first");
});

test("two versions of a procedure are compared, and an unknown one is not found", async () => {
  const { body } = await send("GET", "/procedures");
  const [first] = body.items as { id: string; version: number }[];
  const id = encodeURIComponent(first?.id ?? "");
  const same = await send("GET", `/procedures/${id}/diff?from=1&to=1`);
  expect(versionDiff.strict().parse(same.body).differences).toEqual([]);
  expect((await send("GET", `/procedures/${id}/diff?from=1&to=99`)).status).toBe(404);
});
