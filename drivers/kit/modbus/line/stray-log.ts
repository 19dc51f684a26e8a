/** Bytes that were no reply: told to whoever has the line, and counted for their unit. */
import type { Clock, Instant } from "../../../contract.ts";
import { monoMs } from "../../mono-ms.ts";
import type { Stray } from "../framing/modbus-framing.ts";
import type { ModbusJob } from "../modbus-queue.ts";
import type { UnitBook } from "../unit/unit-book.ts";

/** The strays of one line. */
export class StrayLog {
  readonly #book: UnitBook;
  readonly #clock: Clock;
  #owner: ModbusJob | undefined;

  constructor(book: UnitBook, clock: Clock) {
    this.#book = book;
    this.#clock = clock;
  }

  /** From now on strays are told to this job. */
  own(job: ModbusJob): void {
    this.#owner = job;
  }

  /** A late reply also prolongs the time for which more of them are expected. */
  tell(strays: readonly Stray[], at?: Instant): void {
    if (strays.length === 0 || this.#owner === undefined) return;
    const toldAt = at ?? this.#clock.now();
    for (const stray of strays) {
      const lateId = stray.reason === "late-reply" ? stray.frame?.[0] : undefined;
      this.#book.unit(lateId ?? this.#owner.unitId).tally.noteStray(stray);
      if (lateId !== undefined) this.#book.unproven.noteLate(lateId, monoMs(toldAt));
      this.#owner.onStray(stray, toldAt);
    }
  }
}
