/** A remedy as the gateway words it: what stands between backticks is code to type or look for. */
export function RemedyText({ text }: { text: string }) {
  const parts = text.split("`");
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <code key={index} className="code">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  );
}
