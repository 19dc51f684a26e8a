import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { listZip, type RandomAccess } from "./zip-source.ts";

const CONTENT = Buffer.from("0123456789".repeat(1_000));
const NAME = Buffer.from("a.txt");
const packed = deflateRawSync(CONTENT);
const LOCAL_BYTES = 30;

/** One deflated file and its directory; check sums are not what this reads. */
function zipOfOne(): Buffer {
  const local = Buffer.alloc(LOCAL_BYTES);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(NAME.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(CONTENT.length, 24);
  central.writeUInt16LE(NAME.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + NAME.length, 12);
  end.writeUInt32LE(local.length + NAME.length + packed.length, 16);
  return Buffer.concat([local, NAME, packed, central, NAME, end]);
}

function access(zip: Buffer, refuse?: (from: number) => void): RandomAccess {
  return {
    bytes: zip.length,
    async read(from, length) {
      refuse?.(from);
      return zip.subarray(from, from + length);
    },
  };
}

async function readFirst(zip: RandomAccess): Promise<Buffer> {
  const [file] = await listZip(zip);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file?.open() ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("a packed file reads back as it was", async () => {
  expect(await readFirst(access(zipOfOne()))).toEqual(CONTENT);
});

test("a disk that fails in the middle of a packed file is told, and nobody waits for it", async () => {
  const failing = access(zipOfOne(), (from) => {
    if (from === LOCAL_BYTES + NAME.length) throw new Error("EIO: the disk is gone");
  });
  await expect(readFirst(failing)).rejects.toThrow("the disk is gone");
}, 5_000);
