/** A polled rig's cadence as it is shown. */
import type { ChannelPace } from "../../drivers/contract.ts";
import type { RigView } from "../records/views.ts";

type PaceView = NonNullable<RigView["paces"]>[number];

/** Whole milliseconds, and how many channels rather than which. */
export function paceView({ askedMs, achievedMs, channels }: ChannelPace): PaceView {
  const achieved = achievedMs === undefined ? {} : { achievedMs: Math.round(achievedMs) };
  return { askedMs, ...achieved, channels: channels.length };
}
