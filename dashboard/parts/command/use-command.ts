/** Sends a command and says how it went; what it changed is read anew. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, postApi } from "../../app/api.ts";

export interface Command {
  /** What came of the last one, for the person. */
  readonly told: { readonly text: string; readonly isFault: boolean } | undefined;
  readonly isBusy: boolean;
  /** True where the gateway did it. */
  send(path: string, body: object): Promise<boolean>;
}

/** One at a time; a refusal is told in the gateway's own words, with what to do. */
export function useCommand(): Command {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [told, setTold] = useState<Command["told"]>();
  const [isBusy, setBusy] = useState(false);
  return {
    told,
    isBusy,
    async send(path, body) {
      setBusy(true);
      try {
        await postApi(path, body);
        setTold({ text: t("command.done"), isFault: false });
        await queries.invalidateQueries();
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { detail, title, remedy = "" } = error.problem;
        setTold({ text: `${detail ?? title} ${remedy}`, isFault: true });
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
