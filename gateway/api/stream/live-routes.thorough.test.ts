import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import type { LiveEvent } from "../../records/views.ts";
import { liveEvent } from "../../records/views.ts";
import { createApi } from "../app.ts";
import { answerErrors } from "../http/problem.ts";
import { openServer, type Server } from "../listen/server.ts";
import { LiveHub } from "../live.ts";
import { AT, dependenciesForTest, snapshotNow } from "../testing/dependencies.ts";
import { liveRoutes } from "./live-routes.ts";

let live: LiveHub;
let server: Server;

beforeEach(async () => {
  live = new LiveHub({ snapshot: async () => snapshotNow(), queueLengthMax: 200 });
  const { dependencies } = dependenciesForTest({ live });
  server = await openServer({ app: createApi(dependencies).app, host: "127.0.0.1", port: 0 });
});
afterEach(async () => {
  live[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** Connects a plain socket and asks for the stream; what comes is kept as text. */
async function listen(path = "/api/v1/events") {
  const socket = connect(server.port, "127.0.0.1");
  const heard = { text: "", closed: false };
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard.text += text;
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    heard.closed = true;
  });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
  return { socket, heard };
}

async function listenToSnapshot() {
  const client = await listen();
  await until(() => client.heard.text.includes('"kind":"snapshot"'), { what: "the snapshot" });
  return client;
}

function measurement(runId: string): LiveEvent {
  const value = { value: 24, unit: "V", quality: "good", takenAt: AT } as const;
  const named = { id: "vout", name: "Output voltage", step: "vout", attempt: 1 };
  const judged = { computed: "pass", warned: false } as const;
  return { kind: "measurement", runId, measurement: { ...named, ...value, ...judged } };
}

function eventsOf(text: string): LiveEvent[] {
  return [...text.matchAll(/^data: (\{"kind".*\})$/gm)].map(([, data = ""]) =>
    liveEvent.parse(JSON.parse(data)),
  ) as LiveEvent[];
}

test("the stream starts with retry and snapshot, uncompressed and not to be cached", async () => {
  const { socket, heard } = await listenToSnapshot();
  expect(heard.text).toMatch(/^HTTP\/1\.1 200 /);
  expect(heard.text).toMatch(/^content-type: text\/event-stream; charset=utf-8\r$/im);
  expect(heard.text).toMatch(/^cache-control: no-cache, no-transform\r$/im);
  expect(heard.text).not.toMatch(/^content-encoding:/im);
  expect(heard.text).toContain("retry: 1000\n\n");
  expect(eventsOf(heard.text).map(({ kind }) => kind)).toEqual(["snapshot"]);
  socket.destroy();
});

test("what is published arrives whole, in order, as named events", async () => {
  const { socket, heard } = await listenToSnapshot();
  for (let index = 0; index < 150; index += 1) live.publish(measurement(String(index)));
  await until(() => eventsOf(heard.text).length === 151, { what: "151 events" });
  const runs = eventsOf(heard.text).flatMap((event) =>
    event.kind === "measurement" ? [event.runId] : [],
  );
  expect(runs).toEqual(Array.from({ length: 150 }, (_, index) => String(index)));
  expect(heard.text).toContain("event: measurement\nid: 1\ndata: ");
  socket.destroy();
});

test("an event is on the client's socket within 100 ms of being published, p99 of 200", async () => {
  const { socket, heard } = await listenToSnapshot();
  const delaysMs: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    const startedMs = performance.now();
    const arrived = new Promise<number>((resolve) => {
      socket.once("data", () => resolve(performance.now() - startedMs));
    });
    live.publish(measurement(String(index)));
    delaysMs.push(await arrived);
  }
  expect(heard.closed).toBe(false);
  expect(delaysMs.toSorted((a, b) => a - b)[197]).toBeLessThan(100);
  socket.destroy();
});

test("a client that vanishes in the middle leaves nothing behind", async () => {
  const clients: Socket[] = [];
  for (let index = 0; index < 20; index += 1) clients.push((await listenToSnapshot()).socket);
  expect(live.clients).toBe(20);
  for (const [index, socket] of clients.entries()) {
    if (index % 2 === 0) socket.resetAndDestroy();
    else socket.destroy();
  }
  await until(() => live.clients === 0, { what: "no client left" });
});

