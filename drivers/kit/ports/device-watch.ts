/**
 * Sees a device come, so that a rig is heard again as soon as its cable is back.
 *
 * By looking, not by fs.watch: /dev/serial/by-id is only there while an adapter is, a link may lie
 * outside /dev, and what a watch misses is missed for ever. A look at three folders is three system
 * calls; only when one of them changed are all devices looked at. A path alone is cheap to look at.
 */
import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DriverError } from "../../contract.ts";
import { type DeviceRoots, ifThere } from "./device-roots.ts";
import { type DeviceClaim, findDevice } from "./find-device.ts";

const LOOK_EVERY_MS = 200;
/** A change within one tick of the file system's clock may not show at the folder. */
const LOOK_ANYHOW_MS = 2_000;

/** Watches for one claim. What is there now is compared with what was there at the last opening. */
export class DeviceWatch {
  readonly #claim: DeviceClaim;
  readonly #roots: DeviceRoots;
  #atOpening: string | undefined;

  constructor(claim: DeviceClaim, roots: DeviceRoots) {
    this.#claim = claim;
    this.#roots = roots;
  }

  /** To be called before each opening. */
  async beforeOpening(): Promise<void> {
    this.#atOpening = await this.#sight();
  }

  /** Resolves when another device than at the last opening is there, or on abort. */
  async appeared(signal: AbortSignal): Promise<void> {
    // Rigs that share a port wait side by side: the first to open must not make the others wait.
    const before = this.#atOpening;
    let folders = "";
    let lookedAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const now = await this.#folders();
      const isDue = performance.now() - lookedAt >= LOOK_ANYHOW_MS;
      if (now !== folders || isDue || this.#claim.identity === undefined) {
        folders = now;
        lookedAt = performance.now();
        const sight = await this.#sight();
        if (sight !== undefined && sight !== before) return;
      }
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** The very device node, told apart from its successor of the same name and number. */
  async #sight(): Promise<string | undefined> {
    const path = await this.#path();
    if (path === undefined) return undefined;
    const [target, node] = await Promise.all([ifThere(realpath(path)), ifThere(stat(path))]);
    if (target === undefined || node === undefined) return undefined;
    // The time of its rights, too: udev gives them some milliseconds after the kernel the node.
    return [target, node.rdev, node.ino, node.ctimeMs].join(" ");
  }

  async #path(): Promise<string | undefined> {
    if (this.#claim.identity === undefined) return this.#claim.path;
    try {
      return (await findDevice(this.#claim, this.#roots)).path;
    } catch (error) {
      // Not there, or another in its place: what is wanted has not appeared.
      if (error instanceof DriverError) return undefined;
      throw error;
    }
  }

  async #folders(): Promise<string> {
    const { dev } = this.#roots;
    const folders = [dev, join(dev, "serial", "by-id"), join(dev, "serial", "by-path")];
    const seen = await Promise.all(folders.map((folder) => ifThere(stat(folder))));
    return seen.map((folder) => `${folder?.ino} ${folder?.mtimeMs}`).join(", ");
  }
}
