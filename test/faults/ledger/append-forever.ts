/**
 * A gateway in miniature, to be killed: appends readings and entries until it dies, and says on
 * standard output what it was promised. Written with one synchronous write for each line, so that
 * what was said is said, whenever the kill comes.
 *
 *   node append-forever.ts DIRECTORY ROUND            several lanes, for ever
 *   node append-forever.ts DIRECTORY ROUND KIND N     one lane, N answers, for the trace
 */
import { writeSync } from "node:fs";
import { fixtureContext, openFixture } from "../../../gateway/ledger/testing/open-fixture.ts";

const [directory = "", round = "0", kind, answersMax = "Infinity"] = process.argv.slice(2);
const STANDARD_OUTPUT = 1;

function say(line: object): void {
  writeSync(STANDARD_OUTPUT, `${JSON.stringify(line)}\n`);
}

// Segments of 50 kB, so that kills also fall into their sealing.
await using ledger = await openFixture(directory, {
  segments: { segmentMb: 0.05, segmentMinutes: 60 },
});
say({ opened: true });

async function appendEntries(lane: number): Promise<void> {
  for (let index = 0; index < Number(answersMax); index += 1) {
    const id = `${round}-${lane}-${index}`;
    const { entries } = await ledger.execute("raise", { id, by: 1 }, fixtureContext);
    say({ id, seq: entries[0]?.entry.seq });
  }
}

async function appendReadings(): Promise<void> {
  for (let index = 0; index < Number(answersMax); index += 1) {
    const readings = [0, 1, 2].map((offset) => ({
      rig: `rig-${round}`,
      channel: "c",
      value: index * 3 + offset,
      unit: "V",
      quality: "good" as const,
      takenAt: 1_795_000_000_000_000 + index * 3 + offset,
    }));
    const { from, to } = await ledger.appendReadings(readings);
    say({ rig: `rig-${round}`, value: index * 3, from, to });
  }
}

if (kind === "entries") await appendEntries(0);
else if (kind === "readings") await appendReadings();
else await Promise.all([appendEntries(0), appendEntries(1), appendEntries(2), appendReadings()]);