test("a client that stops reading is cut off; one that reads beside it hears everything", async () => {
  const slow = await listenToSnapshot();
  slow.socket.pause();
  const quick = await listenToSnapshot();
  let published = 0;
  await until(
    () => {
      for (let index = 0; index < 100; index += 1) {
        live.publish(measurement("x".repeat(2_000)));
        published += 1;
      }
      return live.clients === 1;
    },
    { what: "the slow client let go", deadlineMs: 20_000 },
  );
  await until(() => eventsOf(quick.heard.text).length === published + 1, { what: "every event" });
  expect(quick.heard.closed).toBe(false);
  slow.socket.resume();
  await until(() => slow.heard.closed, { what: "the slow client's connection closed" });
  quick.socket.destroy();
});

test("a request that is aborted ends its stream, whether or not anybody cancels the body", async () => {
  const { clock } = dependenciesForTest().dependencies;
  const gone = new AbortController();
  const request = new Request("http://localhost/events", { signal: gone.signal });
  const response = await liveRoutes({ live, clock }).request(request);
  expect(response.status).toBe(200);
  expect(live.clients).toBe(1);
  gone.abort();
  await until(() => live.clients === 0, { what: "no client left" });
});

test("HEAD tells the headers and starts no stream", async () => {
  const response = await fetch(`${server.url}/api/v1/events`, { method: "HEAD" });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(live.clients).toBe(0);
});

test("the server stops within a second while pages listen", async () => {
  const clients = [await listenToSnapshot(), await listenToSnapshot()];
  const startedMs = performance.now();
  await server[Symbol.asyncDispose]();
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  await until(() => clients.every(({ heard }) => heard.closed), { what: "all connections closed" });
  await until(() => live.clients === 0, { what: "no client left" });
});

test("503: more pages than the bound are refused until one leaves", async () => {
  const { dependencies } = dependenciesForTest();
  const app = liveRoutes({ live, clock: dependencies.clock, clientsMax: 1 });
  app.onError(answerErrors(dependencies));
  const first = await app.request("/events");
  const refused = await app.request("/events");
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "live.too-many-clients" });
  await first.body?.cancel();
  await until(() => live.clients === 0, { what: "the first one gone" });
  const second = await app.request("/events");
  expect(second.status).toBe(200);
  await second.body?.cancel();
});

test("silence is broken by a heartbeat, as a comment and as an event with the time", async () => {
  const { clock } = dependenciesForTest().dependencies;
  const response = await liveRoutes({ live, clock, heartbeatMs: 20 }).request("/events");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  await until(
    async () => {
      text += (await reader?.read())?.value ?? "";
      return text.split(": heartbeat\n").length > 3;
    },
    { what: "three heartbeats" },
  );
  expect(text).toContain(
    ': heartbeat\nevent: heartbeat\ndata: {"at":"2026-11-23T06:30:00.000Z"}\n\n',
  );
  await reader?.cancel();
  await until(() => live.clients === 0, { what: "no client left" });
});

test("500: a snapshot that can not be had is a problem, not a torn stream", async () => {
  const broken = new LiveHub({ snapshot: () => Promise.reject(new Error("no")) });
  const { dependencies } = dependenciesForTest({ live: broken });
  const response = await createApi(dependencies).app.request("/api/v1/events");
  expect(response.status).toBe(500);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
});

test("with Last-Event-ID a client is told what it missed and no snapshot; of another start, the whole", async () => {
  const client = await listenToSnapshot();
  for (const runId of ["1", "2", "3"]) live.publish(measurement(runId));
  await until(() => client.heard.text.includes('"runId":"3"'), { what: "three events" });
  client.socket.destroy();
  live.publish(measurement("4"));
  const resume = async (id: string) => {
    const abort = new AbortController();
    const headers = { "last-event-id": id };
    const init = { headers, signal: abort.signal };
    const response = await fetch(`${server.url}/api/v1/events`, init);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    await until(
      async () => {
        text += (await reader?.read())?.value ?? "";
        return (
          text.includes("data: ") && (text.includes('"runId":"4"') || text.includes("snapshot"))
        );
      },
      { what: "what was missed" },
    );
    abort.abort();
    return eventsOf(text).map((event) => (event.kind === "measurement" ? event.runId : event.kind));
  };
  expect(await resume("2")).toEqual(["3", "4"]);
  for (const id of ["9999", "no number"]) expect(await resume(id), id).toEqual(["snapshot"]);
});
