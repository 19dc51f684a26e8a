import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EXIT } from "./exit-code.ts";
import { runProgram } from "./program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

// All of the gateway is loaded from its sources here, which takes a busy machine half a minute.
test("a start that is refused announces nothing, and says why with its exit code", async () => {
  const holder = createServer();
  holder.listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), "rigline-start-"));
  let [out, err] = ["", ""];
  const code = await runProgram(["start", "--data", folder, "--port", String(port)], {
    ...{
      root,
      version: "1.2.3",
      directory: folder,
      env: {},
      terminal: false,
      onReload: () => undefined,
      onCrash: () => undefined,
    },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    signal: new AbortController().signal,
  });
  holder.close();
  rmSync(folder, { recursive: true });
  expect(code).toBe(EXIT.temporary);
  expect(err).toContain("(api.port-busy)");
  expect(out).toBe("");
}, 120_000);
