/** Sends a decision and says how it went. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, postApi } from "../../app/api.ts";

export interface Decisions {
  /** What came of the last one, for the person. */
  readonly told: { readonly text: string; readonly isFault: boolean } | undefined;
  readonly isBusy: boolean;
  /** POSTs to a path below /api/v1 until nothing of what it names remains. */
  send(path: string, body: object): Promise<void>;
  refuse(text: string): void;
}

/** One at a time. */
export function useDecision(): Decisions {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [told, setTold] = useState<Decisions["told"]>();
  const [isBusy, setBusy] = useState(false);
  return {
    told,
    isBusy,
    refuse: (text) => setTold({ text, isFault: true }),
    async send(path, body) {
      setBusy(true);
      try {
        const count = await sendAll(path, body);
        setTold({ text: t("quarantine.done", { count }), isFault: false });
        await queries.invalidateQueries({ queryKey: ["quarantine"], exact: true });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const problem = error.problem.detail ?? error.problem.title;
        setTold({ text: t("quarantine.failed", { problem }), isFault: true });
      } finally {
        setBusy(false);
      }
    },
  };
}

interface Answer {
  readonly positions: number;
  readonly remaining: number;
}

/** The gateway decides on a bounded number at a time. */
async function sendAll(path: string, body: object): Promise<number> {
  let done = 0;
  for (;;) {
    const { positions, remaining } = await postApi<Answer>(path, body);
    done += positions;
    if (remaining === 0) return done;
  }
}
