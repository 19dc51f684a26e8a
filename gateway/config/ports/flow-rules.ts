/** What XON/XOFF must not meet: a protocol whose data can be the two bytes that it swallows. */
import type { Driver } from "../../../drivers/contract.ts";
import type { Finding } from "../fault.ts";
import { keysAt, textAt, valueAt } from "../value-at.ts";

interface FlowRuleInput {
  readonly value: unknown;
  readonly drivers: readonly Driver[];
}

/** A finding for each enabled rig that sends any byte over a port with `xon-xoff`. */
export function softwareFlow({ value, drivers }: FlowRuleInput): readonly Finding[] {
  return keysAt(value, ["rigs"]).flatMap((rig): Finding[] => {
    if (valueAt(value, ["rigs", rig, "enabled"]) === false) return [];
    const port = textAt(value, ["rigs", rig, "port"]) ?? "";
    const path = ["ports", port, "flowControl"];
    if (textAt(value, path) !== "xon-xoff") return [];
    const driver = drivers.find(({ name }) => name === textAt(value, ["rigs", rig, "driver"]));
    const options = driver?.options.safeParse(valueAt(value, ["rigs", rig, "options"]) ?? {});
    if (!options?.success || driver?.sendsEveryByte?.(options.data) !== true) return [];
    const message = `what rig \`${rig}\` says may hold the bytes 0x11 and 0x13, which xon-xoff takes out`;
    return [{ code: "config.flow-control", path, at: "value", value: "xon-xoff", message }];
  });
}
