/** Somebody new: the person sets both secrets by the link that is shown here once. */
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeApi } from "../../app/api.ts";
import { peopleQuery } from "../../app/who/people.ts";
import { Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { useAttempt } from "../sign-in/use-attempt.ts";
import { ROLES, type Role } from "./people-queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { ShownOnce } from "./shown-once.tsx";

const EMPTY = { id: "", login: "", printedName: "" };

/** For administrators. */
export function AddPerson() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [values, setValues] = useState(EMPTY);
  const [roles, setRoles] = useState<readonly Role[]>(["technician"]);
  const [link, setLink] = useState<string>();
  const set = (name: keyof typeof EMPTY) => (event: { currentTarget: { value: string } }) =>
    setValues({ ...values, [name]: event.currentTarget.value });
  const add = async () => {
    const { id, ...who } = values;
    const person = { ...who, roles, ...(id === "" ? {} : { id }) };
    const added = await changeApi("post", "/people", { body: person });
    setLink(`${location.origin}${added.link}`);
    setValues(EMPTY);
    await queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setLink(undefined);
    void attempt.run(add());
  };
  return (
    <Section title={t("people.add")} hint={t("people.addHint")}>
      <form className="sign-in-form people-form" onSubmit={submit}>
        <TextInput
          label={t("people.name")}
          value={values.printedName}
          autoComplete="off"
          required
          onChange={set("printedName")}
        />
        <TextInput
          label={t("access.login")}
          value={values.login}
          autoComplete="off"
          required
          onChange={set("login")}
        />
        <TextInput
          label={t("people.idOptional")}
          value={values.id}
          autoComplete="off"
          onChange={set("id")}
        />
        <RoleChoice label={t("people.roles")} choices={ROLES} value={roles} onChange={setRoles} />
        <Button type="submit" variant="default" disabled={attempt.isBusy || roles.length === 0}>
          {t("people.addNow")}
        </Button>
        {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
        {link === undefined ? null : (
          <ShownOnce title={t("people.linkTitle")} hint={t("people.linkHint")} value={link} />
        )}
      </form>
    </Section>
  );
}
