import { expect, test } from "vitest";
import { problemDocument } from "../platform/problems.ts";
import type { ProgramView, RigView } from "../records/views.ts";
import { createApi } from "./app.ts";
import type { RigDesk } from "./dependencies.ts";
import { AT, dependenciesForTest } from "./testing/dependencies.ts";

const program: ProgramView = {
  ...{ state: "running", instruments: ["dmm-1"], readsSerialNumber: true },
  step: { at: 1, of: 2, words: "Measure", attempt: 1 },
};
const prompt = {
  ...{ id: "p-1", text: "Is it on?", kind: "confirm" as const },
  ...{ openedAt: AT, deadlineAt: AT },
};

function open(service?: RigView["service"]) {
  const calls: unknown[] = [];
  const desk: RigDesk = {
    view: () => program,
    async start(order) {
      calls.push(order);
      return "run-1";
    },
    abort: (by) => void calls.push(by),
    prompt: () => prompt,
    answer: (answer) => void calls.push(answer),
  };
  const { dependencies } = dependenciesForTest({
    deskOf: (name) => (name === "eol-1" ? desk : undefined),
    ...(service === undefined
      ? {}
      : { rigs: () => [{ name: "dmm-1", title: "Multimeter", service } as RigView] }),
  });
  const { app } = createApi(dependencies);
  const post = (path: string, body: unknown) =>
    app.request(`/api/v1/rigs${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return { app, post, calls };
}

test("a start answers where the run is, an abort and an answer what the rig does", async () => {
  const { app, post, calls } = open();
  const started = await post("/eol-1/start", { serialNumber: " SN-1 " });
  expect([started.status, started.headers.get("location")]).toEqual([201, "/api/v1/runs/run-1"]);
  expect(await started.json()).toEqual({ runId: "run-1" });
  const aborted = await post("/eol-1/abort", { by: "4711" });
  expect([aborted.status, await aborted.json()]).toEqual([202, program]);
  const answer = { prompt: "p-1", value: true, by: "4711", language: "de" };
  const answered = await post("/eol-1/answers", answer);
  expect([answered.status, await answered.json()]).toEqual([200, program]);
  const asked = await app.request("/api/v1/rigs/eol-1/prompt");
  expect([asked.status, await asked.json()]).toEqual([200, prompt]);
  expect(calls).toEqual([{ serialNumber: "SN-1" }, "4711", answer]);
});

test("a rig whose instrument is out of service is not started, and who says why is told", async () => {
  const since = { rig: "dmm-1", version: 1, enabled: false, since: AT, by: "person:tech" };
  const { post, calls } = open({ ...since, reason: "smells burnt" });
  const response = await post("/eol-1/start", { serialNumber: "SN-1" });
  const { code, detail } = problemDocument.parse(await response.json());
  expect([response.status, code]).toEqual([409, "rig.disabled"]);
  expect(detail).toContain("Multimeter is out of service: smells burnt (person:tech");
  expect(calls).toEqual([]);
});

test.each([
  ["a rig that is not there", "/eol-2/start", {}, 404, "rig.not-found"],
  ["a rig that runs by itself", "/fct-1/start", {}, 409, "rig.not-driven"],
  ["an abort by nobody", "/eol-1/abort", { by: "  " }, 400, "request.invalid"],
  ["a field that is none", "/eol-1/start", { serial: "SN-1" }, 400, "request.invalid"],
  ["an answer without value", "/eol-1/answers", { prompt: "p", by: "1" }, 400, "request.invalid"],
  [
    "an answer that is no plain value",
    ...(["/eol-1/answers", { prompt: "p", by: "1", value: [1] }, 400, "request.invalid"] as const),
  ],
])("%s is refused with its code and remedy, and nothing is done", async (...row) => {
  const [, path, body, status, code] = row;
  const { post, calls } = open();
  const response = await post(path, body);
  expect(response.status).toBe(status);
  expect(problemDocument.parse(await response.json())).toMatchObject({ code });
  expect(calls).toEqual([]);
});
