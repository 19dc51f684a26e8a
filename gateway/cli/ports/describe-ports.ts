/** The survey of the ports as text for a technician. Pure. */
import { describeHolder } from "../../../drivers/kit/ports/device-holder.ts";
import type { PortConfig } from "../../config/schema.ts";
import type { PortSurvey, SurveyedDevice, SurveyedPort } from "../../probe/port-survey.ts";

/** Devices with what identifies each, ready to be copied; then the configuration's ports. */
export function describePorts({ devices, ports }: PortSurvey): string {
  const found =
    devices.length === 0 ? ["No serial device is there."] : devices.flatMap(describeDevice);
  const configured = ports.length === 0 ? [] : ["", "Configured:", ...ports.flatMap(describePort)];
  return [...found, ...configured, ""].join("\n");
}

function describeDevice(device: SurveyedDevice): string[] {
  const { usb, identity, driver, byPath, byId, latencyTimerMs, holder, ports } = device;
  const product = [usb?.manufacturer, usb?.product].filter(Boolean).join(" ");
  const gathers = latencyTimerMs !== undefined && latencyTimerMs > 1;
  const rows: [string, string | undefined][] = [
    ["usb", identity && `"${identity}"${usb?.serial === "" ? "  (no serial number)" : ""}`],
    ["byPath", byPath.join(", ")],
    ["by-id", byId.join(", ")],
    ["driver", driver],
    ["latency", gathers ? `gathers received bytes for ${latencyTimerMs} ms` : undefined],
    ["held by", holder && describeHolder(holder)],
    ["port", ports.join(", ")],
  ];
  return [`${device.path}${product === "" ? "" : `  ${product}`}`, ...rows.flatMap(describeRow)];
}

function describeRow([label, value]: [string, string | undefined]): string[] {
  return value ? [`  ${`${label}:`.padEnd(9)}${value}`] : [];
}

function describePort({ name, rigs, settings, path, fault }: SurveyedPort): string[] {
  const users = rigs.length === 0 ? "no rig" : rigs.join(", ");
  const where = fault === undefined ? (path ?? addressOf(settings)) : "NOT READY";
  const line = `  ${name} (${users}): ${where}`;
  if (fault === undefined) return [line];
  return [line, `    ${fault.message} (${fault.code})`, `    What to do: ${fault.remedy}`];
}

function addressOf(settings: PortConfig): string {
  if (settings.kind === "tcp") return `tcp ${settings.host}:${settings.port}, not called`;
  return settings.kind === "simulated" ? "a simulator" : (settings.path ?? "");
}
