import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAuthority } from "../../../test/support/tls-authority.ts";
import { until } from "../../../test/support/until.ts";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { type CertificateOrder, readCertificate } from "./certificate.ts";
import { openServer, type ServerOptions } from "./server.ts";

const run = promisify(execFile);
const DAY_MS = 86_400_000;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-tls-"));
});
afterAll(() => rm(directory, { recursive: true }));

function order(folder: string, changes: Partial<CertificateOrder> = {}): CertificateOrder {
  const names = ["localhost", "127.0.0.1", "::1", "fd00::12:0:5", "rigline.plant.example"];
  return { directory: join(directory, folder), names, nowMs: Date.now, ...changes };
}

interface Heard {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly cert: string;
}

/** GET of /healthz, by a client that trusts `ca` alone. */
function get(port: number, ca: string, host = "localhost"): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path: "/healthz", ca, servername: host };
    const asked = request({ ...options, headers: { host }, agent: false }, (response) => {
      const { socket, statusCode: status, headers } = response;
      const cert = (socket as import("node:tls").TLSSocket).getPeerX509Certificate()?.toString();
      response.resume().on("end", () => resolve({ status, headers, cert: cert ?? "" }));
    });
    asked.on("error", reject).end();
  });
}

function serve(certificate: ServerOptions["certificate"], changes: Partial<ServerOptions> = {}) {
  const arrival = { names: ["rigline.plant.example"], trustedProxy: [] };
  const { app } = createApi(dependenciesForTest({ arrival }).dependencies);
  const parts = { app, host: "127.0.0.1", port: 0, ...changes };
  return openServer(certificate === undefined ? parts : { ...parts, certificate });
}

test("its own certificate is one that openssl and a client that trusts it take, for every name", async () => {
  const own = await readCertificate(order("own"));
  const file = join(directory, "own", "api.crt");
  const { stdout } = await run("openssl", ["x509", "-in", file, "-noout", "-text", "-purpose"]);
  expect(stdout).toContain("SSL server : Yes");
  expect(stdout).toContain("IP Address:FD00:0:0:0:0:12:0:5");
  await run("openssl", ["verify", "-CAfile", file, file]);
  const printed = await run("openssl", ["x509", "-in", file, "-noout", "-fingerprint", "-sha256"]);
  expect(printed.stdout.trim().split("=")[1]).toBe(own.fingerprint);
  const server = await serve(async () => own);
  expect(server.url).toMatch(/^https:/);
  expect((await get(server.port, own.cert, "rigline.plant.example")).status).toBe(200);
  await server[Symbol.asyncDispose]();
});

test("it is made once, kept for its owner alone, and made anew for another name or near its end", async () => {
  const first = await readCertificate(order("kept"));
  const { mode } = await stat(join(directory, "kept", "api.key"));
  expect(mode & 0o777).toBe(0o600);
  expect((await readCertificate(order("kept"))).cert).toBe(first.cert);
  const named = await readCertificate(order("kept", { names: ["other.plant.example"] }));
  expect(named.cert).not.toBe(first.cert);
  const nowMs = () => Date.parse(named.validUntil) - 29 * DAY_MS;
  const renewed = await readCertificate(order("kept", { names: ["other.plant.example"], nowMs }));
  expect(Date.parse(renewed.validUntil)).toBeGreaterThan(Date.parse(named.validUntil));
  expect(new X509Certificate(renewed.cert).checkHost("other.plant.example")).toBeDefined();
});

test("a certificate cut short by a stop is made anew; a file of an authority is told instead", async () => {
  const own = await readCertificate(order("cut"));
  await writeFile(join(directory, "cut", "api.crt"), own.cert.slice(0, 100));
  expect((await readCertificate(order("cut"))).cert).not.toBe(own.cert);
  const certFile = join(directory, "cut", "api.crt");
  const wrong = { certFile, keyFile: join(directory, "kept", "api.key") };
  const refused = readCertificate(order("cut", wrong));
  await expect(refused).rejects.toMatchObject({ code: "api.certificate" });
  const missing = readCertificate(order("cut", { ...wrong, certFile: `${certFile}.missing` }));
  await expect(missing).rejects.toMatchObject({ code: "api.certificate" });
});

test("a renewed certificate is served without a restart, and one that can not be read is told", async () => {
  await using authority = await openAuthority();
  const [first, second] = await Promise.all([
    authority.issue({ name: "first", alternative: "DNS:localhost" }),
    authority.issue({ name: "second", alternative: "DNS:localhost" }),
  ]);
  let files: { certFile: string; keyFile: string } = first;
  const faults: unknown[] = [];
  const server = await serve(() => readCertificate(order("renewed", files)), {
    renewMs: 50,
    onRenewalFault: (error) => faults.push(error.code),
  });
  expect(new X509Certificate((await get(server.port, authority.ca)).cert).subject).toBe("CN=first");
  files = { ...first, certFile: `${first.certFile}.gone` };
  await until(() => faults.length > 0, { what: "the fault told" });
  expect((await get(server.port, authority.ca)).status).toBe(200);
  files = second;
  const subject = async () =>
    new X509Certificate((await get(server.port, authority.ca)).cert).subject;
  await until(async () => (await subject()) === "CN=second", { what: "the renewed certificate" });
  await server[Symbol.asyncDispose]();
});

test("only with an authority's certificate are browsers told to come by TLS alone", async () => {
  const own = await readCertificate(order("hsts"));
  for (const promisesTls of [false, true]) {
    const { app } = createApi(dependenciesForTest({ promisesTls }).dependencies);
    const server = await serve(async () => own, { app });
    const { headers } = await get(server.port, own.cert);
    expect(headers["strict-transport-security"]).toBe(promisesTls ? "max-age=31536000" : undefined);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    await server[Symbol.asyncDispose]();
  }
});

for (const host of ["0.0.0.0", "::"]) {
  test(`listening on ${host} is refused as it is, and served with TLS or behind a named proxy`, async () => {
    await expect(serve(undefined, { host })).rejects.toMatchObject({ code: "api.not-loopback" });
    const own = await readCertificate(order("open"));
    for (const way of [{ certificate: async () => own }, { behindProxy: true }]) {
      const server = await serve(way.certificate, { host, ...way, name: "rigline.plant.example" });
      expect(server.url).toMatch(/^https?:\/\/rigline\.plant\.example:\d+$/);
      await server[Symbol.asyncDispose]();
    }
  });
}
