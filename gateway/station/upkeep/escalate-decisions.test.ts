import { expect, test } from "vitest";
import { runId } from "../../records/testing/line.ts";
import { openMemoryLedger } from "../../records/testing/memory-ledger.ts";
import { by, signingOf } from "../../records/testing/signings.ts";
import { escalateDecisions } from "./escalate-decisions.ts";

const DUE = 1_700_000_001_000_000;
const [decided, waiting] = [runId(701), runId(702)];
const clock = {
  now: () => ({ utcUs: DUE + 1, monoNs: 0n }),
  state: () => "synced" as const,
};

test("a decision that is taken while the overdue ones are escalated keeps its outcome, and the others are escalated", async () => {
  const memory = openMemoryLedger();
  for (const id of [decided, waiting]) {
    memory.execute("decision.open", {
      ...{ id, question: "Use the lot?", options: ["use", "return"], asks: ["qa"] },
      ...{ dueAtUs: DUE, attachedTo: [], holds: false },
    });
  }
  memory.execute(
    "decision.position",
    { id: decided, role: "qa", option: "use", why: "seen" },
    by("qa"),
  );
  const ledger: Parameters<typeof escalateDecisions>[0] = {
    async ask(name, input) {
      const answer = memory.ask(name, input);
      if (name === "decisions.overdue") {
        const signing = signingOf("bea", "approved");
        const move = { id: decided, to: "decided" as const, outcome: "use", reason: "agreed" };
        memory.execute("decision.move", { ...move, signing });
      }
      return answer;
    },
    async execute(name, input, context) {
      return { ...memory.execute(name, input, context), created: true } as never;
    },
  };
  await escalateDecisions(ledger, clock);
  const statusOf = (id: string) => memory.ask("decisions.get", { id, nowUs: DUE + 2 }).status;
  expect([statusOf(decided), statusOf(waiting)]).toEqual(["decided", "escalated"]);
});
