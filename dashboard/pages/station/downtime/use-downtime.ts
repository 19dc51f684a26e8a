/** What begins and ends a downtime, by touch or by a card. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, changeApi, type Problem, postApi } from "../../../app/api.ts";
import type { DowntimeView } from "../../../app/contract.ts";

/** Begins a downtime of a station; what a card `RL:DOWNTIME:<code>` does. Throws ApiError. */
export function beginDowntime(station: string, reason: string): Promise<DowntimeView> {
  const path = `/stations/${encodeURIComponent(station)}/downtimes`;
  return postApi<DowntimeView>(path, { id: crypto.randomUUID(), reason });
}

/** What begins and ends downtimes of one station, and what came of the latest. */
export interface DowntimeCommands {
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  begin(reason: string): Promise<void>;
  end(id: string): Promise<void>;
}

/** One at a time; the list of the station is read anew after each. */
export function useDowntime(station: string): DowntimeCommands {
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (command: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await command();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem);
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ["downtimes", station] });
    }
  };
  return {
    isBusy,
    problem,
    begin: (reason) => run(() => beginDowntime(station, reason)),
    end: (id) => run(() => changeApi("post", "/downtimes/{id}/end", { params: { id }, body: {} })),
  };
}
