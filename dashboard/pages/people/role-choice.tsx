import { useTranslation } from "react-i18next";
import { useWord } from "../../parts/use-word.ts";

interface RoleChoiceProps<Choice extends string> {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: readonly Choice[];
  readonly onChange: (value: readonly Choice[]) => void;
}

/** Roles, any number of them. */
export function RoleChoice<Choice extends string>(props: RoleChoiceProps<Choice>) {
  const { label, choices, value, onChange } = props;
  const { t } = useTranslation();
  const word = useWord();
  return (
    <fieldset className="role-choice">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice}>
          <input
            type="checkbox"
            checked={value.includes(choice)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...value, choice]
                  : value.filter((other) => other !== choice),
              )
            }
          />
          {word("role", choice)}
        </label>
      ))}
      {value.length === 0 ? <p className="muted">{t("app.none")}</p> : null}
    </fieldset>
  );
}
