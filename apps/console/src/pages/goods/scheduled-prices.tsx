import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { readDecimal, writeDecimal } from "@saunter/ui/decimal";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { words } from "../../words.ts";
import { listScheduled, type TimedPrice } from "./product-item.ts";
import { useToday } from "./use-today.ts";
import { WrittenAmount } from "./written-amount.tsx";

interface ScheduledPricesProps {
  /** Of all times; those of the past stay. */
  readonly prices: readonly TimedPrice[];
  readonly unit: string;
  readonly fault: VNode | null;
  readonly onPrices: (prices: readonly TimedPrice[]) => void;
}

/** Prices that begin on a day to come. */
export function ScheduledPrices({ prices, unit, fault, onPrices }: ScheduledPricesProps) {
  const { locale } = useLocale();
  const t = words.texts.goods;
  const today = useToday();
  const [text, setText] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const price = readDecimal(text, locale);
  const isWrong = text.trim() !== "" && price === null;
  const add = (): void => {
    onPrices([...prices, { price: price!, from, ...(until === "" ? {} : { until }) }]);
    setText("");
    setFrom("");
    setUntil("");
  };
  return (
    <fieldset class="goods-choice">
      <legend>{t.prices.title}</legend>
      <ul class="refused-items">
        {listScheduled(prices, today).map((one) => (
          <li key={`${one.from} ${one.price}`} class="row">
            {t.prices.from(<WrittenAmount text={String(one.price)} />, one.from!)}
            {one.until === undefined ? null : ` ${t.untilDay(one.until)}`}
            <Button
              kind="bare"
              aria-label={t.prices.removeFrom(one.from!)}
              onPress={() => onPrices(prices.filter((other) => other !== one))}
            >
              {t.remove}
            </Button>
          </li>
        ))}
      </ul>
      <div class="form-grid">
        <Field
          label={t.prices.next(unit)}
          inputMode="decimal"
          value={text}
          onValue={setText}
          fault={isWrong ? t.priceWrong(writeDecimal("2.79", locale)) : fault}
        />
        <Field label={t.from} type="date" value={from} onValue={setFrom} />
        <Field label={t.prices.until} type="date" value={until} onValue={setUntil} />
      </div>
      <div class="row">
        <Button disabled={price === null || from <= today} onPress={add}>
          {t.prices.add}
        </Button>
        {from !== "" && from <= today ? <span class="fault">{t.prices.tooEarly}</span> : null}
      </div>
    </fieldset>
  );
}
