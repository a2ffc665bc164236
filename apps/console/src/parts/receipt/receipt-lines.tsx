import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { formatNet } from "../grams.ts";
import { type LineView, listLines, type Receipt } from "./receipt-words.ts";
import "./receipt.css";

interface ReceiptLinesProps {
  readonly receipt: Receipt;
  /** With tax and evidence of each line. */
  readonly isWhole?: boolean;
  /** What can be done with a line, or is known of it besides. */
  readonly more?: (line: LineView) => ComponentChildren;
}

/** What is charged, each line with how sure it is. */
export function ReceiptLines({ receipt, isWhole = false, more }: ReceiptLinesProps) {
  const lines = listLines(receipt);
  const { currency, totals } = receipt;
  return (
    <div class="table-scroll">
      <table class="table receipt-lines">
        <caption class="unseen">Lines of the receipt</caption>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Certainty</th>
            <th scope="col" class="number">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineId}>
              <th scope="row">
                <span class="two-lines" title={line.name}>
                  {line.quantity} × {line.name}
                </span>
                <LineNote line={line} currency={currency} />
                {isWhole ? <LineOrigin line={line} visitId={receipt.saunter.visitId} /> : null}
                {more?.(line)}
              </th>
              <td>
                <Certainty probability={line.probability} of="how sure we are of this item" />
              </td>
              <td class="number">
                <Money amountMinor={line.payableMinor} currency={currency} />
              </td>
            </tr>
          ))}
          {lines.length === 0 ? (
            <tr>
              <td colSpan={3} class="soft">
                No items.
              </td>
            </tr>
          ) : null}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              Total
            </th>
            <td class="number">
              <Money amountMinor={totals.grossMinor + totals.roundingMinor} currency={currency} />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** What makes up the price of a line, where it is more than one price. */
function LineNote({ line, currency }: { readonly line: LineView; readonly currency: string }) {
  const { locale } = useLocale();
  const { quantity, netG, kilogramMinor, unitMinor, depositMinor, discountMinor, offers } = line;
  const write = (amountMinor: number): string => formatMoney(amountMinor, currency, locale);
  const parts = [
    netG === null ? null : `${formatNet(netG)} net × ${write(kilogramMinor ?? 0)} per kg`,
    quantity === 1 ? null : `${write(unitMinor)} each`,
    depositMinor === 0 ? null : `deposit ${write(depositMinor)}`,
    discountMinor === 0 ? null : `${write(discountMinor)} off: ${offers.join(", ")}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : <span class="soft small">{parts.join(" · ")}</span>;
}

interface LineOriginProps {
  readonly line: LineView;
  readonly visitId: string;
}

/** Its tax, and what speaks for it: the visit's page shows it, with what is kept of it. */
function LineOrigin({ line, visitId }: LineOriginProps) {
  const { tax, evidenceIds } = line;
  return (
    <span class="soft small line-evidence">
      {tax}
      {evidenceIds.length === 0 ? " · decided by a reviewer" : " · evidence "}
      {evidenceIds.map((evidenceId, at) => (
        // What tells them apart comes after the run, of which a visit has one as a rule.
        <span key={evidenceId}>
          {at === 0 ? "" : ", "}
          <a
            href={`/console/visits/${visitId}?evidence=${encodeURIComponent(evidenceId)}`}
            title={`Open evidence ${at + 1}`}
          >
            {at + 1}
          </a>
        </span>
      ))}
    </span>
  );
}
