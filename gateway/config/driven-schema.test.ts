import { expect, it } from "vitest";
import { drivenRigSchema } from "./driven-schema.ts";

it.each([
  ["is no regular expression", "("],
  ["has no group (?<value>…)", "SN (.+)"],
])("a `match` that %s is refused before it ends the gateway", (fault, match) => {
  const { error } = drivenRigSchema.safeParse({
    ...{ station: "FCT-1", operation: "FCT", instruments: { dut: "board" } },
    start: { serialNumber: { on: "dut", query: "SN?", match } },
  });
  expect(error?.issues).toMatchObject([
    { path: ["start", "serialNumber", "match"], message: expect.stringContaining(fault) },
  ]);
});
