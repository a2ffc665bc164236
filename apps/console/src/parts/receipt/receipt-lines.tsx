import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { words } from "../../words.ts";
import { formatNet } from "../grams.ts";
import { joinPlain } from "../lists.ts";
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
  const texts = words.texts.parts.receipt;
  const lines = listLines(receipt);
  const { currency, totals } = receipt;
  return (
    <div class="table-scroll">
      <table class="table receipt-lines">
        <caption class="unseen">{texts.lines}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.item}</th>
            <th scope="col">{texts.certainty}</th>
            <th scope="col" class="number">
              {texts.amount}
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
                <Certainty probability={line.probability} of={texts.lineSure} />
              </td>
              <td class="number">
                <Money amountMinor={line.payableMinor} currency={currency} />
              </td>
            </tr>
          ))}
          {lines.length === 0 ? (
            <tr>
              <td colSpan={3} class="soft">
                {texts.noItems}
              </td>
            </tr>
          ) : null}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {texts.total}
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
  const texts = words.texts.parts.receipt;
  const parts = [
    netG === null ? null : texts.weighed(formatNet(netG), write(kilogramMinor ?? 0)),
    quantity === 1 ? null : texts.each(write(unitMinor)),
    depositMinor === 0 ? null : texts.deposit(write(depositMinor)),
    discountMinor === 0 ? null : texts.discount(write(discountMinor), joinPlain(offers)),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : <span class="soft small">{parts.join(" · ")}</span>;
}

interface LineOriginProps {
  readonly line: LineView;
  readonly visitId: string;
}

/** Its tax, and what speaks for it: the visit's page shows it, with what is kept of it. */
function LineOrigin({ line, visitId }: LineOriginProps) {
  const texts = words.texts.parts.receipt;
  const { tax, evidenceIds } = line;
  return (
    <span class="soft small line-evidence">
      <bdi>{tax}</bdi>
      {" · "}
      {evidenceIds.length === 0 ? texts.byReviewer : `${texts.evidence} `}
      {evidenceIds.map((evidenceId, at) => (
        // What tells them apart comes after the run, of which a visit has one as a rule.
        <span key={evidenceId}>
          {at === 0 ? "" : texts.comma}
          <a
            href={`/console/visits/${visitId}?evidence=${encodeURIComponent(evidenceId)}`}
            title={texts.openEvidence(at + 1)}
          >
            {at + 1}
          </a>
        </span>
      ))}
    </span>
  );
}
