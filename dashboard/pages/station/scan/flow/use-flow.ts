/** The technician's flow: each scan, card or touch in its order, and what came of the latest. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { ApiError } from "../../../../app/api.ts";
import type { StationDetail } from "../../../../app/contract.ts";
import { useSessionChange } from "../../../../app/session.ts";
import { useLive } from "../../../../live/use-live.ts";
import { type Focus, focusOf, listSlots, momentOf, seenAtFirst } from "../stage/stage-state.ts";
import { type Answer, wantsReading } from "./answer.ts";
import { performScan, type ScanContext } from "./perform-scan.ts";

export interface Flow {
  readonly isBusy: boolean;
  readonly answer: Answer | undefined;
  readonly slots: readonly Focus[];
  readonly focus: Focus | undefined;
  /** What stood on the screen when the latest scan or touch came. */
  readonly seen: string | undefined;
  readonly hasAnswer: boolean;
  readonly changeOperator: ScanContext["changeOperator"];
  /** Whatever a scanner typed. */
  scan(text: string): void;
  /** A command by touch; its answer is shown as that of a scan. */
  run(command: () => Promise<Answer>): void;
  /** Back to what there was before the answer. */
  dismiss(): void;
}

/** The flow at one station. Scans that come while one is being answered wait their turn. */
export function useFlow(station: StationDetail): Flow {
  const queries = useQueryClient();
  const panels = useLive((state) => state.panels);
  const rigs = useLive((state) => state.rigs);
  const slots = useMemo(() => listSlots(station, panels), [station, panels]);
  const focus = focusOf(slots);
  const current = focus?.panel.current;
  const [waiting, setWaiting] = useState(0);
  const [answer, setAnswer] = useState<Answer>();
  const [seen, setSeen] = useState(() => seenAtFirst(current, Date.now()));
  const changeOperator = useBadge();
  const context: ScanContext = { station, slots, focus, rigs, answer, changeOperator };
  // A scan that waited sees what the one before it left, not what there was when it was typed.
  const latest = useRef(context);
  latest.current = context;
  const turn = useRef(Promise.resolve());
  const take = (work: () => Promise<Answer | undefined>) => {
    setWaiting((count) => count + 1);
    setSeen(momentOf(latest.current.focus?.panel.current));
    turn.current = turn.current.then(async () => {
      const next = await work().catch(problemOf);
      latest.current = { ...latest.current, answer: next };
      setAnswer(next);
      setWaiting((count) => count - 1);
      void queries.invalidateQueries({ queryKey: ["station", station.id] });
    });
  };
  return {
    ...{ isBusy: waiting > 0, answer, slots, focus, seen },
    ...{ hasAnswer: wantsReading(answer), changeOperator },
    scan: (text) => take(() => performScan(text, latest.current)),
    run: take,
    dismiss: () => setAnswer(undefined),
  };
}

/** Reads a code as a badge. Throws ApiError for what is not the gateway's no to it. */
function useBadge(): ScanContext["changeOperator"] {
  const session = useSessionChange();
  return async (badge) => {
    try {
      return await session.changeOperator({ badge });
    } catch (error) {
      if (error instanceof ApiError && NO_BADGE.includes(error.problem.code)) return undefined;
      throw error;
    }
  };
}

/** Nobody's, or too many codes were tried: what was scanned is then told as before. */
const NO_BADGE: readonly string[] = ["access.refused", "access.busy", "request.invalid"];

function problemOf(error: unknown): Answer {
  if (error instanceof ApiError) return { kind: "problem", problem: error.problem };
  throw error;
}
