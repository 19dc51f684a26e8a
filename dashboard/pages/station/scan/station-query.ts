import { queryOptions } from "@tanstack/react-query";
import { readApi } from "../../../app/api.ts";
import type { StationDetail } from "../../../app/contract.ts";

/** One station with its armings and all that is due; looked at anew every second and a half. */
export function stationQuery(id: string) {
  return queryOptions({
    queryKey: ["station", id],
    queryFn: ({ signal }) => readApi<StationDetail>(`/stations/${encodeURIComponent(id)}`, signal),
    refetchInterval: 1_500,
  });
}
