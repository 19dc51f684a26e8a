/** What `rigline chaos` rehearses, by the same code: the real program, its balance at the end. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { drivers } from "../../drivers/registry.ts";
import { rehearse } from "../../gateway/chaos/rehearse.ts";
import { SCENARIOS } from "../../gateway/chaos/scenarios.ts";
import { loadConfig } from "../../gateway/config/load-config.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const quiet = () => undefined;

function sampleLine() {
  const path = join(ROOT, "fixtures", "sample-line", "rigline.yaml");
  const read = loadConfig({ path, text: readFileSync(path, "utf8"), drivers });
  if (!read.ok) throw new Error("the sample line can not be read");
  return read.config;
}

test.each(["link-flapping", "influxdb", "kill"])(
  "%s: every reading is delivered once, and the account balances",
  async (name) => {
    const told: string[] = [];
    const [outcome] = await rehearse({
      scenarios: SCENARIOS.filter((scenario) => scenario.name === name),
      line: sampleLine(),
      main: join(ROOT, "gateway", "main.ts"),
      env: process.env,
      isRoot: false,
      nowMs: () => performance.now(),
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      say: (line) => told.push(line),
    });
    expect(outcome?.missing, told.join("\n")).toBeUndefined();
    expect(outcome?.readings).toBeGreaterThan(0);
    expect(outcome?.points).toBeGreaterThanOrEqual(outcome?.readings ?? 0);
    expect(outcome?.accounts.every(({ balanced }) => balanced)).toBe(true);
  },
  600_000,
);
