/** Moves a record of controlled data on, signed where the step asks for it. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery, useSession } from "../../app/session.ts";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import type { Step } from "./controlled-queries.ts";
import { useStatusWord } from "./use-status-word.ts";

const MEANINGS = ["approved", "released", "authored", "reviewed", "rejected"] as const;

interface StepFormProps {
  /** What it can become now. */
  readonly next: readonly string[];
  readonly expectedVersion: number;
  /** Throws ApiError; what is refused is shown with what to do. */
  readonly onStep: (step: Step) => Promise<unknown>;
}

/** Nothing where there is no way on. */
export function StepForm({ next, expectedVersion, onStep }: StepFormProps) {
  const { t } = useTranslation();
  const statusWord = useStatusWord();
  const client = useQueryClient();
  const [meaning, setMeaning] = useState<string>("");
  const needsName = useSession()?.signing === "name-and-secret";
  const onSuccess = async () => {
    await client.invalidateQueries({ queryKey: ["controlled"] });
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const step = useMutation({ mutationFn: onStep, onSuccess });
  if (next.length === 0) return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    step.mutate(readStep(new FormData(event.currentTarget), expectedVersion));
  };
  return (
    <form className="step-form" onSubmit={submit}>
      <NativeSelect
        name="to"
        label={t("limitSets.to")}
        data={next.map((value) => ({ value, label: statusWord(value) }))}
      />
      <NativeSelect
        name="meaning"
        label={t("limitSets.signedAs")}
        value={meaning}
        onChange={(event) => setMeaning(event.currentTarget.value)}
        data={[
          { value: "", label: t("limitSets.unsigned") },
          ...MEANINGS.map((value) => ({ value, label: t(`meaning.${value}`) })),
        ]}
      />
      {meaning === "" ? null : (
        <>
          {needsName ? (
            <TextInput name="name" label={t("access.login")} autoComplete="off" required />
          ) : null}
          <TextInput
            type="password"
            name="secret"
            label={t("limitSets.secret")}
            description={t("limitSets.secretHint")}
            autoComplete="off"
            required
          />
        </>
      )}
      <TextInput
        name="reason"
        label={t("limitSets.reason")}
        description={t("limitSets.reasonHint")}
      />
      <Button type="submit" variant="default" loading={step.isPending}>
        {t("limitSets.move")}
      </Button>
      {step.isError ? <ProblemPanel error={step.error} /> : null}
    </form>
  );
}

function readStep(form: FormData, expectedVersion: number): Step {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const [meaning, reason, name] = [text("meaning"), text("reason"), text("name")];
  const secret = String(form.get("secret") ?? "");
  const who = name === "" ? {} : { name };
  return {
    ...{ to: text("to"), expectedVersion },
    ...(reason === "" ? {} : { reason }),
    ...(meaning === "" ? {} : { signature: { meaning, secret, ...who } }),
  };
}
