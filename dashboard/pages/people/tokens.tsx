/** Tokens of programs and stations: what each may, until when, and who answers for it. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeApi } from "../../app/api.ts";
import type { TokenView } from "../../app/contract.ts";
import { Section, TableScroll } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import { useAttempt } from "../sign-in/use-attempt.ts";
import { GrantToken } from "./grant-token.tsx";
import { tokensQuery } from "./people-queries.ts";

/** For administrators. */
export function Tokens() {
  const { t } = useTranslation();
  const query = useQuery(tokensQuery);
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [ending, setEnding] = useState<string>();
  const end = (id: string) => {
    setEnding(id);
    const reason = t("people.endToken");
    const ended = changeApi("post", "/tokens/{id}/revoke", { params: { id }, body: { reason } });
    void attempt
      .run(ended)
      .then(() => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }));
  };
  return (
    <Section title={t("people.tokens")} hint={t("people.tokensHint")}>
      <QueryView query={query} what={t("people.tokens")}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="section-body muted">{t("people.noTokens")}</p>
          ) : (
            <TokenTable tokens={items} onEnd={end} busy={attempt.isBusy ? ending : undefined} />
          )
        }
      </QueryView>
      {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
      <GrantToken />
    </Section>
  );
}

interface TokenTableProps {
  readonly tokens: readonly TokenView[];
  readonly onEnd: (id: string) => void;
  readonly busy: string | undefined;
}

function TokenTable({ tokens, onEnd, busy }: TokenTableProps) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <TableScroll label={t("people.tokens")}>
      <table className="rows people-table">
        <thead>
          <tr>
            <th scope="col">{t("people.tokenTitle")}</th>
            <th scope="col">{t("people.kind")}</th>
            <th scope="col">{t("people.scopes")}</th>
            <th scope="col">{t("people.owner")}</th>
            <th scope="col">{t("people.until")}</th>
            <th scope="col">{t("people.state")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ id, title, kind, station, scopes, personId, expiresAt, state }) => (
            <tr key={id} className={state === "active" ? "" : "is-gone"}>
              <td className="people-name">{title}</td>
              <td>
                {word("tokenKind", kind)} {station}
              </td>
              <td>{scopes.map((scope) => word("role", scope)).join(", ")}</td>
              <td className="mono">{personId}</td>
              <td>
                <TimeText at={expiresAt} detail="date-time" />
              </td>
              <td>{word("tokenState", state)}</td>
              <td>
                {state === "active" ? (
                  <Button variant="default" disabled={busy === id} onClick={() => onEnd(id)}>
                    {t("people.endToken")}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
