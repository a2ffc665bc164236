import { words } from "../words.ts";
import { SumRow } from "./lines.tsx";
import type { Receipt } from "./receipt-source.ts";

type Payment = Receipt["payments"][number];

/** What was paid how, what came back, and what is still open. */
export function Payments({ receipt }: { readonly receipt: Receipt }) {
  const t = words.texts.receipt;
  const { currency, payments, saunter, documentNumber } = receipt;
  const { owedMinor, waivedMinor } = saunter;
  const owed = documentNumber === null ? t.dueWhenFinal : t.owed;
  const rows: readonly (readonly [label: string, amountMinor: number, isWrong: boolean])[] = [
    ...payments.flatMap((one) => [
      [t.paid(nameMeans(one)), one.paidMinor, false] as const,
      [t.refunded(nameMeans(one)), -one.refundedMinor, false] as const,
    ]),
    [t.waived, waivedMinor, false],
    [owed, Math.max(0, owedMinor), documentNumber !== null],
    [t.refundDue, Math.min(0, owedMinor), false],
  ];
  const shown = rows.filter(([, amountMinor]) => amountMinor !== 0);
  if (shown.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{t.payment}</h2>
      <ul class="lines">
        {shown.map(([label, amountMinor, isWrong]) => (
          <SumRow
            key={label}
            label={label}
            amountMinor={amountMinor}
            currency={currency}
            kind={isWrong ? "wrong" : "plain"}
          />
        ))}
      </ul>
    </section>
  );
}

/** By the codes of UNTDID 4461, as receipts have them. */
function nameMeans({ meansCode, cardLastFour, accountName, balanceKind }: Payment): string {
  const t = words.texts.receipt;
  if (balanceKind) return t.balances[balanceKind](cardLastFour ?? "");
  if (meansCode === "10") return t.cash;
  return meansCode === "48" ? t.card(cardLastFour ?? "") : (accountName ?? t.account);
}
