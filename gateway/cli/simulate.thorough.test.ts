import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EXIT } from "./exit-code.ts";
import { runProgram } from "./program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("a simulator whose port is in use says so in a line, with the exit code of a busy port", async () => {
  const holder = createServer();
  holder.listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  let err = "";
  const words = ["simulate", "hipot-tester", "--", "--listen", `127.0.0.1:${port}`];
  const code = await runProgram(words, {
    ...{
      root,
      version: "1.2.3",
      directory: root,
      env: {},
      terminal: false,
      onReload: () => undefined,
      onCrash: () => undefined,
    },
    out: () => undefined,
    err: (text) => {
      err += text;
    },
    signal: new AbortController().signal,
  });
  holder.close();
  expect(code).toBe(EXIT.temporary);
  expect(err).toContain("hipot-tester could not listen: its port is in use");
  expect(err).toContain("What to do:");
  expect(err).not.toContain("    at ");
});
