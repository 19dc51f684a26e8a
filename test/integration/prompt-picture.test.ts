/** A picture of a prompt: from the file into the store, pinned with its procedure, on the wire. */
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProgram } from "../../gateway/cli/program.ts";
import { startGateway } from "../support/gateway.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-picture-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The smallest PNG there is: one pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
const HASH = createHash("sha256").update(PNG).digest("hex");

const PRODUCTS = `products:
  - { partNumber: P, name: Part, stage: mp, route: [EOL], revisions: [{ revision: A, status: released }] }
procedures:
  - id: P/EOL
    version: 1
    name: End
    partNumber: P
    operation: EOL
    status: effective
    measurements: [{ id: label, name: Label, limits: { comparator: EQ, specification: { low: 1 } } }]
    program:
      steps:
        - do: ask
          as: label
          text: Is the label there?
          kind: confirm
          picture: label.png
          pictureText: The label is at the upper left
          withinMs: 1000
        - { do: measure, step: label, answer: label }
`;
const CONFIG = `site: { name: plant }
broker: { kind: embedded, port: 0 }
import: [products.yaml]
ports: {}
rigs: {}
`;

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const all = { "rigline.yaml": CONFIG, "products.yaml": PRODUCTS, "label.png": PNG, ...files };
  for (const [name, content] of Object.entries(all))
    await writeFile(join(directory, name), content);
  return join(directory, "rigline.yaml");
}

async function check(file: string) {
  let text = "";
  const tell = (part: string) => {
    text += part;
  };
  const code = await runProgram(["check", file], {
    ...{
      root: "/",
      version: "0",
      directory,
      env: {},
      terminal: false,
      onReload: () => undefined,
      onCrash: () => undefined,
    },
    ...{ out: tell, err: tell, signal: new AbortController().signal },
  });
  return { code, text };
}

test("it is served under the hash of its bytes, as what it is, and nothing else is", async () => {
  await using gateway = await startGateway({ config: await write({}) });
  const get = (hash: string) => fetch(`${gateway.url}/api/v1/pictures/${hash}`);
  const response = await get(HASH);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).equals(PNG)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...{ "content-type": "image/png", "x-content-type-options": "nosniff" },
    ...{ "content-security-policy": expect.stringMatching(/^default-src 'none'/) },
    "cache-control": expect.stringContaining("immutable"),
  });
  const missing = await get("0".repeat(64));
  expect([missing.status, (await missing.json()).code]).toEqual([404, "picture.not-found"]);
  expect((await get("..%2f..%2fetc%2fpasswd")).status).toBe(400);
});

test.each([
  ["is not there", { "products.yaml": PRODUCTS.replace("label.png", "none.png") }, "ENOENT"],
  ["is no picture", { "label.png": "<svg onload='alert(1)'/>" }, "no PNG, JPEG or WebP"],
  [
    "is too large",
    { "label.png": Buffer.concat([PNG, Buffer.alloc(5_000_000)]) },
    "at most 4194304",
  ],
  [
    "has no words",
    { "products.yaml": PRODUCTS.replace(/ +pictureText: .*\n/, "") },
    "a picture needs `pictureText:`",
  ],
])("a picture that %s is refused at check, with its line", async (_, files, words) => {
  const { code, text } = await check(await write(files));
  expect(code).toBe(78);
  expect(text).toContain(words);
  expect(text).toMatch(/products\.yaml:\d+:\d+/);
});
