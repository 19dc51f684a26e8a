/** The whole life of access at a real gateway: taken over, used, refused, ended, lost, found. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { runProgram } from "../../gateway/cli/program.ts";
import { writeFctLine } from "../support/fct-line.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SECRETS = { password: "correct horse battery", signingSecret: "staple by staple" };
const NEW_SECRETS = { password: "another horse battery", signingSecret: "another staple" };

interface Asked {
  readonly body?: object;
  readonly cookie?: string;
}

/** A request as the dashboard sends it. */
async function ask(method: string, url: string, { body, cookie }: Asked = {}) {
  const headers = {
    "x-rigline-page": "1",
    ...(cookie === undefined ? {} : { cookie }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url, { method, headers, ...init });
  const given = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  return { status: response.status, body: await response.json(), cookie: given };
}

/** What somebody hears on the live stream. */
async function listen(url: string, cookie: string) {
  const response = await fetch(url, { headers: { cookie } });
  const heard = { text: "", ended: false };
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const hear = async () => {
    for (;;) {
      const { done = true, value = "" } = (await reader?.read()) ?? {};
      heard.text += value;
      heard.ended = done;
      if (done) return;
    }
  };
  hear().catch(() => undefined);
  await until(() => heard.text.includes("snapshot"), { what: "the snapshot" });
  return heard;
}

/** One command line, in this process: a start of its own would take most of the time. */
async function command(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const said = { out: "", all: "" };
  const code = await runProgram(words, {
    ...{ root: ROOT, version: "0.0.0", directory: ROOT, env, terminal: false },
    out(text) {
      said.out += text;
      said.all += text;
    },
    err(text) {
      said.all += text;
    },
    onReload: () => undefined,
    onCrash: () => undefined,
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

/** A line without simulated ports: what is real can be taken over. */
async function openRealLine() {
  const line = await writeFctLine([]);
  const { site, broker } = parse(await readFile(line.path, "utf8"));
  await writeFile(line.path, stringify({ site, broker, ports: {}, rigs: {} }));
  const dataDirectory = join(line.directory, "data");
  const start = () => startGateway({ config: line.path, dataDirectory });
  const people = (...words: string[]) => command([...words, "--data", dataDirectory]);
  const file = (name: string) => join(line.directory, name);
  return {
    start,
    people,
    file,
    config: line.path,
    [Symbol.asyncDispose]: line[Symbol.asyncDispose],
  };
}

async function takeOver(gateway: { readonly url: string; output(): string }) {
  const link = () => /\/setup#first\.([\w-]+)/.exec(gateway.output())?.[1];
  const token = await until(link, { what: "the first link" });
  const who = { login: "boss", printedName: "The Boss" };
  const api = `${gateway.url}/api/v1`;
  expect((await ask("GET", `${api}/people`)).status).toBe(200);
  const made = await ask("POST", `${api}/setup`, { body: { token, ...who, ...SECRETS } });
  expect(made.body).toMatchObject({ kind: "person", roles: ["admin"] });
  const again = await ask("POST", `${api}/setup`, { body: { token, ...who, ...SECRETS } });
  expect([again.status, again.body.code]).toEqual([403, "access.link-refused"]);
  expect((await ask("GET", `${api}/people`)).status).toBe(401);
  return { api, id: made.body.id as string, cookie: made.cookie };
}

test("taken over by link, a role refused, revoked with the open stream, and no cookie twice", async () => {
  await using line = await openRealLine();
  await using gateway = await line.start();
  const { api, cookie } = await takeOver(gateway);
  const person = { id: "4711", login: "worker", printedName: "A Worker", roles: ["technician"] };
  const added = await ask("POST", `${api}/people`, { cookie, body: person });
  const token = (added.body.link as string).split(".")[1];
  const worker = await ask("POST", `${api}/setup`, { body: { token, ...SECRETS } });
  expect((await ask("GET", `${api}/rigs`, { cookie: worker.cookie })).status).toBe(200);
  const other = { ...person, id: "4712", login: "other" };
  const refused = await ask("POST", `${api}/people`, { cookie: worker.cookie, body: other });
  expect([refused.status, refused.body.code]).toEqual([403, "access.forbidden"]);
  const heard = await listen(`${api}/events`, worker.cookie);
  const reason = { reason: "left the company" };
  await ask("POST", `${api}/people/4711/revoke`, { cookie, body: reason });
  await until(() => heard.ended, { what: "the stream of who was revoked ends" });
  expect((await ask("GET", `${api}/rigs`, { cookie: worker.cookie })).status).toBe(401);
  await ask("DELETE", `${api}/session`, { cookie });
  expect((await ask("GET", `${api}/people`, { cookie })).status).toBe(401);
  const late = await ask("POST", `${api}/session`, { body: { login: "worker", ...SECRETS } });
  expect(late.status).not.toBe(200);
}, 120_000);

test("CR-84: the only administrator who lost the password gets back in, and the ledger says so", async () => {
  await using line = await openRealLine();
  await using gateway1 = await line.start();
  const taken = await takeOver(gateway1);
  const busy = await line.people("person", "reset", "boss");
  expect([busy.code, busy.out, busy.all.includes("gateway.running")]).toEqual([75, "", true]);
  await gateway1.end();
  const listed = await line.people("person", "list");
  expect(listed.out).toContain(`${taken.id}  active  admin  boss, The Boss`);
  const last = await line.people("person", "revoke", "boss", "--why", "by mistake");
  expect([last.code, last.all.includes("person.last-admin")]).toEqual([1, true]);
  const reset = await line.people("person", "reset", "boss", "--why", "password forgotten");
  const token = /^\/setup#person\.([\w-]+)\n$/.exec(reset.out)?.[1];

  await using gateway2 = await line.start();
  const api = `${gateway2.url}/api/v1`;
  expect(gateway2.output()).not.toContain("/setup#first");
  expect((await ask("GET", `${api}/people`)).status).toBe(401);
  expect((await ask("GET", `${api}/people`, { cookie: taken.cookie })).status).toBe(200);
  const back = await ask("POST", `${api}/setup`, { body: { token, ...NEW_SECRETS } });
  expect(back.body).toMatchObject({ id: taken.id, roles: ["admin"] });
  // Cookies outlive a restart, but not new secrets.
  expect((await ask("GET", `${api}/people`, { cookie: taken.cookie })).status).toBe(401);
  const old = { login: "boss", password: SECRETS.password };
  expect((await ask("POST", `${api}/session`, { body: old })).status).toBe(401);
  const { body } = await ask("GET", `${api}/people/${taken.id}/history`, { cookie: back.cookie });
  expect(body.items.at(-1)).toMatchObject({
    ...{ action: "secrets-reset", reason: "password forgotten", actor: "cli:local" },
  });
}, 180_000);

test("a token made at the directory lets a command ask the running gateway, one that ended does not", async () => {
  await using line = await openRealLine();
  await using gateway1 = await line.start();
  await takeOver(gateway1);
  await gateway1.end();
  const create = async (title: string) => {
    const made = await line.people("token", "create", "--title", title, "--person", "boss");
    expect(made.out).toMatch(/^rigline_[\w-]{43}\n$/);
    await writeFile(line.file(title), made.out);
  };
  await create("good");
  await create("ended");
  const before = await line.people("token", "list");
  const row = (title: string, state: string) =>
    new RegExp(`^(\\S+)  ${state}  read  of \\S+  until \\S+  ${title}$`, "m");
  const id = row("ended", "active").exec(before.out)?.[1] ?? "";
  expect((await line.people("token", "revoke", id, "--why", "not needed")).code).toBe(0);

  await using gateway2 = await line.start();
  const list = (env: Record<string, string>, ...more: string[]) =>
    command(["quarantine", "list", "--config", line.config, "--url", gateway2.url, ...more], env);
  const none = await list({});
  expect([none.code, none.all.includes("access.unknown")]).toEqual([1, true]);
  const good = await list({}, "--token-file", line.file("good"));
  expect([good.code, good.out]).toEqual([0, "Nothing is held back.\n"]);
  const ended = await list({ RIGLINE_TOKEN: await readFile(line.file("ended"), "utf8") });
  expect([ended.code, ended.all.includes("access.token-refused")]).toEqual([1, true]);
}, 180_000);
