import { expect, test } from "vitest";
import { createApi } from "../../api/app.ts";
import { dependenciesForTest } from "../../api/testing/dependencies.ts";
import { Refusal } from "../../ledger/contract.ts";

const RUN = { wireHashes: { "fct-1": "a".repeat(64) } };

function openApi(replaced: object = {}) {
  const { dependencies } = dependenciesForTest({
    ledger: { ask: async () => RUN, execute: async () => undefined } as never,
    wire: {
      ringOf: (port, lastBytes) =>
        port === "fct-1" ? Buffer.from(`last ${lastBytes ?? "all"}\n`) : undefined,
      read: async (hash) => Buffer.from(`file ${hash.slice(0, 2)}\n`),
    },
    ...replaced,
  });
  const { app } = createApi(dependencies);
  return (path: string) => app.request(`/api/v1${path}`);
}

test("a run's bytes are answered as the file that was kept, under a name of its own", async () => {
  const response = await openApi()("/runs/r1/wire/fct-1");
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("file aa\n");
  expect(response.headers.get("content-disposition")).toBe(
    'attachment; filename="run-r1-fct-1.wire.jsonl"',
  );
});

test("a port's ring is answered whole or from the last bytes on", async () => {
  const ask = openApi();
  expect(await (await ask("/ports/fct-1/wire")).text()).toBe("last all\n");
  expect(await (await ask("/ports/fct-1/wire?lastBytes=99")).text()).toBe("last 99\n");
});

test.each([
  ["/runs/r1/wire/other", 404, "wire.not-kept"],
  ["/runs/r1/wire/constructor", 404, "wire.not-kept"],
  ["/ports/other/wire", 404, "port.unknown"],
  ["/ports/fct-1/wire?lastBytes=0", 400, "request.invalid"],
  ["/ports/fct-1/wire?bytes=1", 400, "request.invalid"],
])("%s is answered %i %s", async (path, status, code) => {
  const response = await openApi()(path);
  expect([response.status, (await response.json()).code]).toEqual([status, code]);
});

test("a file that is lost or damaged is told as such, with the remedy", async () => {
  const read = () => Promise.reject(new Refusal("wire.unreadable", "no blob"));
  const wire = { ringOf: () => undefined, read };
  const response = await openApi({ wire })("/runs/r1/wire/fct-1");
  expect(await response.json()).toMatchObject({ status: 500, code: "wire.unreadable" });
});
