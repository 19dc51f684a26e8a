import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeApi } from "../../app/api.ts";
import type { TokenView } from "../../app/contract.ts";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { useWord } from "../../parts/use-word.ts";
import { useAttempt } from "../sign-in/use-attempt.ts";
import { ROLES, tokensQuery } from "./people-queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { ShownOnce } from "./shown-once.tsx";

const SCOPES = ["read", ...ROLES] as const;
const KINDS = ["token", "station"] as const;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A day from now on in a year, as a date field has it. */
function inAYear(): string {
  return new Date(Date.now() + 365 * DAY_MS).toISOString().slice(0, 10);
}

function useGrant() {
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [kind, setKind] = useState<TokenView["kind"]>("token");
  const [values, setValues] = useState({ title: "", station: "", until: inAYear() });
  const [scopes, setScopes] = useState<TokenView["scopes"]>(["read"]);
  const [secret, setSecret] = useState<string>();
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) =>
    setValues({ ...values, [name]: event.currentTarget.value });
  const grant = async () => {
    const { title, station, until } = values;
    const place = kind === "station" ? { station } : {};
    const wanted = { kind, title, scopes, ...place, expiresAt: `${until}T00:00:00Z` };
    setSecret((await changeApi("post", "/tokens", { body: wanted })).secret);
    await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSecret(undefined);
    void attempt.run(grant());
  };
  return { attempt, kind, setKind, values, set, scopes, setScopes, secret, submit };
}

/** Whoever grants it answers for it. */
export function GrantToken() {
  const { t } = useTranslation();
  const word = useWord();
  const { attempt, kind, setKind, values, set, scopes, setScopes, secret, submit } = useGrant();
  return (
    <form className="sign-in-form people-form" onSubmit={submit} aria-label={t("people.grant")}>
      <NativeSelect
        label={t("people.kind")}
        value={kind}
        onChange={(event) => setKind(KINDS.find((one) => one === event.target.value) ?? "token")}
        data={KINDS.map((value) => ({ value, label: word("tokenKind", value) }))}
      />
      <TextInput
        label={t("people.tokenTitle")}
        value={values.title}
        required
        onChange={set("title")}
      />
      {kind === "station" ? (
        <TextInput
          label={t("people.station")}
          value={values.station}
          required
          onChange={set("station")}
        />
      ) : null}
      <TextInput
        type="date"
        label={t("people.until")}
        value={values.until}
        required
        onChange={set("until")}
      />
      <RoleChoice
        label={t("people.scopes")}
        choices={SCOPES}
        value={scopes}
        onChange={(chosen) => setScopes([...chosen])}
      />
      <Button type="submit" variant="default" disabled={attempt.isBusy || scopes.length === 0}>
        {t("people.grantNow")}
      </Button>
      {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
      {secret === undefined ? null : (
        <ShownOnce title={t("people.secretTitle")} hint={t("people.secretHint")} value={secret} />
      )}
    </form>
  );
}
