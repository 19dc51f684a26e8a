/** The original of a file, sent to a gateway whose disk is not this machine's. */
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { ExchangeAccess } from "../../compose-exchange.ts";
import { FILE_BYTES_MAX } from "../../records/file/record.ts";
import { CliError } from "../exit-code.ts";
import { answerOf } from "./exchange-command.ts";

/**
 * The SHA-256 by which the gateway keeps the file. Throws `file.too-large-to-send`, and AnswerError
 * with what the gateway says.
 */
export async function sendOriginal(access: ExchangeAccess, path: string): Promise<string> {
  const body = await openAsBlob(path);
  if (body.size > FILE_BYTES_MAX) {
    const size = `${basename(path)} has ${body.size} bytes, ${FILE_BYTES_MAX} can be sent`;
    throw new CliError("file.too-large-to-send", size);
  }
  const headers = { "content-type": "application/octet-stream" };
  const response = await access.request("/files", { method: "POST", headers, body });
  return (await answerOf<{ readonly sha256: string }>(response)).sha256;
}
