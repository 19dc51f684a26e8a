import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDirectory } from "./directory.ts";
import { LEDGER_OPEN_REMEDIES, LedgerOpenError } from "./open-error.ts";
import { fixtureContext, openFixture } from "./testing/open-fixture.ts";

let root: string;
let directory: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "rigline-directory-"));
  directory = join(root, "data");
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function makeLedger(demo = false): Promise<void> {
  await using ledger = await openFixture(directory, { demo });
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
}

/** Every file with its content. */
function snapshot(): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path, readFileSync(path).toString("base64")];
    }),
  );
}

async function refusal(opening: Promise<AsyncDisposable>): Promise<LedgerOpenError> {
  const outcome = await opening.then(
    async (ledger) => {
      await ledger[Symbol.asyncDispose]();
      return "opened";
    },
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(LedgerOpenError);
  const error = outcome as LedgerOpenError;
  expect(error.message).toContain(directory);
  expect(error.remedy).toBe(LEDGER_OPEN_REMEDIES[error.code]);
  return error;
}

test("a directory in use is refused with the holder's process id, and free after it was let go", async () => {
  await using holder = await openFixture(directory);
  const error = await refusal(openFixture(directory));
  expect(error.code).toBe("ledger.in-use");
  expect(error.message).toContain(String(process.pid));
  await holder[Symbol.asyncDispose]();
  await using _next = await openFixture(directory);
});

test("a holder that was killed leaves the directory free", async () => {
  const program = `
    import { claimDirectory } from ${JSON.stringify(new URL("./directory.ts", import.meta.url).href)};
    globalThis.claim = claimDirectory({ directory: ${JSON.stringify(directory)} });
    console.log("claimed");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const error = await refusal(openFixture(directory));
  expect(error.message).toContain(`process ${child.pid}`);
  child.kill("SIGKILL");
  await once(child, "exit");
  await using _ledger = await openFixture(directory);
});

test("a ledger of a newer version is refused, and not one byte of the directory changes", async () => {
  await makeLedger();
  const db = new DatabaseSync(join(directory, "ledger.db"));
  db.exec("PRAGMA user_version = 99");
  db.close();
  const before = snapshot();
  const error = await refusal(openFixture(directory));
  expect(error.code).toBe("ledger.newer-schema");
  expect(error.message).toContain("99");
  expect(snapshot()).toEqual(before);
});

test("a newer schema that is still in the write-ahead log is refused before it is touched", async () => {
  await makeLedger();
  const db = new DatabaseSync(join(directory, "ledger.db"));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99");
  const ledgerFile = () => readFileSync(join(directory, "ledger.db")).toString("base64");
  const before = ledgerFile();
  const error = await refusal(openFixture(directory));
  expect(error.code).toBe("ledger.newer-schema");
  expect(ledgerFile()).toBe(before);
  db.close();
});

test.each([
  [true, false],
  [false, true],
])(
  "a directory marked demo=%s is refused as demo=%s, and stays what it was",
  async (is, wanted) => {
    await makeLedger(is);
    const error = await refusal(openFixture(directory, { demo: wanted }));
    expect(error.code).toBe("ledger.demo-mismatch");
    await using ledger = await openFixture(directory, { demo: is });
    expect(ledger.info.demo).toBe(is);
    expect(ledger.origin.startsWith("demo/")).toBe(is);
  },
);

test("a directory of another gateway is refused", async () => {
  {
    await using _ledger = await openFixture(directory, { gatewayId: "gw-03" });
  }
  const error = await refusal(openFixture(directory, { gatewayId: "gw-04" }));
  expect(error.code).toBe("ledger.gateway-mismatch");
});

test("a file that is no database is refused and left alone", async () => {
  await mkdir(directory);
  await writeFile(join(directory, "ledger.db"), "not a database, but somebody's notes\n".repeat(9));
  const before = snapshot();
  expect((await refusal(openFixture(directory))).code).toBe("ledger.corrupt");
  expect(snapshot()).toEqual(before);
});

test("a damaged database is refused as corrupt", async () => {
  await makeLedger();
  const path = join(directory, "ledger.db");
  const bytes = readFileSync(path);
  bytes.fill(0xee, 100, 4096);
  await writeFile(path, bytes);
  expect((await refusal(openFixture(directory))).code).toBe("ledger.corrupt");
});

test("a directory that cannot be written is refused as read-only, and nothing appears in it", async () => {
  await makeLedger();
  await chmod(root, 0o755);
  await chmod(directory, 0o555);
  const before = snapshot();
  const program = `
    import { claimDirectory } from ${JSON.stringify(new URL("./directory.ts", import.meta.url).href)};
    // Mode bits do not stop root: nobody they do.
    if (process.getuid() === 0) process.setuid(65534);
    try { claimDirectory({ directory: ${JSON.stringify(directory)} }); console.log("claimed"); }
    catch (error) { console.log(error.code); }`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  await once(child, "exit");
  expect(said.toString().trim()).toBe("ledger.read-only");
  expect(snapshot()).toEqual(before);
  await chmod(directory, 0o755);
});

test("claiming twice in one process is refused as well", () => {
  using _first = claimDirectory({ directory });
  expect(() => claimDirectory({ directory })).toThrow(
    expect.objectContaining({ code: "ledger.in-use" }),
  );
});
