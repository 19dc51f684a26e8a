import { expect, test } from "vitest";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

function open() {
  const ledger = openMemoryLedger();
  ledger.execute("station.declare", { id: "FCT-1", title: "Place 1" });
  const write = (text = "probe 7 is bent", person = "ana") =>
    ledger.execute(
      "handOver.write",
      { id: "n1", station: "FCT-1", text },
      { actor: `person:${person}` },
    );
  const acknowledge = (actor = "person:ben") =>
    ledger.execute("handOver.acknowledge", { id: "n1" }, { actor });
  return { ledger, write, acknowledge };
}

test("a note is open until somebody else has read it, and then says who", () => {
  const { ledger, write, acknowledge } = open();
  write();
  const listed = (state: "open" | "acknowledged") =>
    ledger.ask("handOvers.list", { station: "FCT-1", state }).items.map(({ id }) => id);
  expect([listed("open"), listed("acknowledged")]).toEqual([["n1"], []]);
  acknowledge();
  expect([listed("open"), listed("acknowledged")]).toEqual([[], ["n1"]]);
  expect(ledger.ask("handOvers.get", { id: "n1" })).toMatchObject({
    ...{ text: "probe 7 is bent", writtenBy: "person:ana", acknowledgedBy: "person:ben" },
    ...{ state: "acknowledged", version: 2 },
  });
});

test("open → acknowledged and nothing else, and never by its author", () => {
  const { write, acknowledge } = open();
  expect(() => acknowledge()).toThrow("no hand-over");
  write();
  expect(() => acknowledge("person:ana")).toThrow("does not acknowledge");
  acknowledge();
  expect(() => acknowledge()).toThrow("is acknowledged");
});

test("sent twice it is written once; a known id with other words is refused", () => {
  const { ledger, write } = open();
  write();
  expect(write().entries).toEqual([]);
  expect(() => write("something else")).toThrow("other content");
  const elsewhere = { id: "n2", station: "NONE", text: "hello" };
  expect(() => ledger.execute("handOver.write", elsewhere)).toThrow("no station NONE");
});
