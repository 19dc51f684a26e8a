import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DriverError } from "../../drivers/contract.ts";
import { LedgerOpenError } from "../ledger/open-error.ts";
import { describeError, EXIT, exitCodeOf } from "./exit-code.ts";
import { runProgram } from "./program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...words: string[]) {
  let out = "";
  let err = "";
  const code = await runProgram(words, {
    root,
    version: "1.2.3",
    directory: folder,
    env: { HOME: folder },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminal: false,
    onReload: () => undefined,
    onCrash: () => undefined,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

describe("the command line", () => {
  it("says its version and helps with every command, with examples and exit codes", async () => {
    expect(await run("--version")).toMatchObject({ code: EXIT.ok, out: "1.2.3\n" });
    for (const command of ["start", "check", "ports", "replay", "simulate"]) {
      const { code, out } = await run(command, "--help");
      expect(code).toBe(EXIT.ok);
      expect(out).toContain("Examples:");
      expect(out).toContain(`rigline ${command}`);
    }
  });

  it.each([
    ["an unknown command", ["strat"]],
    ["an unknown option", ["start", "--confg", "x"]],
    ["a port that is none", ["start", "--port", "99999"]],
    ["a level that is none", ["start", "--log-level", "loud"]],
    ["a missing argument", ["check"]],
    ["a simulator that is none", ["simulate", "toaster"]],
  ])("answers %s with 64 and the way to help", async (_, words) => {
    const { code, err } = await run(...words);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain("--help");
  });

  it("a file that is not there is 78 with its remedy", async () => {
    const { code, err } = await run("check", "nothing.yaml");
    expect(code).toBe(EXIT.config);
    expect(err).toContain("nothing.yaml cannot be read: ENOENT");
    expect(err).toContain("What to do:");
  });

  it.each([
    ["UTF-16", Buffer.from("site: {}", "utf16le")],
    ["a binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe])],
    ["Latin-1", Buffer.from("site: { name: M\u00fcnchen }", "latin1")],
  ])("a file in %s is refused as no text, without its bytes", async (_, bytes) => {
    writeFileSync(join(folder, "a.yaml"), bytes);
    const { code, err } = await run("check", "a.yaml");
    expect(code).toBe(EXIT.config);
    expect(err).toContain("(config.not-text)");
    expect(err).not.toMatch(/[^\x20-\x7e\n]/);
  });

  it("check tells all faults, each with its place, and answers 78", async () => {
    writeFileSync(join(folder, "a.yaml"), "site: { nmae: x }\nports: {}\nrigs: { a: {} }\n");
    const { code, err } = await run("check", "a.yaml");
    expect(code).toBe(EXIT.config);
    for (const place of ["a.yaml:1:1", "a.yaml:1:9", "a.yaml:3:9"]) expect(err).toContain(place);
    expect(err).toMatch(/\d faults in a.yaml/);
  });

  it("check of a good file says what would be read", async () => {
    const { code, out } = await run("check", join(root, "deploy/example.yaml"));
    expect(code).toBe(EXIT.ok);
    expect(out).toContain("burn-in-1: modbus");
  });
});

describe("what ended a command", () => {
  const inspect = () => "the stack";

  it("has the exit code of its kind", () => {
    expect(exitCodeOf(new LedgerOpenError("ledger.in-use", "m"))).toBe(EXIT.temporary);
    expect(exitCodeOf(new LedgerOpenError("ledger.newer-schema", "m"))).toBe(EXIT.config);
    expect(exitCodeOf(Object.assign(new Error("m"), { code: "ENOSPC" }))).toBe(EXIT.io);
    expect(exitCodeOf(new DriverError("port.busy", "m"))).toBe(EXIT.failed);
    expect(exitCodeOf(new TypeError("m"))).toBe(EXIT.internal);
    expect(exitCodeOf("no error at all")).toBe(EXIT.internal);
  });

  it("is told with its remedy where it is known, and whole where it is not", () => {
    const known = describeError(new DriverError("port.busy", "fct-1 is busy"), inspect);
    expect(known).toContain("fct-1 is busy (port.busy)");
    expect(known).not.toContain("the stack");
    expect(describeError(new TypeError("m"), inspect)).toContain("the stack");
  });
});
