import type { ScreenLine } from "@saunter/protocol/smart-cart/screen";
import { Button } from "@saunter/ui/components/button";
import { Icon } from "@saunter/ui/components/icon";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status, type Tone } from "@saunter/ui/components/status";
import { formatMoney } from "@saunter/ui/format";
import { Minus, Plus, Trash2, Undo2 } from "lucide";
import { formatWeight } from "../amounts.ts";
import { QUANTITY_MAX } from "../limits.ts";
import { sendAct, state } from "../session.ts";
import { words } from "../words.ts";
import { AvoidedMark } from "./avoided-mark.tsx";
import { DietMark } from "./diet-mark.tsx";

const TONES: Readonly<Record<ScreenLine["presence"], Tone>> = {
  inside: "sure",
  expected: "now",
  "taken-out": "warning",
  "other-goods": "warning",
  unknown: "plain",
};

interface LineProps {
  readonly line: ScreenLine;
  readonly isNew: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** A line of the bill; a touch shows what can be done with it. */
export function Line({ line, isNew, isOpen, onToggle }: LineProps) {
  const { lineId, name, gtin, presence, allergens, ageMin } = line;
  const texts = words.texts.cart;
  const remove = () => sendAct({ kind: "remove-line", lineId });
  return (
    <li class={isNew ? "cart-line new" : "cart-line"}>
      <div class="cart-line-row">
        <button type="button" class="cart-line-head" aria-expanded={isOpen} onClick={onToggle}>
          <ProductTile gtin={gtin} name={name} />
          <span class="cart-line-text">
            <strong dir="auto">{name}</strong>
            <PriceNote line={line} />
            <span class="cart-marks">
              <Status tone={TONES[presence]}>{texts.presence[presence]}</Status>
              {ageMin === null ? null : <Status tone="staff">{texts.age(ageMin)}</Status>}
              <AvoidedMark allergens={allergens} />
              <DietMark gtin={gtin} />
            </span>
          </span>
          <strong class="cart-line-price">
            <Payable line={line} />
          </strong>
        </button>
        {isNew ? (
          <Button onPress={remove} aria-label={`${words.texts.undo}: ${name}`}>
            <Icon node={Undo2} size={28} />
            {words.texts.undo}
          </Button>
        ) : null}
      </div>
      {isOpen ? <LineActs line={line} onRemove={remove} /> : null}
    </li>
  );
}

interface LineActsProps {
  readonly line: ScreenLine;
  readonly onRemove: () => Promise<boolean>;
}

function LineActs({ line: { lineId, name, quantity, weightG }, onRemove }: LineActsProps) {
  const texts = words.texts.cart;
  const change = (by: number) => sendAct({ kind: "set-quantity", lineId, quantity: quantity + by });
  return (
    <div class="cart-line-acts">
      {weightG !== null ? null : (
        <>
          <Button
            aria-label={texts.fewer(name)}
            disabled={quantity <= 1}
            onPress={() => change(-1)}
          >
            <Icon node={Minus} size={28} />
          </Button>
          <output>{quantity}</output>
          <Button
            aria-label={texts.more(name)}
            disabled={quantity >= QUANTITY_MAX}
            onPress={() => change(1)}
          >
            <Icon node={Plus} size={28} />
          </Button>
        </>
      )}
      <Button kind="grave" onPress={onRemove}>
        <Icon node={Trash2} size={28} />
        {texts.remove}
      </Button>
    </div>
  );
}

function Payable({ line: { unitMinor, payableMinor } }: { readonly line: ScreenLine }) {
  const { currency } = state.value!.bill;
  if (unitMinor === null || currency === null) return <>{words.texts.cart.noPrice}</>;
  return <Money amountMinor={payableMinor} currency={currency} />;
}

function PriceNote({ line }: { readonly line: ScreenLine }) {
  const { locale } = useLocale();
  const { bill, scale } = state.value!;
  const { unitMinor, weightG, quantity } = line;
  if (unitMinor === null || bill.currency === null) return null;
  const texts = words.texts.cart;
  const unit = formatMoney(unitMinor, bill.currency, locale);
  if (weightG !== null) {
    return (
      <span>
        {formatWeight(weightG, scale.divisionG, locale)} · {texts.perKilogram(unit)}
      </span>
    );
  }
  // The price of one stands beside it.
  if (quantity === 1) return null;
  const count = new Intl.NumberFormat(locale).format(quantity);
  return (
    <span>
      {count} × {texts.each(unit)}
    </span>
  );
}
