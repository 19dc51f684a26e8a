/** Composition of what the station tells: pages, metrics and the sinks. */
import type { LiveHub } from "../api/live.ts";
import type { StationSurroundings } from "../compose-station.ts";
import type { Meeting, Opening } from "../opening.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { LiveEvent } from "../records/views.ts";

/** Nobody is there yet. */
export function openMeeting(): Meeting {
  const ignore = () => undefined;
  const say = () => Promise.reject(new Error("the broker is not open yet"));
  return { onDurable: ignore, onRigLost: ignore, onEvent: ignore, say, actions: {} };
}

/** Tells pages, and whoever else looks at the line. */
export function tellAll(parts: {
  readonly meeting: Meeting;
  readonly live: LiveHub;
}): (event: LiveEvent) => void {
  return (event) => {
    parts.live.publish(event);
    parts.meeting.onEvent(event);
  };
}

/** Whom the station's events and durable readings go to. */
export function openTellers(
  { clock, meeting }: Opening,
  live: LiveHub,
  metrics: Metrics,
): Pick<StationSurroundings, "publish" | "onDurable"> {
  const tell = tellAll({ meeting, live });
  return {
    publish(event) {
      tell(event);
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
