import { Money } from "@saunter/ui/components/money";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { nameDocument } from "../../parts/receipt/name-document.ts";
import { listNumbers, numberOf } from "../../parts/receipt/receipt-card.tsx";
import { type Receipt, wordClaim, wordDecision } from "../../parts/receipt/receipt-words.ts";
import { words } from "../../words.ts";

interface PartProps {
  readonly receipt: Receipt;
}

/** What of the total is tax, by rate; and what offers took off. */
export function TaxList({ receipt }: PartProps) {
  const texts = words.texts.receipts.chosen;
  const { taxes, currency, saunter } = receipt;
  if (taxes.length + saunter.offers.length === 0) return null;
  return (
    <dl class="pad receipt-taxes small">
      {saunter.offers.map(({ offerId, name, discountMinor }) => (
        <div key={offerId}>
          <dt>{texts.offer(name)}</dt>
          <dd>
            <Money amountMinor={-discountMinor} currency={currency} />
          </dd>
        </div>
      ))}
      {taxes.map(({ label, categoryCode, rate, taxableMinor, taxMinor }) => (
        <div key={`${categoryCode} ${rate}`}>
          <dt>{texts.tax(label, <Money amountMinor={taxableMinor} currency={currency} />)}</dt>
          <dd>
            <Money amountMinor={taxMinor} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What shoppers say is wrong, and what was decided. */
export function DisputeList({ receipt }: PartProps) {
  const texts = words.texts.receipts.disputes;
  const { disputes } = receipt.saunter;
  if (disputes.length === 0) return null;
  return (
    <section class="card" aria-label={texts.title}>
      <header>
        <h2>{texts.title}</h2>
      </header>
      <ul class="receipt-rows">
        {disputes.map((dispute) => {
          const { disputeId, itemName, worthMinor, disputedMs, isGranted } = dispute;
          const { tone, text } = wordDecision(dispute);
          return (
            <li key={disputeId}>
              <div>
                <p>
                  <strong>{itemName}</strong>: {wordClaim(dispute)}
                </p>
                <p class="soft small">
                  <Time timestampMs={disputedMs} style="date-time" />
                  {isGranted === null ? (
                    <>
                      {" · "}
                      <a href={`/console/review?of=contest:${disputeId}`}>{texts.review}</a>
                    </>
                  ) : null}
                </p>
              </div>
              <Status tone={tone}>{text}</Status>
              <span class="money-amount">
                <Money amountMinor={worthMinor} currency={receipt.currency} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What was issued when, and the forms in which the last of it can be had. */
export function DocumentList({ receipt }: PartProps) {
  const texts = words.texts.receipts.documents;
  const { number } = words.texts.receipts;
  const { saunter, currency } = receipt;
  const { visitId, draftedMs, finalMs, corrections } = saunter;
  return (
    <section class="card" aria-label={texts.title}>
      <header>
        <h2>{texts.title}</h2>
        <nav class="row" aria-label={texts.formats}>
          {[
            [".html", texts.page] as const,
            [".pdf", "PDF"] as const,
            [".json", "JSON"] as const,
          ].map(([suffix, name]) => (
            <a
              key={suffix}
              href={`/v1/receipts/${visitId}${suffix}`}
              target="_blank"
              rel="noreferrer"
            >
              {name}
            </a>
          ))}
        </nav>
      </header>
      <ol class="receipt-rows">
        <li>
          <p>{texts.draft}</p>
          <Time timestampMs={draftedMs} style="date-time" />
          <span />
        </li>
        {finalMs === null ? null : (
          <li>
            <p>{number(numberOf(receipt)!)}</p>
            <Time timestampMs={finalMs} style="date-time" />
            <span />
          </li>
        )}
        {corrections.map((correction) => (
          <li key={correction.documentNumber}>
            <p>{texts.correction(nameDocument(correction.documentNumber, listNumbers(receipt)))}</p>
            <Time timestampMs={correction.correctedMs} style="date-time" />
            <span class="money-amount">
              <Money amountMinor={correction.differenceMinor} currency={currency} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
