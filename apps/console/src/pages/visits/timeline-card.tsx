import { useLocale } from "@saunter/ui/components/locale";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { words } from "../../words.ts";
import { listDocuments, type Visit, wordEvent } from "./visit-words.ts";

/** What has become of the visit, its receipt and its money, the first thing first. */
export function TimelineCard({ visit }: { readonly visit: Visit }) {
  const { title } = words.texts.visits.timeline;
  const { locale } = useLocale();
  const documents = listDocuments(visit.timeline);
  const lines = visit.timeline.flatMap((event) => {
    const line = wordEvent(event, locale, documents);
    return line === null ? [] : [{ event, line }];
  });
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <ol class="timeline">
        {lines.map(({ event, line: { tone, text, more } }) => (
          <li key={event.id}>
            <Time timestampMs={event.atMs} style="time-seconds" />
            <Status tone={tone}>{text}</Status>
            {more === null ? null : <span class="soft small">{more}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
