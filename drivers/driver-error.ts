/** Why a driver fails, and what a person does about it. Part of the contract. */

export type DriverErrorCode =
  | "port.not-found"
  | "port.no-permission"
  | "port.busy"
  | "port.refused"
  | "port.unknown-host"
  | "port.unreachable"
  | "port.failed"
  | "wire.lost"
  | "wire.silent"
  | "wire.overrun"
  | "request.timeout"
  | "request.exception"
  | "request.corrupt"
  | "request.invalid"
  | "port.wrong-identity"
  | "wire.stuck"
  | "request.busy"
  | "command.unsupported"
  | "command.not-confirmed";

/** What to do, by code. Data, so that a test can demand one for each code. */
export const DRIVER_REMEDIES: Readonly<Record<DriverErrorCode, string>> = {
  "port.not-found":
    "Check the cable, and path or identity in `ports:`; `rigline ports` lists what is there.",
  "port.no-permission":
    "Add the user that runs Rigline to the group of the device (Debian: `adduser USER dialout`), then log in again.",
  "port.busy": "Another program holds the port: stop it, or give this rig a port of its own.",
  "port.refused":
    "Check the number in `ports:`, that the device's server is switched on, and that no other master holds its only socket.",
  "port.unknown-host":
    "Correct `host:` in `ports:`, or give the device's IP address; `getent hosts NAME` shows what the name server says.",
  "port.unreachable":
    "Check that the device is powered and its network cable is in, the address and subnet in `ports:`, and any firewall between; `ping` shows whether it is there.",
  "port.failed": "See the cause; check cable, power and the settings of the port.",
  "wire.lost": "Check cable and power of the rig; Rigline reconnects by itself.",
  "wire.silent": "Check that the rig is powered and that baud rate, parity and unit id are right.",
  "wire.overrun": "The rig sends faster than it can be read: slow it down or report a fault.",
  "request.timeout": "Check unit id, wiring and power; raise `timeoutMs` if the device is slow.",
  "request.exception": "The device refused the request: check table, address and count.",
  "request.corrupt":
    "Check shielding, termination and earthing of the line, baud rate and parity, and that no two devices share a unit id.",
  "request.invalid": "Correct the channel's address, type or count in the rig's options.",
  "port.wrong-identity":
    "Another device answers at this port than the configuration names: put the cables back, or correct `identity:` after checking the device; `rigline ports` shows what is where.",
  "wire.stuck":
    "The device does not take what is sent (XOFF or CTS): check its display, the handshake lines and `flowControl:`.",
  "request.busy": "The device says it is busy: give it a longer `pauseMs`, or poll it less often.",
  "command.unsupported": "This rig can not do that: see the commands in its driver's README.",
  "command.not-confirmed":
    "What was written did not read back: check the device's mode (local or remote), its write protection and the channel.",
};

/** The only error that crosses a driver's border; carries the decision and the cure. */
export class DriverError extends Error {
  readonly code: DriverErrorCode;
  /** True when a new connection may cure it without a person. */
  readonly retryable: boolean;
  readonly remedy: string;

  constructor(
    code: DriverErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DriverError";
    this.code = code;
    this.retryable = options.retryable ?? true;
    this.remedy = DRIVER_REMEDIES[code];
  }
}
