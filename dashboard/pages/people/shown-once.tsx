import { TextInput } from "@mantine/core";

interface ShownOnceProps {
  readonly title: string;
  readonly hint: string;
  readonly value: string;
}

/** A link or a secret that is never shown again: selected whole when it is touched. */
export function ShownOnce({ title, hint, value }: ShownOnceProps) {
  return (
    <div className="shown-once" role="status">
      <TextInput
        label={title}
        description={hint}
        value={value}
        readOnly
        className="mono"
        onFocus={(event) => event.currentTarget.select()}
      />
    </div>
  );
}
