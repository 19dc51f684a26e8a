/** Where a set-up link leads: a person sets their own secrets, once. */
import { Button, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSessionChange } from "../../app/session.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { useAttempt } from "../sign-in/use-attempt.ts";
import "../sign-in/sign-in.css";

/** Behind `#`, so that the secret is in no log: `first.…` or `person.…`. */
function readLink(): { isFirst: boolean; token: string } | undefined {
  const [, kind, token] = /^#(first|person)\.([\w-]+)$/.exec(location.hash) ?? [];
  return token === undefined ? undefined : { isFirst: kind === "first", token };
}

/** The first link makes the first administrator, any other one belongs to somebody. */
export function SetupPage() {
  const { t } = useTranslation();
  const [link] = useState(readLink);
  const title = t(link?.isFirst ? "access.claimTitle" : "access.setupTitle");
  return (
    <Page title={title} lead={t(link?.isFirst ? "access.claimLead" : "access.setupLead")}>
      {link === undefined ? (
        <EmptyNote title={t("access.noLink")} hint={t("access.noLinkHint")} />
      ) : (
        <div className="sign-in">
          <Section title={t("access.yourSecrets")} hint={t("access.secretsHint")}>
            <SetupForm {...link} />
          </Section>
        </div>
      )}
    </Page>
  );
}

interface LinkProps {
  readonly isFirst: boolean;
  readonly token: string;
}

function useSetupForm({ isFirst, token }: LinkProps) {
  const { setUp } = useSessionChange();
  const attempt = useAttempt();
  const navigate = useNavigate();
  const [values, setValues] = useState({ login: "", printedName: "", password: "", signing: "" });
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) =>
    setValues({ ...values, [name]: event.currentTarget.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { login, printedName, password, signing } = values;
    const who = isFirst ? { login, printedName } : {};
    const input = { token, ...who, password, signingSecret: signing };
    void attempt.run(setUp(input)).then((done) => {
      if (done) void navigate({ to: isFirst ? "/people" : "/" });
    });
  };
  return { values, set, submit, attempt };
}

function SetupForm({ isFirst, token }: LinkProps) {
  const { t } = useTranslation();
  const { values, set, submit, attempt } = useSetupForm({ isFirst, token });
  return (
    <form className="sign-in-form" onSubmit={submit}>
      {isFirst ? (
        <>
          <TextInput
            label={t("access.login")}
            value={values.login}
            autoComplete="username"
            required
            onChange={set("login")}
          />
          <TextInput
            label={t("access.printedName")}
            description={t("access.printedNameHint")}
            value={values.printedName}
            autoComplete="name"
            required
            onChange={set("printedName")}
          />
        </>
      ) : null}
      <TextInput
        type="password"
        label={t("access.password")}
        description={t("access.passwordHint")}
        value={values.password}
        autoComplete="new-password"
        required
        minLength={10}
        onChange={set("password")}
      />
      <TextInput
        type="password"
        label={t("access.signingSecret")}
        description={t("access.signingHint")}
        value={values.signing}
        autoComplete="off"
        required
        minLength={8}
        onChange={set("signing")}
      />
      <Button type="submit" variant="default" disabled={attempt.isBusy}>
        {t("access.setSecrets")}
      </Button>
      {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
    </form>
  );
}
