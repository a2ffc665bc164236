import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { readDecimal, writeDecimal } from "@saunter/ui/decimal";
import { useState } from "preact/hooks";
import { listScheduled, type TimedPrice } from "./product-item.ts";
import { useToday } from "./use-today.ts";
import { WrittenAmount } from "./written-amount.tsx";

interface ScheduledPricesProps {
  /** Of all times; those of the past stay. */
  readonly prices: readonly TimedPrice[];
  readonly unit: string;
  readonly fault: string | null;
  readonly onPrices: (prices: readonly TimedPrice[]) => void;
}

/** Prices that begin on a day to come. */
export function ScheduledPrices({ prices, unit, fault, onPrices }: ScheduledPricesProps) {
  const { locale } = useLocale();
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
      <legend>Scheduled prices</legend>
      <ul class="refused-items">
        {listScheduled(prices, today).map((one) => (
          <li key={`${one.from} ${one.price}`} class="row">
            <WrittenAmount text={String(one.price)} /> from {one.from}
            {one.until === undefined ? null : ` until ${one.until}`}
            <Button
              kind="bare"
              aria-label={`Remove the price from ${one.from}`}
              onPress={() => onPrices(prices.filter((other) => other !== one))}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <div class="form-grid">
        <Field
          label={`Next price, ${unit}`}
          inputMode="decimal"
          value={text}
          onValue={setText}
          fault={
            isWrong ? `Price must be a number such as ${writeDecimal("2.79", locale)}.` : fault
          }
        />
        <Field label="From" type="date" value={from} onValue={setFrom} />
        <Field label="Until (optional)" type="date" value={until} onValue={setUntil} />
      </div>
      <div class="row">
        <Button disabled={price === null || from <= today} onPress={add}>
          Add scheduled price
        </Button>
        {from !== "" && from <= today ? <span class="fault">Choose a day after today.</span> : null}
      </div>
    </fieldset>
  );
}
