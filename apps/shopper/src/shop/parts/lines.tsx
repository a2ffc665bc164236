import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { PicturesProvider, ProductTile } from "@saunter/ui/components/product-tile";
import { formatKilograms, formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { words } from "../words.ts";
import { pictures } from "./pictures.ts";

/** A line of a cart or a receipt. */
export interface ShownLine {
  readonly lineId: string;
  /** Null of what is no product. */
  readonly gtin: string | null;
  readonly name: string;
  readonly quantity: number;
  /** Of goods by weight alone: what one weighing says, and the price of a kilogram. */
  readonly weighing?: { readonly netG: number };
  readonly kilogramMinor?: number;
  readonly unitMinor: number;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly payableMinor: number;
  readonly probability: number;
}

interface LinesProps {
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** Rows of lines and sums; products have their pictures here. */
export function Lines({ label, children }: LinesProps) {
  return (
    <PicturesProvider value={pictures}>
      <ul class="lines" aria-label={label}>
        {children}
      </ul>
    </PicturesProvider>
  );
}

interface LineRowProps {
  readonly line: ShownLine;
  readonly currency: string;
  readonly sureText: string;
  readonly isFresh?: boolean;
  /** What can be done with the line. */
  readonly children?: ComponentChildren;
}

export function LineRow({ line, currency, sureText, isFresh = false, children }: LineRowProps) {
  const { locale } = useLocale();
  const { name, quantity, unitMinor, probability } = line;
  const note = wordPrice(line, currency, locale);
  return (
    <li class={isFresh ? "line fresh" : "line"}>
      <ProductTile gtin={line.gtin ?? ""} name={name} />
      <span class="count">{new Intl.NumberFormat(locale).format(quantity)} ×</span>
      <span class="what">
        <bdi class="name" title={name}>
          {name}
        </bdi>
        {note === null ? null : <span class="soft small">{note}</span>}
      </span>
      <Certainty probability={probability} of={sureText} compact />
      <span class="amount">
        {/* Before offers and deposits, which have rows of their own. */}
        <Money amountMinor={quantity * unitMinor} currency={currency} />
      </span>
      {children}
    </li>
  );
}

/** Net weight and price of a kilogram of goods by weight, and the price of one where there are more. */
function wordPrice(line: ShownLine, currency: string, locale: string): string | null {
  const { kilogramMinor, quantity, unitMinor, weighing } = line;
  const texts = words.texts.cart;
  const write = (amountMinor: number): string => formatMoney(amountMinor, currency, locale);
  const each = quantity === 1 ? [] : [texts.each(write(unitMinor))];
  const weighed =
    weighing === undefined || kilogramMinor === undefined
      ? []
      : [texts.weighed(formatKilograms(weighing.netG, locale), write(kilogramMinor))];
  return [...weighed, ...each].join(" · ") || null;
}

interface SumRowProps {
  readonly label: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly kind?: "plain" | "main" | "wrong";
}

export function SumRow({ label, amountMinor, currency, kind = "plain" }: SumRowProps) {
  return (
    <li class={`sum ${kind}`}>
      <bdi class="what">{label}</bdi>
      <span class="amount">
        <Money amountMinor={amountMinor} currency={currency} />
      </span>
    </li>
  );
}
