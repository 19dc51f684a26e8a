import { expect, test } from "vitest";
import type { DeviceIdentification } from "../kit/modbus/device-identification.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import { verifyIdentity } from "./identity.ts";

const FOUND: DeviceIdentification = {
  ...{ vendorName: "Acme Test Systems", productCode: "HP-4000", revision: "V2.11" },
  ...{ objects: new Map(), conformityLevel: 1 },
};
const { signal } = new AbortController();
const asked = { rig: "hipot-1", signal };
const device = { identify: () => Promise.resolve(FOUND) };

test("a device that is what the configuration says is taken", async () => {
  await verifyIdentity({ vendor: "Acme Test Systems", product: "HP-4000" }, device, asked);
});

test("another device is refused, with what it is and what it should be", async () => {
  const wanted = { vendor: "Acme Test Systems", product: "HP-5000", revision: "V2.12" };
  await expect(verifyIdentity(wanted, device, asked)).rejects.toMatchObject({
    code: "port.wrong-identity",
    message: 'rig hipot-1: product is "HP-4000", not "HP-5000"; revision is "V2.11", not "V2.12"',
  });
});

test("a device that does not say who it is, is not taken on trust", async () => {
  const mute = { identify: () => Promise.reject(new ModbusException(1, "unit 1")) };
  const wanted = { product: "HP-4000" };
  await expect(verifyIdentity(wanted, mute, asked)).rejects.toMatchObject({
    code: "port.wrong-identity",
  });
});

test("nothing is asked where no identity is configured", async () => {
  const never = { identify: () => Promise.reject(new Error("asked")) };
  await verifyIdentity(undefined, never, asked);
});
