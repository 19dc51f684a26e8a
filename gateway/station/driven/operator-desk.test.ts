import { describe, expect, test } from "vitest";
import type { AskStep } from "../../domain/program/program.ts";
import { fakeStation } from "./testing/fake-rig.ts";

const question: AskStep = {
  ...{ do: "ask", as: "label", text: "Is the label on?", kind: "confirm", withinMs: 5_000 },
};

function ask(step: Partial<AskStep> = {}) {
  const { desk, parts, notes, told } = fakeStation({});
  const stop = new AbortController();
  const answered = desk.ask({ ...question, ...step }, { signal: stop.signal, note: parts.note });
  return { desk, notes, told, stop, answered, prompt: desk.view().prompt?.id ?? "" };
}
const codeOf = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

describe("a question", () => {
  test("is told while it is open, answered once, and kept with who answered", async () => {
    const { desk, notes, told, answered, prompt } = ask();
    expect(told.at(-1)?.prompt).toMatchObject({ id: prompt, text: "Is the label on?" });
    desk.answer({ prompt, value: true, by: "4711" });
    expect(await answered).toMatchObject({ value: true, quality: "good" });
    expect(notes.at(-1)).toMatchObject({ kind: "answer", as: "label", value: true, by: "4711" });
    expect(told.at(-1)?.prompt).toBeUndefined();
    expect(codeOf(() => desk.answer({ prompt, value: false, by: "1" }))).toBe("prompt.not-open");
  });

  test("is kept as it was read: in the language of the screen, or the source where that is stale", async () => {
    const translations = {
      de: { text: { of: "Is the label on?", to: "Ist das Etikett da?" } },
      es: { text: { of: "Is it on?", to: "¿Está puesta?" } },
    };
    const readIn = async (language: string) => {
      const { desk, notes, answered, prompt } = ask({ translations });
      desk.answer({ prompt, value: true, by: "4711", language });
      await answered;
      return notes.at(-1)?.shown;
    };
    const source = "Is the label on?";
    expect(await readIn("de")).toEqual({
      ...{ language: "de", text: "Ist das Etikett da?", isTranslated: true },
    });
    expect(await readIn("es")).toEqual({
      ...{ language: "es", text: source, isTranslated: false, staleText: "¿Está puesta?" },
    });
    expect(await readIn("zh")).toEqual({ language: "zh", text: source, isTranslated: false });
  });

  test("is told in every language it has, and says which of them are of an older text", async () => {
    const { told, stop, answered } = ask({
      translations: {
        de: { text: { of: "Is the label on?", to: "Ist das Etikett da?" } },
        es: { text: { of: "Is it on?", to: "¿Está puesta?" } },
      },
    });
    expect(told.at(-1)?.prompt?.translations).toEqual({
      de: { text: { text: "Ist das Etikett da?", isStale: false } },
      es: { text: { text: "¿Está puesta?", isStale: true } },
    });
    stop.abort(new Error("over"));
    await expect(answered).rejects.toThrow("over");
  });

  test("that nobody answers ends the run as a timeout", async () => {
    const { answered, desk } = ask({ withinMs: 20 });
    await expect(answered).rejects.toMatchObject({ ending: { cause: "prompt.unanswered" } });
    expect(codeOf(() => desk.prompt())).toBe("prompt.not-open");
  });

  test("ends with the run it belongs to", async () => {
    const { answered, stop, desk } = ask();
    stop.abort(new Error("interrupted"));
    await expect(answered).rejects.toThrow("interrupted");
    expect(codeOf(() => desk.prompt())).toBe("prompt.not-open");
  });

  const kinds: readonly [Partial<AskStep>, readonly unknown[], readonly unknown[]][] = [
    [{ kind: "confirm" }, [true, false], ["true", 1, ""]],
    [{ kind: "choice", choices: ["a", "b"] }, ["a", "b"], ["c", "A", true, 0, ""]],
    [{ kind: "number", low: 0, high: 5 }, [0, 5, 2.5], [-0.1, 5.1, "2", Number.NaN, true]],
    [{ kind: "text" }, ["ok", "x".repeat(500)], ["", "  ", "x".repeat(501), 1, true]],
  ];
  test.each(kinds)("takes only what answers it: %o", async (step, good, bad) => {
    for (const [values, code] of [
      [good, "accepted"],
      [bad, "answer.invalid"],
    ] as const) {
      for (const value of values as readonly string[]) {
        const { desk, prompt, stop, answered } = ask(step);
        expect([value, codeOf(() => desk.answer({ prompt, value, by: "1" }))]).toEqual([
          ...[value, code],
        ]);
        stop.abort(new Error("over"));
        await answered.catch((error: Error) => expect(error.message).toBe("over"));
      }
    }
  });
});

describe("an order", () => {
  test("is refused while the rig is not connected, has a run, or can not know the unit", async () => {
    const { desk } = fakeStation({});
    const start = () =>
      codeOf(() => void desk.start({ serialNumber: "SN-1" }).catch(() => undefined));
    expect(start()).toBe("rig.not-connected");
    const close = desk.open();
    expect(codeOf(() => void desk.start({}))).toBe("request.invalid");
    expect(start()).toBe("accepted");
    expect(start()).toBe("rig.busy");
    desk.takeOrder();
    expect(start()).toBe("rig.busy");
    close();
    expect(start()).toBe("rig.not-connected");
  });

  test("that waits is refused when the rig goes", async () => {
    const { desk } = fakeStation({});
    const close = desk.open();
    const ordered = desk.start({ serialNumber: "SN-1" });
    close();
    await expect(ordered).rejects.toMatchObject({ code: "rig.not-connected" });
  });
});
