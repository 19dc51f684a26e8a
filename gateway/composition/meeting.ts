/** Composition of what the station tells: pages, metrics and the sinks. */
import type { LiveHub } from "../api/live.ts";
import type { StationSurroundings } from "../compose-station.ts";
import type { Meeting, Opening } from "../opening.ts";
import type { Metrics } from "../platform/metrics.ts";

/** Nobody is there yet. */
export function openMeeting(): Meeting {
  const ignore = () => undefined;
  return { onDurable: ignore, onRigLost: ignore, actions: {} };
}

/** Whom the station's events and durable readings go to. */
export function openTellers(
  { clock, meeting }: Opening,
  live: LiveHub,
  metrics: Metrics,
): Pick<StationSurroundings, "publish" | "onDurable"> {
  return {
    publish(event) {
      live.publish(event);
      if (event.kind !== "rig") return;
      const { name, link } = event.rig;
      // A silent rig is still connected: what it said last stands.
      if (link !== "connected" && link !== "silent") meeting.onRigLost(name);
    },
    onDurable(readings) {
      const { utcUs } = clock.now();
      for (const { takenAt } of readings) metrics.observeReading((utcUs - takenAt) / 1000);
      meeting.onDurable(readings);
    },
  };
}
