import { Money } from "@saunter/ui/components/money";
import { Ago } from "@saunter/ui/components/time";
import { reviewsWaiting } from "../../reviews-waiting.ts";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import type { QueueRow } from "./review-types.ts";
import { wordKind } from "./review-words.ts";

const SHOWN_MAX = 4;

/** What comes then: due first, and of that what is worth most. */
export function QueueAside({ rows }: { readonly rows: readonly QueueRow[] }) {
  if (rows.length === 0) return null;
  const texts = words.texts.review.queue;
  // Of many the first alone are known; the selected one is none of them.
  const then = Math.max(rows.length, (reviewsWaiting.value ?? 0) - 1);
  const more = then - SHOWN_MAX;
  return (
    <section class="review-queue small" aria-label={texts.title}>
      <h3>{texts.title}</h3>
      <ol aria-label={texts.title}>
        {rows.slice(0, SHOWN_MAX).map(({ reviewId, kind, worthMinor, dueMs }) => (
          <li key={reviewId}>
            <span>{wordKind(kind)}</span>
            <span class="soft">
              {worthMinor === 0 ? null : <Money amountMinor={worthMinor} currency={currencyOf()} />}
            </span>
            <span class="soft end">{texts.due(<Ago timestampMs={dueMs} />)}</span>
          </li>
        ))}
      </ol>
      {more > 0 ? <p class="soft">{texts.more(more)}</p> : null}
    </section>
  );
}
