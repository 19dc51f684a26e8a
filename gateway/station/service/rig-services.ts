/** Which rigs somebody took out of service, kept at hand for whoever opens sessions. */
import type { Ledger, StoredEntry } from "../../ledger/contract.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { RigServiceView } from "../../records/rig-service/record.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { StationClock } from "../station-clock.ts";

export interface RigServicesParts {
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "ask" | "execute">;
  readonly clock: StationClock;
}

/** As the ledger had it when it was last read. */
export class RigServices {
  readonly #parts: RigServicesParts;
  #disabled: ReadonlyMap<string, RigServiceView> = new Map();

  constructor(parts: RigServicesParts) {
    this.#parts = parts;
  }

  /** Set for a rig that is out of service. */
  find(rig: string): RigServiceView | undefined {
    return this.#disabled.get(rig);
  }

  /** Equal where the same of these rigs are out of service for the same reason. */
  signatureOf(rigs: readonly string[]): string {
    return JSON.stringify(rigs.map((rig) => this.#disabled.get(rig)?.version ?? null));
  }

  /** Reads the ledger anew. */
  async read(): Promise<void> {
    const disabled = await this.#parts.ledger.ask("rigService.disabled", {});
    this.#disabled = new Map(disabled.map((service) => [service.rig, service]));
  }

  /** Clears the alarms of rigs that are out of service: nobody watches what they were about. */
  async clearAlarms(): Promise<void> {
    const { ledger, clock } = this.#parts;
    if (this.#disabled.size === 0) return;
    const { utcUs: occurredAt } = clock.now();
    for (const { alarm } of await ledger.ask("alarms.watched", { since: occurredAt })) {
      if (!this.#disabled.has(alarm.rig) || alarm.clearedAt !== undefined) continue;
      const { station } = alarm;
      const context = { actor: "system:alarms", station, occurredAt, clockState: clock.state() };
      await ledger.execute("alarm.clear", { id: alarm.id }, context);
    }
  }
}

/** True where a rig was taken out of service or put back. */
export function changesService(entries: readonly StoredEntry[]): boolean {
  return entries.some(({ entry }) => entry.type === "rig-service");
}
