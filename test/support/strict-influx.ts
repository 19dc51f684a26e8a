/** What InfluxDB 2 and 3 answer to lines, down to the words, as their own sources have it. */
import type { Answer } from "./influx-stand-in.ts";

interface BadLine {
  readonly number: number;
  readonly line: string;
  readonly why: string;
}

/** A database that knows the type of each field it has seen. */
export class StrictInflux {
  readonly #types = new Map<string, string>();

  /** 2.x: what can not be read refuses the batch whole (400); a type conflict its line (422). */
  answerV2(lines: readonly string[]): Answer {
    const [unreadable] = this.#unreadable(lines);
    if (unreadable !== undefined) {
      const message = `unable to parse '${unreadable.line}': ${unreadable.why}`;
      return { status: 400, body: JSON.stringify({ code: "invalid", message }) };
    }
    const conflicts = this.#conflicts(lines);
    const [first] = conflicts;
    if (first === undefined) return { status: 204 };
    const message = `failure writing points to database: partial write: ${first.why} dropped=${conflicts.length}`;
    const body = JSON.stringify({ code: "unprocessable entity", message });
    return { status: 422, body, stores: without(lines, conflicts) };
  }

  /** 3.x with accept_partial: each line by itself, the bad ones listed with their numbers. */
  answerV3(lines: readonly string[], status: 400 | 201 = 400): Answer {
    const bad = [...this.#unreadable(lines), ...this.#conflicts(lines)];
    if (bad.length === 0) return { status: 204 };
    const data = bad.map(({ number, line, why }) => ({
      original_line: line,
      line_number: number,
      error_message: why,
    }));
    const error = "partial write of line protocol occurred";
    return { status, body: JSON.stringify({ error, data }), stores: without(lines, bad) };
  }

  #unreadable(lines: readonly string[]): BadLine[] {
    return lines.flatMap((line, index) =>
      /^\w+(?:,\S+)? \w+=(?:-?[\d.]+i?|true|false|".*") \d+$/.test(line)
        ? []
        : [{ number: index + 1, line, why: "invalid number" }],
    );
  }

  #conflicts(lines: readonly string[]): BadLine[] {
    return lines.flatMap((line, index) => {
      const [, measurement, field = "", value = ""] =
        /^(\w+)(?:,\S+)? (\w+)=(.*) \d+$/.exec(line) ?? [];
      const type = /i$/.test(value) ? "integer" : /^"/.test(value) ? "string" : "float";
      const key = `${measurement}.${field}`;
      const known = this.#types.get(key) ?? type;
      this.#types.set(key, known);
      if (known === type) return [];
      const why = `field type conflict: input field "${field}" on measurement "${measurement}" is type ${type}, already exists as type ${known}`;
      return [{ number: index + 1, line, why }];
    });
  }
}

function without(lines: readonly string[], bad: readonly BadLine[]): string[] {
  const numbers = new Set(bad.map(({ number }) => number));
  return lines.filter((_line, index) => !numbers.has(index + 1));
}
