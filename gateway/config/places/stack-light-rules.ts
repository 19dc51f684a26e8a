/** What the schema cannot say of `stackLights:`: its station, its rig, its channels. Pure. */
import type { Finding } from "../fault.ts";
import { findNearest } from "../nearest.ts";
import { keysAt, textAt, valueAt } from "../value-at.ts";

/** All findings about the stack lights of the value as it was written. */
export function checkStackLights(value: unknown): readonly Finding[] {
  return keysAt(value, ["stackLights"]).flatMap((name) => [
    ...checkStation(value, name),
    ...checkLamps(value, name),
  ]);
}

function checkStation(value: unknown, name: string): readonly Finding[] {
  const path = ["stackLights", name, "station"];
  const station = textAt(value, path);
  if (station === undefined) return [];
  const blocks = ["rigs", "driven"].flatMap((block) =>
    keysAt(value, [block]).map((rig) => textAt(value, [block, rig, "station"])),
  );
  const known = blocks.flatMap((each) => each ?? []);
  if (known.includes(station)) return [];
  const message = `no rig stands at \`${station}\``;
  const nearest = findNearest(station, known);
  const place = { path, at: "value", value: station } as const;
  return [{ ...place, code: "config.unknown-station", message, nearest }];
}

function checkLamps(value: unknown, name: string): readonly Finding[] {
  const path = ["stackLights", name, "rig"];
  const rig = textAt(value, path);
  if (rig === undefined) return [];
  const rigs = keysAt(value, ["rigs"]);
  if (!rigs.includes(rig)) {
    const message = `there is no rig \`${rig}\` (rigs: ${rigs.join(", ") || "none"})`;
    const nearest = findNearest(rig, rigs);
    return [{ code: "config.unknown-instrument", path, at: "value", value: rig, message, nearest }];
  }
  const channels = writableChannels(value, rig);
  return keysAt(value, ["stackLights", name, "lamps"]).flatMap((lamp): Finding[] => {
    if (channels === undefined || channels.includes(lamp)) return [];
    const message = `\`${rig}\` has no channel \`${lamp}\` with \`writable: true\``;
    const at = { path: ["stackLights", name, "lamps", lamp], at: "key", value: lamp } as const;
    return [
      { ...at, code: "config.unknown-channel", message, nearest: findNearest(lamp, channels) },
    ];
  });
}

/** Undefined where the rig has no list of channels to look into. */
function writableChannels(value: unknown, rig: string): readonly string[] | undefined {
  const path = ["rigs", rig, "options", "channels"];
  const indices = keysAt(value, path).map(Number);
  if (indices.length === 0) return undefined;
  return indices.flatMap((index) => {
    const isWritable = valueAt(value, [...path, index, "writable"]) === true;
    return isWritable ? (textAt(value, [...path, index, "name"]) ?? []) : [];
  });
}
