import { expect, test } from "vitest";
import { connectFault } from "./connect-fault.ts";
import { DeadlineError } from "./deadline.ts";

const systemError = (code: string) => Object.assign(new Error("connect"), { code });

test.each([
  ["port.unknown-host", /name plc-7 has no address/, systemError("ENOTFOUND")],
  ["port.unknown-host", /name plc-7 has no address/, systemError("EAI_AGAIN")],
  ["port.unreachable", /nothing answers/, new DeadlineError(5_000)],
  ["port.unreachable", /nothing answers/, systemError("ETIMEDOUT")],
  ["port.unreachable", /nothing answers/, systemError("EHOSTUNREACH")],
  ["port.refused", /host is there and refuses/, systemError("ECONNREFUSED")],
  ["port.failed", /no connection/, systemError("EMFILE")],
] as const)("a connection that does not come about says %s and why", (code, message, cause) => {
  const fault = connectFault({ host: "plc-7", port: 502 }, cause);
  expect(fault).toMatchObject({ code, cause, retryable: true });
  expect(fault.message).toMatch(/^tcp plc-7:502: /);
  expect(fault.message).toMatch(message);
});

test("a name, an address and a device that refuses have each their own remedy", () => {
  const causes = [systemError("ENOTFOUND"), new DeadlineError(1), systemError("ECONNREFUSED")];
  const remedies = causes.map((cause) => connectFault({ host: "h", port: 1 }, cause).remedy);
  expect(new Set(remedies).size).toBe(3);
});
