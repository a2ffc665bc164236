import { Money } from "@saunter/ui/components/money";
import { RecentTime } from "@saunter/ui/components/time";
import { readToken } from "../read-token.ts";
import { type Found, goTo } from "../step.ts";
import { words } from "../words.ts";

/** Somebody has been here more than once. */
export function ChooseScreen({ found }: { readonly found: readonly Found[] }) {
  return (
    <div class="kiosk-narrow stack">
      <h1>{words.texts.choose.title}</h1>
      <ul class="kiosk-visits">
        {found.map(({ visitId, leftMs, totalMinor, currency, receiptUrl }) => (
          <li key={visitId}>
            <button
              type="button"
              class="button roomy wide"
              onClick={() => goTo({ at: "receipt", token: readToken(receiptUrl)! })}
            >
              <RecentTime timestampMs={leftMs} />
              <strong>
                <Money amountMinor={totalMinor} currency={currency} />
              </strong>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
