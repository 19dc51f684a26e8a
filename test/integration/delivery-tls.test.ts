import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BrokerSettings, openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { openScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { sinkView, startDelivery } from "../support/delivery-parts.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { type Authority, type CertificateOrder, openAuthority } from "../support/tls-authority.ts";
import { until } from "../support/until.ts";

let authority: Authority;
/** Takes users by password and only with a certificate of the authority. */
let guarded: Mosquitto;
let settings: BrokerSettings;

beforeAll(async () => {
  authority = await openAuthority();
  const gateway = await authority.issue({ name: "gateway" });
  guarded = await startMosquitto([
    ...(await listenerOf({ name: "broker" })),
    `password_file ${await passwordFile({ gateway: "let me in", mes: "reads" })}`,
    `acl_file ${await accessList()}`,
    ...["allow_anonymous false", "require_certificate true"],
  ]);
  settings = {
    ...{ url: tlsUrl(guarded), clientId: "link-under-test" },
    ...{ username: "gateway", password: "let me in" },
    ...{ ca: authority.ca, cert: gateway.cert, key: gateway.key },
  };
});
afterAll(async () => {
  await guarded[Symbol.asyncDispose]();
  await authority[Symbol.asyncDispose]();
});

const tlsUrl = ({ port }: Mosquitto, host = "127.0.0.1") => `mqtts://${host}:${port}`;

async function listenerOf(order: CertificateOrder): Promise<string[]> {
  const { certFile, keyFile } = await authority.issue(order);
  return [`cafile ${authority.caFile}`, `certfile ${certFile}`, `keyfile ${keyFile}`];
}

async function passwordFile(users: Readonly<Record<string, string>>): Promise<string> {
  const file = join(authority.directory, "passwords");
  const lines = Object.entries(users).map(([user, password]) => `${user}:${password}\n`);
  await writeFile(file, lines.join(""), { mode: 0o600 });
  await promisify(execFile)("mosquitto_passwd", ["-U", file]);
  return file;
}

async function accessList(): Promise<string> {
  const file = join(authority.directory, "acl");
  const gateway = ["user gateway", "topic write acme/#", "topic write rigline/+/state"];
  const reader = ["user mes", "topic read acme/+/+/+/+/run"];
  await writeFile(file, `${[...gateway, "", ...reader].join("\n")}\n`, { mode: 0o600 });
  return file;
}

const open = (changes: Partial<BrokerSettings>) =>
  openMqttLink(
    { clock: testClock, settings: { ...settings, ...changes } },
    AbortSignal.timeout(20_000),
  );

/** The code with which a connection is refused. */
async function refusal(changes: Partial<BrokerSettings>): Promise<unknown> {
  try {
    await using _link = await open(changes);
    return "connected";
  } catch (error) {
    expect(error).toHaveProperty("remedy", expect.stringMatching(/\.$/));
    return (error as { code: unknown }).code;
  }
}

test("runs go over TLS with user, password, certificate and access list to who may read them", async () => {
  await using scratch = await openScratchLedger();
  const reader = await authority.issue({ name: "mes" });
  const heard: string[] = [];
  await using _reader = await openMqttLink(
    {
      clock: testClock,
      settings: {
        ...settings,
        ...{ clientId: "mes", username: "mes", password: "reads" },
        ...{ cert: reader.cert, key: reader.key },
      },
      topics: ["acme/+/+/+/+/run"],
      onMessage: (_topic, payload) => heard.push(JSON.parse(payload.toString()).run.id),
    },
    AbortSignal.timeout(20_000),
  );
  await using delivery = await startDelivery(scratch.ledger, settings);
  await scratch.appendRuns(["run-1", "run-2"]);
  await until(() => heard.length === 2, { deadlineMs: 20_000 });
  expect(heard).toEqual(["run-1", "run-2"]);
  await until(async () => (await scratch.account("mqtt", "ledger")).delivered === 2);
  expect(sinkView(delivery, "mqtt").state).toBe("connected");
});

test("a wrong password, no certificate, one of a stranger and one that ran out are told apart", async () => {
  await using stranger = await openAuthority("somebody else");
  const foreign = await stranger.issue({ name: "foreign" });
  const old = await authority.issue({ name: "old", fromDays: -3, untilDays: -1 });
  const early = await authority.issue({ name: "early", fromDays: 1, untilDays: 3 });
  const { cert: _cert, key: _key, ...without } = settings;
  expect(await refusal({ password: "guess" })).toBe("broker.not-authorized");
  expect(await refusal({ cert: foreign.cert, key: foreign.key })).toBe(
    "client.certificate-refused",
  );
  expect(await refusal({ cert: old.cert, key: old.key })).toBe("client.certificate-expired");
  expect(await refusal({ cert: early.cert, key: early.key })).toBe("client.certificate-early");
  expect(await refusal({ cert: "no certificate" })).toBe("client.certificate-unreadable");
  const bare = openMqttLink({ clock: testClock, settings: without }, AbortSignal.timeout(20_000));
  await expect(bare).rejects.toMatchObject({ code: "client.certificate-refused" });
});

test.each([
  ["broker.certificate-expired", { name: "late", fromDays: -3, untilDays: -1 }],
  ["broker.certificate-early", { name: "soon", fromDays: 1, untilDays: 3 }],
  ["broker.certificate-host", { name: "other", alternative: "DNS:broker.elsewhere" }],
])("a broker whose certificate is wrong is %s, and is not spoken to", async (code, order) => {
  await using broker = await startMosquitto(await listenerOf(order));
  expect(await refusal({ url: tlsUrl(broker) })).toBe(code);
});

test("a broker of an authority nobody named is broker.certificate-unknown", async () => {
  await using stranger = await openAuthority("somebody else");
  expect(await refusal({ ca: stranger.ca })).toBe("broker.certificate-unknown");
});

test("versions of TLS that do not meet, and a port without TLS, are broker.tls-mismatch", async () => {
  const { cert, key } = await authority.issue({ name: "twelve" });
  const server = createServer({ cert, key, maxVersion: "TLSv1.2" }).listen(0, "127.0.0.1");
  await until(() => server.listening);
  const { port } = server.address() as AddressInfo;
  const url = `mqtts://127.0.0.1:${port}`;
  expect(await refusal({ url, minVersion: "TLSv1.3" })).toBe("broker.tls-mismatch");
  server.close();
  const plain = createPlainServer((socket) => socket.end("220 mail\r\n")).listen(0, "127.0.0.1");
  await until(() => plain.listening);
  const other = plain.address() as AddressInfo;
  expect(await refusal({ url: `mqtts://127.0.0.1:${other.port}` })).toBe("broker.tls-mismatch");
  plain.close();
});

test("a host that resolves to nothing is broker.host-unknown", async () => {
  expect(await refusal({ url: "mqtt://rigline-no-such-host.invalid:1883" })).toBe(
    "broker.host-unknown",
  );
});

test("while the broker's certificate is out of date runs wait, and none is lost when it is renewed", async () => {
  await using scratch = await openScratchLedger();
  await scratch.appendRuns(["run-1"]);
  const order = { name: "renewed", fromDays: -3, untilDays: -1 };
  await using broker = await startMosquitto(await listenerOf(order));
  await using delivery = await startDelivery(scratch.ledger, {
    ...settings,
    url: tlsUrl(broker),
  });
  const fault = await until(() => sinkView(delivery, "mqtt").fault, { deadlineMs: 20_000 });
  expect(fault).toMatchObject({ code: "broker.certificate-expired" });
  expect(await scratch.account("mqtt", "ledger")).toMatchObject({ pending: 1 });
  await broker.stop();
  await authority.issue({ name: "renewed" });
  await broker.start();
  await until(async () => (await scratch.account("mqtt", "ledger")).delivered === 1, {
    deadlineMs: 25_000,
  });
});
