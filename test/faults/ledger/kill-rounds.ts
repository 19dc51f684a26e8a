/** Rounds of kill -9 on the ledger's writer, and what they prove. For the test and the bench. */
import { verifyLedger } from "../../../gateway/ledger/log/verify-ledger.ts";
import { openFixture } from "../../../gateway/ledger/testing/open-fixture.ts";
import { runAndKill } from "./run-and-kill.ts";

const PROGRAM = new URL("./write-forever.ts", import.meta.url).pathname;
/** More than any round writes. */
const EVERYTHING = 10_000_000;

/** A line of the program: it is open, an entry is durable, or three readings are. */
interface Said {
  readonly opened?: true;
  readonly damage?: string;
  readonly id?: string;
  readonly seq?: number;
  readonly rig?: string;
  readonly value?: number;
  readonly from?: number;
}

/** What was found after the rounds; all but `told` is 0 or empty where nothing is wrong. */
export interface KillProof {
  /** Acknowledged entries and groups of readings. */
  readonly told: number;
  /** Acknowledged, and not where they were said to be. */
  readonly lost: number;
  /** Stored more often than once, or out of their order. */
  readonly doubled: number;
  /** What the check of the tree said at each start, and the verification of all at the end. */
  readonly damage: readonly string[];
}

/** Starts the writer in `directory` and kills it, `rounds` times; then compares. */
export async function killRounds(directory: string, rounds: number): Promise<KillProof> {
  const said: Said[] = [];
  // Primes spread the kills over batches, checkpoints and segments being sealed.
  for (let round = 0; round < rounds; round += 1) {
    said.push(
      ...(await runAndKill<Said>([PROGRAM, directory, String(round)], 1 + ((round * 37) % 83))),
    );
  }
  const starts = said.filter(({ opened }) => opened === true).length;
  const damage = said.flatMap((line) => line.damage ?? []);
  if (starts !== rounds) damage.push(`${starts} of ${rounds} starts opened the directory`);
  damage.push(...verifyLedger({ directory }).faults.map((fault) => JSON.stringify(fault)));
  return { ...(await compare(directory, said)), damage };
}

async function compare(directory: string, said: readonly Said[]) {
  await using ledger = await openFixture(directory);
  const ids = (await ledger.entries(1, EVERYTHING)).map(({ entry }) => entry.id);
  const head = await ledger.ask("telemetryHead", null);
  const readings = await ledger.readings({ from: 1, to: head }, EVERYTHING);
  const values = readings.map(({ rig, value }) => `${rig}/${value}`);
  const entries = said.filter(({ id }) => id !== undefined);
  const groups = said.filter(({ rig }) => rig !== undefined);
  const lost = [
    ...entries.filter(({ id, seq = 0 }) => ids[seq - 1] !== id),
    ...groups.filter(({ rig, value = 0, from = 0 }) =>
      [0, 1, 2].some((offset) => values[from - 1 + offset] !== `${rig}/${value + offset}`),
    ),
  ];
  const doubled = ids.length - new Set(ids).size + values.length - new Set(values).size;
  return { told: entries.length + groups.length, lost: lost.length, doubled };
}
