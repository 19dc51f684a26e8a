import { Hono } from "hono";
import { expect, test } from "vitest";
import { answerErrors } from "../http/problem.ts";
import { type Arrival, type ArrivalRules, arrivalOf, noteArrival } from "./arrival.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

interface Asked {
  readonly from: string;
  readonly headers?: Record<string, string>;
  readonly encrypted?: boolean;
}

/** Asks an application that tells what it knows of the request, over a socket as given. */
async function ask(rules: Partial<ArrivalRules>, asked: Asked): Promise<Response> {
  const app = new Hono();
  app.use(noteArrival({ names: [], trustedProxy: [], ...rules }));
  app.get("/", (c) => c.json(arrivalOf(c)));
  app.onError(answerErrors({ log, newId: () => "1" }));
  const { from, headers = {}, encrypted = false } = asked;
  const socket = { remoteAddress: from, localAddress: "192.168.1.5", encrypted };
  const init = { headers: { host: "localhost:8420", ...headers } };
  return await app.request("/", init, { incoming: { socket } });
}

async function arrival(rules: Partial<ArrivalRules>, asked: Asked): Promise<Arrival> {
  const response = await ask(rules, asked);
  expect(response.status).toBe(200);
  return (await response.json()) as Arrival;
}

async function refused(rules: Partial<ArrivalRules>, asked: Asked): Promise<unknown> {
  const response = await ask(rules, asked);
  expect(response.status).toBe(403);
  return ((await response.json()) as { code: string }).code;
}

const FORWARDED = {
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-host": "rigline.plant.example",
  "x-forwarded-proto": "https",
};
const PROXY: ArrivalRules = { names: ["rigline.plant.example"], trustedProxy: ["10.0.0.0/8"] };

test("X-Forwarded headers of anybody but a trusted proxy are not believed", async () => {
  const heard = await arrival({}, { from: "127.0.0.1", headers: FORWARDED });
  expect(heard).toMatchObject({ address: "127.0.0.1", host: "localhost:8420", secure: false });
});

test("what somebody relays through this machine is not asked on this machine", async () => {
  expect(await arrival({}, { from: "127.0.0.1" })).toMatchObject({ fromHere: true });
  for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"]) {
    const heard = await arrival({}, { from: "::1", headers: { [name]: "203.0.113.9" } });
    expect(heard, name).toMatchObject({ fromHere: false });
  }
  const local = await arrival({ trustedProxy: ["127.0.0.1"] }, { from: "127.0.0.1" });
  expect(local).toMatchObject({ fromHere: false });
});

test("a trusted proxy is believed who asked, for which host, and whether encrypted", async () => {
  const heard = await arrival(PROXY, { from: "::ffff:10.1.2.3", headers: FORWARDED });
  expect(heard).toMatchObject({
    ...{ address: "203.0.113.9", host: "rigline.plant.example", secure: true, fromHere: false },
  });
});

test("of several hops, the last that is no proxy of ours is the client; made-up ones before it count nothing", async () => {
  const headers = { ...FORWARDED, "x-forwarded-for": "127.0.0.1, 203.0.113.9, 10.4.4.4" };
  expect(await arrival(PROXY, { from: "10.1.2.3", headers })).toMatchObject({
    address: "203.0.113.9",
  });
});

test("past the proxy, without encryption, nobody from another machine is served", async () => {
  const asked = { from: "192.168.1.77", headers: { host: "rigline.plant.example" } };
  expect(await refused(PROXY, asked)).toBe("request.not-by-proxy");
  expect(await arrival(PROXY, { ...asked, encrypted: true })).toMatchObject({ secure: true });
});

test("a configured name and the address that the socket came to are ours; other names are foreign", async () => {
  const from = { from: "192.168.1.77", encrypted: true };
  for (const host of ["rigline.plant.example:8420", "RIGLINE.plant.example", "192.168.1.5:8420"]) {
    await arrival(PROXY, { ...from, headers: { host } });
  }
  for (const host of ["evil.example", "192.168.1.6", "plant.example"]) {
    expect(await refused(PROXY, { ...from, headers: { host } }), host).toBe("request.foreign-host");
  }
});
