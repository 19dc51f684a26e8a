/** Whether a rig can perform a procedure's program. Pure. */
import type { Procedure } from "../procedure.ts";
import { instrumentsOf } from "./program.ts";
import { teardownMs, worstCaseMs } from "./program-budget.ts";

/** What a driven rig has and allows. */
export interface DrivenLimits {
  readonly roles: readonly string[];
  readonly runTimeoutMs: number;
  readonly teardownTimeoutMs: number;
}

/** Why the rig can not perform it, in words; undefined where it can. */
export function whyUnfit(
  { id, program }: Pick<Procedure, "id" | "program">,
  { roles, runTimeoutMs, teardownTimeoutMs }: DrivenLimits,
): string | undefined {
  if (program === undefined) return `the procedure ${id} has no program`;
  const missing = [...instrumentsOf(program)].filter((role) => !roles.includes(role));
  if (missing.length > 0) return `the program needs ${missing.join(", ")}: no instrument plays it`;
  const [worstMs, downMs] = [worstCaseMs(program), teardownMs(program)];
  if (worstMs > runTimeoutMs) {
    return `the program can take ${worstMs} ms, \`runTimeoutMs\` is ${runTimeoutMs}`;
  }
  if (downMs > teardownTimeoutMs) {
    return `the teardown can take ${downMs} ms, \`teardownTimeoutMs\` is ${teardownTimeoutMs}`;
  }
  return undefined;
}
