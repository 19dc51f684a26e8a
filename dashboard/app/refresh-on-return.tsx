import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLink } from "../live/use-live.ts";

/** When the gateway is heard again, everything on the screen is read again. Draws nothing. */
export function RefreshOnReturn() {
  const queries = useQueryClient();
  const { status } = useLink();
  const wasLost = useRef(false);
  useEffect(() => {
    if (status === "reconnecting") wasLost.current = true;
    if (status !== "live" || !wasLost.current) return;
    wasLost.current = false;
    void queries.invalidateQueries();
  }, [status, queries]);
  return null;
}
