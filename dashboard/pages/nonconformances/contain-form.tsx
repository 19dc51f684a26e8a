/** Finds the units that may have it, shows them, and puts them on hold. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, changeApi } from "../../app/api.ts";
import { Section } from "../../parts/page.tsx";
import { ConditionFields, conditionsOf } from "./condition-fields.tsx";
import { type Found, FoundUnits } from "./found-units.tsx";
import { holdUnits } from "./hold-units.ts";

/** First the list, then the hold: nobody stops units that they have not seen. */
export function ContainForm({ id }: { id: string }) {
  const { t } = useTranslation();
  const { found, isBusy, told, preview, hold } = useContainment(id);
  return (
    <Section title={t("cases.contain")} hint={t("cases.containHint")}>
      <div className="section-body">
        <form
          className="command"
          onSubmit={(event) => {
            event.preventDefault();
            void preview(conditionsOf(new FormData(event.currentTarget)) ?? {});
          }}
        >
          <ConditionFields />
          <button type="submit" className="command-button">
            {t("cases.preview")}
          </button>
        </form>
        {found === undefined ? null : (
          <div className="case-found">
            <FoundUnits found={found} />
            <button
              type="button"
              className="command-button is-final"
              disabled={isBusy || found.count === 0}
              onClick={() => void hold()}
            >
              {t("cases.hold")}
            </button>
          </div>
        )}
        <p role={told?.isFault === true ? "alert" : "status"}>{told?.text}</p>
      </div>
    </Section>
  );
}

function useContainment(id: string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<{ readonly query: object; readonly found: Found }>();
  const [told, setTold] = useState<{ readonly text: string; readonly isFault: boolean }>();
  const [isBusy, setBusy] = useState(false);
  const attempt = async (act: () => Promise<string | undefined>) => {
    setBusy(true);
    try {
      const text = await act();
      setTold(text === undefined ? undefined : { text, isFault: false });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setAsked(undefined);
      setTold({ text: error.problem.detail ?? error.problem.title, isFault: true });
    } finally {
      setBusy(false);
    }
  };
  return {
    ...{ found: asked?.found, isBusy, told },
    preview: (query: object) =>
      attempt(async () => {
        const found = await changeApi("post", "/containment-queries", {
          body: { query, limit: 200 },
        });
        setAsked({ query, found });
        return undefined;
      }),
    hold: () =>
      attempt(async () => {
        if (asked === undefined) return undefined;
        const count = await holdUnits(id, asked.query);
        setAsked(undefined);
        await queries.invalidateQueries();
        return t("cases.held", { count });
      }),
  };
}
