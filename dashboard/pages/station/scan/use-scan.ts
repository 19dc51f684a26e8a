/** What a scan does: it asks what would run, shows every check, and arms where all hold. */
import { useState } from "react";
import { ApiError, type Problem, postApi, queryText, readApi } from "../../../app/api.ts";
import type { ArmingView, NextTestView, StationDetail } from "../../../app/contract.ts";

export interface ScanState {
  readonly isBusy: boolean;
  /** What the latest scan would run; undefined before the first. */
  readonly next: NextTestView | undefined;
  readonly problem: Problem | undefined;
  /** Resolves when it is armed, or known why not. */
  submit(scan: string): Promise<void>;
}

/** The state of the station's latest scan. `onChange` is called once a slot was armed. */
export function useScan(station: StationDetail, onChange: () => void): ScanState {
  const [isBusy, setIsBusy] = useState(false);
  const [next, setNext] = useState<NextTestView>();
  const [problem, setProblem] = useState<Problem>();
  const submit = async (scan: string) => {
    setIsBusy(true);
    setProblem(undefined);
    setNext(undefined);
    try {
      setNext(await armBy(station, scan));
      onChange();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem);
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, next, problem, submit };
}

/** Arms with the version of the slot that the checks were shown for: two pages do not both arm. */
async function armBy(station: StationDetail, scan: string): Promise<NextTestView> {
  const path = `/stations/${encodeURIComponent(station.id)}`;
  const next = await readApi<NextTestView>(`${path}/next${queryText({ scan })}`);
  if (!next.mayArm) return next;
  const { rig, slot } = next;
  const place = slot === "" ? { rig } : { rig, slot };
  const expectedVersion = next.arming?.version ?? 0;
  await postApi<ArmingView>(`${path}/arm`, { scan, ...place, expectedVersion });
  return next;
}
