/** Where Linux tells about its devices. */

/** The three trees that are read; a test brings trees of its own. */
export interface DeviceRoots {
  readonly dev: string;
  readonly sys: string;
  readonly proc: string;
}

/** Those of the running system. */
export const SYSTEM_ROOTS: DeviceRoots = { dev: "/dev", sys: "/sys", proc: "/proc" };

/** What `look` gives, or undefined where the file is not there or has gone meanwhile. */
export async function ifThere<Result>(look: Promise<Result>): Promise<Result | undefined> {
  try {
    return await look;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (GONE.includes(code)) return undefined;
    throw error;
  }
}

/** EINVAL: a name that should be a link is none. EIO and ENODEV: pulled while it was read. */
const GONE = ["ENOENT", "ENOTDIR", "ENODEV", "ENXIO", "EIO", "EINVAL", "ESRCH", "EACCES", "EPERM"];
