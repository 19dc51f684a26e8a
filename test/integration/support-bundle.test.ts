/** The support bundle of a gateway into which secrets were planted wherever they can be. */
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { writeFctLine } from "../support/fct-line.ts";
import { startGateway } from "../support/gateway.ts";

const run = promisify(execFile);
const MAIN = new URL("../../gateway/main.ts", import.meta.url).pathname;
const SECRETS = [
  "PlantedToken",
  "PlantedEnvironment",
  "Planted%40Url",
  "Planted@Url",
  "PlantedKey",
];

async function bundle(file: string, options: readonly string[]): Promise<string> {
  const env = { ...process.env, RIGLINE_API_TOKEN: "PlantedEnvironment" };
  await run(process.execPath, [MAIN, "support-bundle", file, ...options], { env });
  const { stdout } = await run("tar", ["-xzOf", file], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

function expectNoSecret(text: string): void {
  for (const secret of SECRETS) expect(text.includes(secret), secret).toBe(false);
}

test("it has what who helps must know, and no secret of any place", async () => {
  await using line = await writeFctLine([]);
  const tokenFile = join(line.directory, "token");
  await writeFile(tokenFile, "PlantedToken\n");
  const config = parse(await readFile(line.path, "utf8"));
  // Refused connections are told in fault and log.
  const influxdb = { url: "http://127.0.0.1:9", bucket: "b", tokenFile };
  await writeFile(line.path, stringify({ ...config, influxdb }));
  const dataDirectory = join(line.directory, "data");
  await mkdir(join(dataDirectory, "reports"), { recursive: true });
  const crash = {
    error: "GET http://admin:Planted%40Url@host/x",
    config: { apiKey: "PlantedKey" },
  };
  const planted = { ...crash, log: ['{"authorization":"Token PlantedToken"}', "PlantedToken"] };
  await writeFile(join(dataDirectory, "reports", "crash-1.json"), JSON.stringify(planted));
  await using gateway = await startGateway({ config: line.path, dataDirectory });
  const place = ["--config", line.path, "--data", dataDirectory, "--url", gateway.url];
  const text = await bundle(join(line.directory, "bundle.tar.gz"), place);
  expectNoSecret(text);
  for (const part of ["rigline_ledger_head", '"clockState"', '"balanced": true', "has no fault"]) {
    expect(text).toContain(part);
  }
  const { stdout } = await run("tar", ["-tzf", join(line.directory, "bundle.tar.gz")]);
  expect(stdout.split("\n")).toContain("rigline-support/reports/crash-1.json");
}, 120_000);

test("a configuration with faults and a gateway that does not run are told, and no secret", async () => {
  await using line = await writeFctLine([]);
  const broker = {
    kind: "external",
    url: "mqtt://user:Planted%40Url@127.0.0.1:9",
    pasword: "PlantedKey",
  };
  const config = parse(await readFile(line.path, "utf8"));
  await writeFile(line.path, stringify({ ...config, broker }));
  const file = join(line.directory, "bundle.tar.gz");
  const text = await bundle(file, ["--config", line.path, "--url", "http://127.0.0.1:9"]);
  expectNoSecret(text);
  expect(text).toContain("config.unknown-key");
  expect(text).toContain("not answered");
}, 120_000);
