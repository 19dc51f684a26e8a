import { expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import { StackLight } from "./stack-light.ts";

function open(answers: ("ok" | "fail")[] = []) {
  const written: string[] = [];
  const troubles: (string | undefined)[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const light = new StackLight<string>({
    write: async (state) => {
      written.push(state);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      if (answers[written.length - 1] === "fail") throw new Error("no relay");
      await gate.promise;
    },
    onTrouble: (trouble) => troubles.push(trouble?.message),
    wait: async () => undefined,
  });
  return { light, written, troubles, gates };
}

test("want returns at once; while one write is under way only the latest state waits", async () => {
  const { light, written, gates } = open();
  light.want("running");
  light.want("pass");
  light.want("ready");
  expect(written).toEqual(["running"]);
  gates[0]?.resolve();
  await until(() => written.length === 2);
  expect(written).toEqual(["running", "ready"]);
  gates[1]?.resolve();
  await until(() => light.shown === "ready");
  await light[Symbol.asyncDispose]();
});

test("a write that fails is told once, tried again, and told once when it works", async () => {
  const { light, written, troubles, gates } = open(["fail", "fail", "ok"]);
  light.want("fail");
  await until(() => written.length === 3);
  expect(light.shown).toBeUndefined();
  gates[2]?.resolve();
  await until(() => light.shown === "fail");
  expect(troubles).toEqual(["no relay", undefined]);
  await light[Symbol.asyncDispose]();
});

test("the state that is shown is not written again", async () => {
  const { light, written, gates } = open();
  light.want("ready");
  gates[0]?.resolve();
  await until(() => light.shown === "ready");
  light.want("ready");
  await Promise.resolve();
  expect(written).toEqual(["ready"]);
  await light[Symbol.asyncDispose]();
});
