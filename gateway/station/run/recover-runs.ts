/**
 * After a restart: every run that was open when the gateway died is closed as an error, with what
 * had been measured (the telemetry of the run is durable before anything was shown as stored).
 */
import { addMeasurement, finishRun, openRun } from "../../domain/run.ts";
import type { Ledger } from "../../ledger/contract.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { StationClock } from "../station-clock.ts";

/** Closes them and returns their ids, oldest first. */
export async function recoverRuns(
  ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "ask" | "execute">,
  clock: StationClock,
): Promise<readonly string[]> {
  const recovered: string[] = [];
  for (const { header, procedure, measurementReadings } of await ledger.ask("runs.open", {})) {
    let run = openRun(header, procedure);
    let lastSeen = header.startedAt;
    for (const reading of measurementReadings) {
      if (reading.step === undefined) continue;
      const { step, value, unit, quality, takenAt, attempt, reported } = reading;
      ({ run } = addMeasurement(run, {
        step,
        value,
        unit,
        quality,
        takenAt,
        ...(attempt === undefined ? {} : { attempt }),
        ...(reported === undefined ? {} : { reported }),
      }));
      lastSeen = Math.max(lastSeen, takenAt);
    }
    const record = finishRun(run, {
      finishedAt: lastSeen,
      stoppedBy: { completion: "error", cause: "gateway.restart" },
    });
    await ledger.execute("run.finish", record, {
      actor: "system:station",
      station: header.station,
      occurredAt: clock.now().utcUs,
      clockState: clock.state(),
    });
    recovered.push(header.id);
  }
  return recovered;
}
