import { expect, test } from "vitest";
import { becomeLean } from "./lean-process.ts";

function fake(execArgv: readonly string[]) {
  const calls: unknown[][] = [];
  const process = {
    execPath: "/bin/node",
    execArgv,
    argv: ["/bin/node", "main.ts", "start", "--port", "0"],
    env: { HOME: "/home" },
    execve: (...call: unknown[]) => void calls.push(call) as never,
  };
  return { process, calls };
}

test("a process that is not lean replaces itself with its own arguments, once", () => {
  const first = fake(["--no-warnings"]);
  becomeLean(first.process, () => undefined);
  const [, args, env] = first.calls[0] as [string, string[], Record<string, string>];
  expect(args.slice(0, 2)).toEqual(["/bin/node", "--no-warnings"]);
  expect(args.slice(-4)).toEqual(["main.ts", "start", "--port", "0"]);
  expect(env).toMatchObject({ HOME: "/home", MALLOC_ARENA_MAX: "1" });
  const second = fake(args.slice(1, -4));
  becomeLean(second.process, () => undefined);
  expect(second.calls).toEqual([]);
});

test("the lean process runs the bundle where there is one", () => {
  const { process, calls } = fake([]);
  becomeLean(process, () => "/somewhere/main.js");
  const [, args] = calls[0] as [string, string[]];
  expect(args.slice(-4)).toEqual(["/somewhere/main.js", "start", "--port", "0"]);
});
