/** A form that sends one command: its fields, a signature where needed, and what came of it. */
import { type FormEvent, type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { useCommand } from "./use-command.ts";
import "./command.css";

interface CommandFormProps {
  /** Of the button. */
  readonly label: string;
  /** Below /api/v1. */
  readonly path: string;
  /** The body of the fields; `undefined` where there is nothing to send. */
  readonly body: (fields: FormData) => object | undefined;
  /** What the signature means, where the command is signed. */
  readonly meaning?: "approved" | "released" | "rejected";
  readonly isFinal?: boolean;
  readonly isDisabled?: boolean;
  readonly onDone?: () => void;
  readonly children?: ReactNode;
}

/** Empties itself when the gateway has done it. */
export function CommandForm(props: CommandFormProps) {
  const command = useCommand();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const body = props.body(fields);
    if (body === undefined) return;
    const signature = signatureOf(fields, props.meaning);
    if (await command.send(props.path, { ...body, ...signature })) {
      form.reset();
      props.onDone?.();
    }
  };
  return (
    <form className="command" onSubmit={(event) => void submit(event)}>
      {props.children}
      {props.meaning === undefined ? null : <SignFields />}
      <button
        type="submit"
        className={props.isFinal === true ? "command-button is-final" : "command-button"}
        disabled={command.isBusy || props.isDisabled === true}
      >
        {props.label}
      </button>
      {command.told === undefined ? null : (
        <p className="command-told" role={command.told.isFault ? "alert" : "status"}>
          {command.told.text}
        </p>
      )}
    </form>
  );
}

function signatureOf(fields: FormData, meaning: CommandFormProps["meaning"]): object {
  const secret = textOf(fields, "secret");
  const name = textOf(fields, "signer");
  if (meaning === undefined || secret === undefined) return {};
  return { signature: { meaning, secret, ...(name === undefined ? {} : { name }) } };
}

/** The text of a field; undefined for an empty one, which is not sent. */
export function textOf(fields: FormData, name: string): string | undefined {
  const text = String(fields.get(name) ?? "").trim();
  return text === "" ? undefined : text;
}

function SignFields() {
  const { t } = useTranslation();
  return (
    <>
      <Field name="signer" label={t("command.name")} autoComplete="username" />
      <Field name="secret" label={t("command.secret")} type="password" />
    </>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "password" | "number" | "date" | "datetime-local";
  /** What it holds at first. */
  readonly value?: string | undefined;
  readonly isNeeded?: boolean;
  readonly isWide?: boolean;
  readonly autoComplete?: string;
}

/** A labelled field; the label is always there. */
export function Field(props: FieldProps) {
  const id = useId();
  const { name, label, type = "text", isNeeded = false, isWide = false } = props;
  return (
    <label className={isWide ? "command-field is-wide" : "command-field"} htmlFor={id}>
      <span>{label}</span>
      <input
        id={id}
        name={name}
        type={type}
        required={isNeeded}
        maxLength={1_000}
        defaultValue={props.value}
        autoComplete={props.autoComplete ?? "off"}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChange?: (value: string) => void;
}

/** A labelled choice; the first option is chosen. */
export function Choice({ name, label, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <label className="command-field" htmlFor={id}>
      <span>{label}</span>
      <select id={id} name={name} onChange={(event) => onChange?.(event.currentTarget.value)}>
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
