/** A change of operator: a badge is scanned into the first field, and needs no button. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSessionChange } from "../../app/session.ts";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { useAttempt } from "./use-attempt.ts";
import { useLeave } from "./use-leave.ts";

/** By badge, or by name and PIN. */
export function OperatorForm() {
  const { t } = useTranslation();
  const { changeOperator } = useSessionChange();
  const attempt = useAttempt();
  const leave = useLeave();
  const [badge, setBadge] = useState("");
  const [login, setLogin] = useState("");
  const [pin, setPin] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const proof = badge === "" ? { login, pin } : { badge };
    void attempt.run(changeOperator(proof)).then((done) => {
      setBadge("");
      setPin("");
      if (done) leave();
    });
  };
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <TextInput
        type="password"
        label={t("access.badge")}
        value={badge}
        autoComplete="off"
        onChange={(event) => setBadge(event.currentTarget.value)}
      />
      <TextInput
        label={t("access.login")}
        value={login}
        autoComplete="off"
        required={badge === ""}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <TextInput
        type="password"
        label={t("access.pin")}
        value={pin}
        autoComplete="off"
        inputMode="numeric"
        required={badge === ""}
        onChange={(event) => setPin(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={attempt.isBusy}>
        {t("access.changeOperator")}
      </Button>
      {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
    </form>
  );
}
