import { useLocale } from "@saunter/ui/components/locale";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { type Visit, wordEvent } from "./visit-words.ts";

/** What has become of the visit, its receipt and its money, the first thing first. */
export function TimelineCard({ visit }: { readonly visit: Visit }) {
  const { locale } = useLocale();
  const lines = visit.timeline.flatMap((event) => {
    const words = wordEvent(event, locale);
    return words === null ? [] : [{ event, words }];
  });
  return (
    <section class="card" aria-label="Timeline">
      <header>
        <h2>Timeline</h2>
      </header>
      <ol class="timeline">
        {lines.map(({ event, words: { tone, text, more } }) => (
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
