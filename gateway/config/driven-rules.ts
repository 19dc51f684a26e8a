/** What the schema cannot say of `driven:`: names, roles, and who drives what. Pure. */
import type { Finding } from "./fault.ts";
import { findNearest } from "./nearest.ts";
import { keysAt, textAt, valueAt } from "./value-at.ts";

/** All findings about the driven rigs of the value as it was written. */
export function checkDriven(value: unknown): readonly Finding[] {
  const drivers = new Map<string, string>();
  return keysAt(value, ["driven"]).flatMap((name) => [
    ...checkName(value, name),
    ...checkInstruments(value, name, drivers),
    ...checkRoles(value, name),
  ]);
}

function checkName(value: unknown, name: string): readonly Finding[] {
  if (!keysAt(value, ["rigs"]).includes(name)) return [];
  const message = `\`${name}\` is also a rig of the block \`rigs:\``;
  return [{ code: "config.name-taken", path: ["driven", name], at: "key", value: name, message }];
}

/** Who drives an instrument is remembered in `drivers`: two programs would undo each other. */
function checkInstruments(
  value: unknown,
  name: string,
  drivers: Map<string, string>,
): readonly Finding[] {
  const rigs = keysAt(value, ["rigs"]);
  return keysAt(value, ["driven", name, "instruments"]).flatMap((role): Finding[] => {
    const path = ["driven", name, "instruments", role];
    const rig = textAt(value, path);
    if (rig === undefined) return [];
    const place = { path, at: "value", value: rig } as const;
    if (keysAt(value, ["driven"]).includes(rig)) {
      const message = `\`${rig}\` is driven itself: an instrument has a wire of its own`;
      return [{ ...place, code: "config.unknown-instrument", message }];
    }
    if (!rigs.includes(rig)) {
      const message = `there is no rig \`${rig}\` (rigs: ${rigs.join(", ") || "none"})`;
      const nearest = findNearest(rig, rigs);
      return [{ ...place, code: "config.unknown-instrument", message, nearest }];
    }
    if (valueAt(value, ["rigs", rig, "enabled"]) === false) {
      const message = `the rig \`${rig}\` is not enabled`;
      return [{ ...place, code: "config.unknown-instrument", message }];
    }
    const other = drivers.get(rig);
    drivers.set(rig, name);
    if (other === undefined || other === name) return [];
    const message = `\`${rig}\` is already driven by \`${other}\``;
    return [{ ...place, code: "config.instrument-claimed", message }];
  });
}

function checkRoles(value: unknown, name: string): readonly Finding[] {
  const roles = keysAt(value, ["driven", name, "instruments"]);
  const safe = keysAt(value, ["driven", name, "safeState"]).map(Number);
  const places: (string | number)[][] = [
    ...[
      ["start", "when"],
      ["start", "serialNumber"],
    ],
    ...safe.map((index) => ["safeState", index]),
  ];
  return places.flatMap((place): Finding[] => {
    const path = ["driven", name, ...place, "on"];
    const role = textAt(value, path);
    if (role === undefined || roles.includes(role)) return [];
    const message = `no instrument plays the role \`${role}\` (${roles.join(", ") || "none"})`;
    const nearest = findNearest(role, roles);
    return [
      { code: "config.unknown-instrument", path, at: "value", value: role, message, nearest },
    ];
  });
}
