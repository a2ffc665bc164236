import { useLocale } from "@saunter/ui/components/locale";
import { Status, type Tone } from "@saunter/ui/components/status";
import { formatKilograms, formatMoney, formatTime } from "@saunter/ui/format";
import { words } from "../words.ts";
import type { Receipt } from "./receipt-source.ts";

/** What was said against the receipt, what became of it, and what was corrected. */
export function Said({ receipt }: { readonly receipt: Receipt }) {
  const t = words.texts.receipt;
  const { locale } = useLocale();
  const { disputes, corrections } = receipt.saunter;
  if (disputes.length === 0 && corrections.length === 0) return null;
  return (
    <section class="stack tight" aria-live="polite">
      <h2>{t.disputes}</h2>
      <ul class="said">
        {disputes.map(({ disputeId, kind, itemName, claimedG, claimedQuantity, isGranted }) => (
          <li key={disputeId}>
            <span>
              {claimedG === undefined
                ? t.said[kind](itemName, claimedQuantity)
                : t.said.weight(itemName, formatKilograms(claimedG, locale))}
            </span>
            <Outcome isGranted={isGranted} />
          </li>
        ))}
      </ul>
      {corrections.length === 0 ? null : <Corrections receipt={receipt} />}
    </section>
  );
}

function Outcome({ isGranted }: { readonly isGranted: boolean | null }) {
  const t = words.texts.receipt;
  const [tone, text]: [Tone, string] =
    isGranted === null
      ? ["warning", t.open]
      : isGranted
        ? ["sure", t.granted]
        : ["wrong", t.refused];
  return <Status tone={tone}>{text}</Status>;
}

function Corrections({ receipt: { saunter, currency } }: { readonly receipt: Receipt }) {
  const t = words.texts.receipt;
  const { locale, timeZone } = useLocale();
  const tell = (differenceMinor: number): string => {
    const amount = formatMoney(Math.abs(differenceMinor), currency, locale);
    if (differenceMinor === 0) return t.same;
    return differenceMinor < 0 ? t.less(amount) : t.more(amount);
  };
  return (
    <>
      <h3>{t.corrections}</h3>
      <ul class="said">
        {saunter.corrections.map(({ documentNumber, correctedMs, differenceMinor }) => (
          <li key={documentNumber}>
            <span>
              {t.number(documentNumber)} · {formatTime(correctedMs, "date-time", locale, timeZone)}
            </span>
            <span>{tell(differenceMinor)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
