import { describe, expect, it } from "vitest";
import { getDevice, isDevice } from "./identity.ts";
import { describeDevice, type SerialDevice, usbIdentityOf } from "./serial-device.ts";

function adapter(path: string, serial: string, facts: Partial<SerialDevice> = {}): SerialDevice {
  const usb = { vid: "0403", pid: "6001", serial, interface: "00" };
  return { path, usb, byId: [], byPath: [`socket-${path}`], ...facts };
}

const uart: SerialDevice = { path: "/dev/ttymxc0", driver: "imx-uart", byId: [], byPath: [] };
const a = adapter("/dev/ttyUSB0", "A");
const b = adapter("/dev/ttyUSB1", "B");

describe("an identity", () => {
  it.each([
    ["0403:6001:A", true],
    ["0403:6001:A:00", true],
    ["0403:6001:A:01", false],
    ["0403:6001:", false],
    ["0403:6001", false],
    ["0403:6001:AA", false],
    ["0403:6015:A", false],
  ])("%s is adapter A: %s", (usb, fits) => {
    expect(isDevice(a, { usb })).toBe(fits);
  });

  it("may hold colons in its serial number, as a MAC address does", () => {
    const board = adapter("/dev/ttyACM0", "7C:DF:A1:00:11:22");
    expect(usbIdentityOf(board)).toBe("0403:6001:7C:DF:A1:00:11:22:00");
    expect(isDevice(board, { usb: "0403:6001:7C:DF:A1:00:11:22" })).toBe(true);
    expect(isDevice(board, { usb: "0403:6001:7C:DF:A1:00:11" })).toBe(false);
  });

  it("is not held by a device without USB, and every field that is given must hold", () => {
    expect(isDevice(uart, { usb: "0403:6001:A" })).toBe(false);
    expect(isDevice(a, { usb: "0403:6001:A", byPath: "socket-/dev/ttyUSB0" })).toBe(true);
    expect(isDevice(a, { usb: "0403:6001:A", byPath: "socket-/dev/ttyUSB1" })).toBe(false);
  });
});

describe("the device that is meant", () => {
  const identity = { usb: "0403:6001:B" };
  const devices = [uart, a, b];

  it("is found by what it is, wherever it is called", () => {
    expect(getDevice(devices, { identity })).toBe(b);
    const path = "/dev/rigs/fct-1";
    expect(getDevice(devices, { identity, path, node: "/dev/ttyUSB1" })).toBe(b);
  });

  it.each([
    ["is missing", [a], { identity }, "port.not-found", "there is /dev/ttyUSB0 (0403:6001:A:00)"],
    ["is missing altogether", [uart], { identity }, "port.not-found", "no USB adapter"],
    ["is elsewhere", devices, at("/dev/ttyUSB0"), "port.wrong-identity", "A:00) is in its place"],
    [
      "is elsewhere, its path gone",
      devices,
      at(),
      "port.wrong-identity",
      "is at /dev/ttyUSB1, not",
    ],
    ["is replaced", [uart, a], at("/dev/ttyUSB0"), "port.wrong-identity", "A:00) is not usb 0403"],
    ["is no device known", [a], at("/dev/pts/3"), "port.wrong-identity", "cannot be told to be"],
    [
      "is there twice",
      [b, { ...b, path: "/dev/ttyUSB7" }],
      { identity },
      "port.wrong-identity",
      "B",
    ],
  ])("that %s is refused, saying what is there", (_, there, wanted, code, message) => {
    expect(() => getDevice(there, wanted)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  function at(node?: string) {
    return { identity, path: "/dev/rigs/fct-1", ...(node === undefined ? {} : { node }) };
  }
});

it("a device is named by path and identity, or by its driver", () => {
  expect(describeDevice(a)).toBe("/dev/ttyUSB0 (0403:6001:A:00)");
  expect(describeDevice(uart)).toBe("/dev/ttymxc0 (imx-uart)");
});
