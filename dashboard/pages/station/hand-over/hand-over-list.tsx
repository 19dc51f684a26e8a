/** What the shift before left to say, and a note for the next one. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Problem, postApi, queryText, readApi } from "../../../app/api.ts";
import type { HandOverView, ListPage } from "../../../app/contract.ts";
import { usePersonName } from "../../../app/who/people.ts";
import { useLostSince } from "../../../live/use-live.ts";
import { inWords, titleInWords } from "../../../messages/refusals.ts";
import { RemedyText } from "../../../parts/remedy-text.tsx";
import { useTimeFormat } from "../../../parts/use-time.ts";
import "./hand-over.css";

/** The notes of a station that nobody of the next shift has acknowledged. */
export function handOversQuery(station: string) {
  return queryOptions({
    queryKey: ["hand-overs", station],
    queryFn: ({ signal }) => {
      const path = `/hand-overs${queryText({ station, state: "open", limit: 20 })}`;
      return readApi<ListPage<HandOverView>>(path, signal);
    },
    refetchInterval: 10_000,
  });
}

/** To be mounted where a shift starts. */
export function HandOverList({ station }: { readonly station: string }) {
  const { t } = useTranslation();
  const { problem, send } = useNotes(station);
  const isLost = useLostSince() !== undefined;
  const notes = useQuery(handOversQuery(station)).data?.items;
  return (
    <section className="hand-over" inert={isLost} aria-label={t("handOver.title")}>
      <h2>{t("handOver.title")}</h2>
      {notes?.length === 0 ? <p className="muted">{t("handOver.none")}</p> : null}
      <ul>
        {notes?.map((note) => (
          <Note
            key={note.id}
            note={note}
            onRead={() => send(`/hand-overs/${encodeURIComponent(note.id)}/acknowledge`, {})}
          />
        ))}
      </ul>
      <NoteForm
        onWrite={(text) => {
          const path = `/stations/${encodeURIComponent(station)}/hand-overs`;
          return send(path, { id: crypto.randomUUID(), text });
        }}
      />
      {problem === undefined ? null : (
        <p className="hand-over-problem" role="alert">
          <strong>{titleInWords(problem)}</strong>{" "}
          <RemedyText text={inWords(problem).remedy ?? ""} />
        </p>
      )}
    </section>
  );
}

function useNotes(station: string) {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<Problem>();
  const send = async (path: string, body: object) => {
    setProblem(undefined);
    try {
      await postApi(path, body);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem);
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: ["hand-overs", station] });
    }
  };
  return { problem, send };
}

function Note(props: { readonly note: HandOverView; readonly onRead: () => Promise<boolean> }) {
  const { t } = useTranslation();
  const format = useTimeFormat("date-time");
  const nameOf = usePersonName();
  const { text, writtenBy, writtenAt, shift } = props.note;
  return (
    <li className="hand-over-note">
      <p className="hand-over-text">{text}</p>
      <p className="muted">
        {t("handOver.from", { who: nameOf(writtenBy), time: format(writtenAt) })}
        {shift === undefined ? null : ` · ${t("handOver.shift", { shift })}`}
      </p>
      <button type="button" onClick={() => void props.onRead()}>
        {t("handOver.read")}
      </button>
    </li>
  );
}

function NoteForm({ onWrite }: { readonly onWrite: (text: string) => Promise<boolean> }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await onWrite(text.trim())) setText("");
  };
  return (
    <form className="hand-over-form" onSubmit={(event) => void submit(event)}>
      <label>
        <span>{t("handOver.write")}</span>
        <textarea
          rows={2}
          minLength={3}
          maxLength={2_000}
          required
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit">{t("handOver.send")}</button>
    </form>
  );
}
