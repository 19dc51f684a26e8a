/** One station with its armings and all that is due: read anew when the event stream says so. */
import { queryOptions, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getApi } from "../../../app/api.ts";
import type { StationDetail } from "../../../app/contract.ts";
import { useLive } from "../../../live/use-live.ts";

/** What no event tells: a shift that begins, a calibration that ends. */
const AT_LEAST_MS = 30_000;

/** The station as it was last read. */
export function stationQuery(id: string) {
  return queryOptions({
    queryKey: ["station", id],
    queryFn: ({ signal }) => getApi("/stations/{id}", { params: { id }, signal }),
    refetchInterval: ({ state }) => untilNext(state.data, Date.now()),
  });
}

/** The same, read at once when one of its slots, runs or checks changed. */
export function useStation(id: string): UseQueryResult<StationDetail> {
  const query = useQuery(stationQuery(id));
  const { refetch } = query;
  const news = useLive((state) => (state.stationNews[id] ?? 0) + state.recordsNews);
  useEffect(() => {
    if (news > 0) void refetch();
  }, [news, refetch]);
  return query;
}

/** Until an arming runs out, where one does before the next look. */
function untilNext(station: StationDetail | undefined, nowMs: number): number {
  const ends = (station?.rigs ?? [])
    .flatMap(({ slots }) => slots)
    .flatMap(({ arming }) => (arming?.state === "armed" ? [Date.parse(arming.expiresAt)] : []))
    .map((at) => at - nowMs + 250);
  return Math.max(500, Math.min(AT_LEAST_MS, ...ends.filter((delay) => delay > 0)));
}
