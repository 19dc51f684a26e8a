/** The way in: name and password; at a shared screen a badge or a PIN. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession, useSessionChange } from "../../app/session.ts";
import { Page, Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { OperatorForm } from "./operator-form.tsx";
import { useAttempt } from "./use-attempt.ts";
import { useLeave } from "./use-leave.ts";
import "./sign-in.css";

/** Shown at its own address, and in place of any page for nobody known. */
export function SignInPage() {
  const { t } = useTranslation();
  const session = useSession();
  const isKnown = session !== undefined && session.kind !== "nobody";
  return (
    <Page title={t("access.signIn")} lead={t("access.lead")}>
      <div className="sign-in">
        <Section title={t("access.byPassword")} hint={t("access.byPasswordHint")}>
          <PasswordForm />
        </Section>
        {isKnown ? (
          <Section title={t("access.operator")} hint={t("access.operatorHint")}>
            <OperatorForm />
          </Section>
        ) : null}
        {session?.demo === true ? (
          <Section title={t("access.demoTitle")} hint={t("access.demoHint")}>
            <p className="section-body">{t("access.demoSecrets")}</p>
          </Section>
        ) : null}
      </div>
    </Page>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const { signIn } = useSessionChange();
  const attempt = useAttempt();
  const leave = useLeave();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(signIn(login, password)).then((done) => {
      setPassword("");
      if (done) leave();
    });
  };
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <TextInput
        label={t("access.login")}
        value={login}
        autoComplete="username"
        required
        autoFocus
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <TextInput
        type="password"
        label={t("access.password")}
        value={password}
        autoComplete="current-password"
        required
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={attempt.isBusy}>
        {t("access.signIn")}
      </Button>
      {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
    </form>
  );
}
