import fc from "fast-check";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { problemDocument } from "../../platform/problems.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { BODY_BYTES_MAX, bodyFaults, limitBody, requireJson } from "./json-body.ts";
import { answerErrors } from "./problem.ts";

const app = new Hono();
app.onError(answerErrors(dependenciesForTest().dependencies));
app.post("/", limitBody, requireJson, async (c) => c.json(await c.req.json()));

async function post(body: BodyInit, type = "application/json") {
  const headers = type === "" ? undefined : { "content-type": type };
  const response = await app.request("/", { method: "POST", body, ...(headers && { headers }) });
  const text = await response.text();
  return { status: response.status, text };
}

for (const type of ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"]) {
  test(`a JSON body sent as ${type} passes unchanged`, async () => {
    expect(await post('{"a":[1,"µ"]}', type)).toEqual({ status: 200, text: '{"a":[1,"µ"]}' });
  });
}

for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "x"]) {
  test(`415: a body sent as ${type} is refused, so no foreign form can post it`, async () => {
    const { status, text } = await post("{}", type);
    expect(status).toBe(415);
    expect(problemDocument.parse(JSON.parse(text)).code).toBe("request.not-json");
  });
}

test("400: bytes that are not UTF-8 are refused, never replaced in silence", async () => {
  const bytes = new Uint8Array([...Buffer.from('{"serial":"'), 0xff, ...Buffer.from('"}')]);
  const { status, text } = await post(bytes);
  expect(status).toBe(400);
  expect(problemDocument.parse(JSON.parse(text)).code).toBe("request.malformed-json");
});

test("a body of exactly the bound passes, one byte more is 413", async () => {
  const filled = (length: number) => `"${"x".repeat(length - 2)}"`;
  expect((await post(filled(BODY_BYTES_MAX))).status).toBe(200);
  const { status, text } = await post(filled(BODY_BYTES_MAX + 1));
  expect(status).toBe(413);
  expect(problemDocument.parse(JSON.parse(text)).code).toBe("request.too-large");
});

for (const [text, paths] of [
  ['{"a":[1,{"b":9007199254740993}],"c":1e999}', ["a.1.b", "c"]],
  ['{"a":-9007199254740993,"a":1}', ["a"]],
  ["[9007199254740991,-9007199254740991,9007199254740992]", []],
  ["[9.9e37,1e21,0.1,123456789.123456789,-0]", []],
  ["[1208925819614629174706176]", []],
  ["[1208925819614629174706177]", ["0"]],
] as const) {
  test(`of ${text} the numbers that would change are found: ${paths.join(", ") || "none"}`, () => {
    expect(bodyFaults(text).map(({ path }) => path)).toEqual(paths);
  });
}

for (const [text, path] of [
  ['{"a":[1,{"b":"\\udfff"}]}', "a.1.b"],
  ['{"a":"x\\ud800y"}', "a"],
  ['{"a":{"\\udfff":1}}', "a.\ufffd"],
] as const) {
  test(`400: half a surrogate pair, as in ${text}, is refused with its path`, async () => {
    const response = await post(text);
    expect(response.status).toBe(400);
    const problem = problemDocument.parse(JSON.parse(response.text));
    expect(problem.code).toBe("request.invalid");
    expect(problem.errors?.map((error) => error.path)).toEqual([path]);
  });
}

test("a whole surrogate pair passes, however it is written", async () => {
  expect(await post('{"a":"\\ud83d\\ude00\u{1f600}"}')).toMatchObject({ status: 200 });
});

test("an integer is refused exactly where the double is another number", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (integer) => {
      const isKept = BigInt(Number(integer)) === integer;
      const paths = bodyFaults(`{"value":${integer}}`).map(({ path }) => path);
      expect(paths).toEqual(isKept ? [] : ["value"]);
    }),
  );
});

test("400: a name that stands twice is refused, never the first value dropped in silence", async () => {
  const { status, text } = await post('{"id":1,"list":[{"value":1,"value":2}]}');
  expect(status).toBe(400);
  const { code, errors } = problemDocument.parse(JSON.parse(text));
  expect([code, errors?.map(({ path }) => path)]).toEqual(["request.invalid", ["list.0.value"]]);
});
