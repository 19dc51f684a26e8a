import { expect, it } from "vitest";
import { readScanned } from "./read-card.ts";

it("a card is read as its command and reason, with or without what the scanner says of the code", () => {
  expect(readScanned("RL:REPAIR")).toEqual({ kind: "card", command: "REPAIR" });
  const retest = { kind: "card", command: "RETEST", reason: "CONTACT" };
  expect(readScanned("]C0RL:RETEST:CONTACT")).toEqual(retest);
  expect(readScanned(" RL:RETEST:CONTACT ")).toEqual(retest);
});

it.each(["RL:", "RL:SCRAP", "RL:HOLD:", "RL:HOLD:a", "RL:HOLD:A:B"])(
  "%s is a card that there is not, and is never sent as a unit",
  (text) => {
    expect(readScanned(text)).toEqual({ kind: "unknown-card" });
  },
);

it.each(["PSU24-000412", "]d2010950600013435221A-1\u001d10L7", "PSU-24|A1"])(
  "%j goes to the gateway as it was typed",
  (text) => {
    expect(readScanned(text)).toEqual({ kind: "unit", text });
  },
);
