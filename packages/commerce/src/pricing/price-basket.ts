/** From what is in a cart to what it costs: prices, offers, deposits, tax. */
import { isWeighing, type Weighing } from "../cart/items.ts";
import { isCurrency } from "../money/currency.ts";
import { multiplyMinor, sumMinor } from "../money/money.ts";
import { accept, type Result, refuse } from "../refusal.ts";
import { computeTaxes, type TaxablePart, type Taxes } from "../tax/compute-taxes.ts";
import { findTaxRate, type TaxJurisdiction, type TaxRate } from "../tax/jurisdiction.ts";
import { findValid } from "../tax/validity.ts";
import { type AppliedOffers, applyOffers, type OfferedLine } from "./apply-offers.ts";
import { assertBasket } from "./assert-basket.ts";
import { LINES_MAX, QUANTITY_MAX, UNITS_MAX } from "./limits.ts";
import { isUnitAmount, selectOffers } from "./offers.ts";
import { priceWeighing } from "./price-weight.ts";
import type {
  BasketLine,
  BasketTotals,
  CatalogueProduct,
  PricedBasket,
  PricedLine,
  PricingInput,
} from "./pricing-types.ts";

/** A line with all that the catalogue and the jurisdiction say of it. */
interface KnownLine extends OfferedLine {
  readonly weighed: Pick<PricedLine, "kilogramMinor" | "weighing">;
  readonly taxRate: TaxRate;
  readonly depositMinor: number;
  readonly depositTaxRate: TaxRate | undefined;
}

/** A line whose offers are applied. */
interface DiscountedLine {
  readonly known: KnownLine;
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly offerIds: readonly string[];
}

function checkInput({ currency, pricedAtMs, lines }: PricingInput): Result<undefined> {
  if (!isCurrency(currency)) {
    return refuse("currency-mismatch", `${currency} is no currency of ISO 4217`);
  }
  if (!Number.isSafeInteger(pricedAtMs))
    return refuse("input-invalid", "the time is no whole number");
  if (lines.length > LINES_MAX) {
    return refuse("input-invalid", `a basket has ${LINES_MAX} lines at most`);
  }
  if (new Set(lines.map(({ lineId }) => lineId)).size < lines.length) {
    return refuse("input-invalid", "two lines have the same id");
  }
  let units = 0;
  for (const { lineId, quantity } of lines) {
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) {
      return refuse("quantity-invalid", `line ${lineId}: ${quantity} is not 1 to ${QUANTITY_MAX}`);
    }
    units += quantity;
  }
  return units > UNITS_MAX
    ? refuse("quantity-invalid", `a basket has ${UNITS_MAX} units at most`)
    : accept(undefined);
}

function findLine(line: BasketLine, input: PricingInput): Result<KnownLine> {
  const { products, pricedAtMs, isMember, jurisdiction } = input;
  const { lineId, gtin, quantity, weighing } = line;
  const product = products.get(gtin);
  if (product?.gtin !== gtin) {
    return refuse("product-unknown", `line ${lineId}: no product ${gtin}`);
  }
  const price = findValid(product.prices, pricedAtMs);
  if (price === undefined) return refuse("price-missing", `${gtin} has no price at ${pricedAtMs}`);
  const { amountMinor, memberAmountMinor = amountMinor } = price;
  const amounts = [amountMinor, memberAmountMinor, product.deposit?.amountMinor ?? 0];
  if (!amounts.every(isUnitAmount)) {
    return refuse("amount-invalid", `${gtin} has a price or deposit that is no amount`);
  }
  const priceMinor = isMember ? Math.min(amountMinor, memberAmountMinor) : amountMinor;
  const unitMinor = priceUnit(product, priceMinor, weighing);
  if (unitMinor === null || !isUnitAmount(unitMinor)) {
    return refuse("input-invalid", `line ${lineId}: ${gtin} is not sold like this`);
  }
  const taxRate = findTaxRate(jurisdiction, product.taxCategory, pricedAtMs);
  if (!taxRate.ok) return taxRate;
  const depositTaxRate =
    product.deposit === undefined
      ? undefined
      : findTaxRate(jurisdiction, product.deposit.taxCategory, pricedAtMs);
  if (depositTaxRate?.ok === false) return depositTaxRate;
  return accept({
    lineId,
    product,
    quantity,
    unitMinor,
    weighed: weighing === undefined ? {} : { weighing, kilogramMinor: priceMinor },
    taxRate: taxRate.value,
    depositMinor: multiplyMinor(product.deposit?.amountMinor ?? 0, quantity),
    depositTaxRate: depositTaxRate?.value,
  });
}

/** A unit's price, or a weighing's; null where the product is not sold so. */
function priceUnit(
  { priceOf }: CatalogueProduct,
  priceMinor: number,
  weighing: Weighing | undefined,
): number | null {
  if ((priceOf === "kilogram") !== (weighing !== undefined)) return null;
  if (weighing === undefined) return priceMinor;
  return isWeighing(weighing) ? priceWeighing(priceMinor, weighing) : null;
}

function findLines(input: PricingInput): Result<readonly KnownLine[]> {
  const found: KnownLine[] = [];
  for (const line of input.lines) {
    const known = findLine(line, input);
    if (!known.ok) return known;
    found.push(known.value);
  }
  return accept(found);
}

function discountLines(
  known: readonly KnownLine[],
  applied: AppliedOffers,
): readonly DiscountedLine[] {
  return known.map((line) => ({
    known: line,
    grossMinor: multiplyMinor(line.unitMinor, line.quantity),
    ...applied.lines.get(line.lineId)!,
  }));
}

/** What is taxed of a line: its goods and, where it has one, its deposit. */
function listParts({ known, grossMinor, discountMinor }: DiscountedLine): readonly TaxablePart[] {
  const { lineId, product, taxRate, depositMinor, depositTaxRate } = known;
  const goods: TaxablePart = {
    lineId,
    category: product.taxCategory,
    rate: taxRate.rate,
    label: taxRate.label,
    amountMinor: grossMinor - discountMinor,
  };
  if (product.deposit === undefined || depositTaxRate === undefined) return [goods];
  const deposit: TaxablePart = {
    lineId,
    category: product.deposit.taxCategory,
    rate: depositTaxRate.rate,
    label: depositTaxRate.label,
    amountMinor: depositMinor,
  };
  return [goods, deposit];
}

function priceLine(line: DiscountedLine, taxMinor: number): PricedLine {
  const { known, grossMinor, discountMinor, offerIds } = line;
  return {
    lineId: known.lineId,
    gtin: known.product.gtin,
    name: known.product.name,
    quantity: known.quantity,
    ...known.weighed,
    unitMinor: known.unitMinor,
    grossMinor,
    discountMinor,
    offerIds,
    depositMinor: known.depositMinor,
    taxCategory: known.product.taxCategory,
    taxRate: known.taxRate.rate,
    taxMinor,
    payableMinor: sumMinor([grossMinor, -discountMinor, known.depositMinor]),
  };
}

function sumTotals(
  lines: readonly PricedLine[],
  { rows }: Taxes,
  { pricesIncludeTax, totalStepMinor }: TaxJurisdiction,
): BasketTotals {
  const payableMinor = sumMinor(lines.map((line) => line.payableMinor));
  const taxMinor = sumMinor(rows.map((row) => row.taxMinor));
  const grossMinor = pricesIncludeTax ? payableMinor : sumMinor([payableMinor, taxMinor]);
  const overMinor = grossMinor % (totalStepMinor ?? 1);
  return {
    goodsMinor: sumMinor(lines.map((line) => line.grossMinor)),
    discountMinor: sumMinor(lines.map((line) => line.discountMinor)),
    depositMinor: sumMinor(lines.map((line) => line.depositMinor)),
    netMinor: pricesIncludeTax ? payableMinor - taxMinor : payableMinor,
    taxMinor,
    ...(totalStepMinor === undefined ? {} : { roundingMinor: 0 - overMinor }),
    totalMinor: grossMinor - overMinor,
  };
}

/**
 * The price of a basket, minor units of its currency. Members have members' prices and offers;
 * offers go to the best of the shopper, one at most on a unit, on goods and not on deposits; tax is
 * as the jurisdiction says, and where totals have a step, what is over is left off. Neither the order
 * of lines nor that of offers changes an amount.
 *
 * Refuses `currency-mismatch` (no currency), `input-invalid` (time, ids or number of lines),
 * `quantity-invalid`, `product-unknown`, `price-missing`, `amount-invalid`, `tax-unknown`,
 * `offer-invalid`. Throws where the result would not add up.
 */
export function priceBasket(input: PricingInput): Result<PricedBasket> {
  const checked = checkInput(input);
  if (!checked.ok) return checked;
  const known = findLines(input);
  if (!known.ok) return known;
  const { currency, pricedAtMs, isMember, jurisdiction } = input;
  const products = known.value.map(({ product }) => product);
  const offers = selectOffers(input.offers, { pricedAtMs, isMember, products });
  if (!offers.ok) return offers;

  const applied = applyOffers(known.value, offers.value);
  const discounted = discountLines(known.value, applied);
  const parts = discounted.flatMap(listParts);
  const taxes = computeTaxes(parts, jurisdiction);
  const taxesByLine = Map.groupBy(parts.entries(), ([, part]) => part.lineId);
  const lines = discounted.map((line) => {
    const lineTaxes = taxesByLine.get(line.known.lineId)!;
    return priceLine(line, sumMinor(lineTaxes.map(([at]) => taxes.partTaxesMinor[at]!)));
  });
  const basket: PricedBasket = {
    currency,
    pricedAtMs,
    isMember,
    jurisdictionId: jurisdiction.id,
    lines,
    offers: applied.used,
    taxes: taxes.rows,
    totals: sumTotals(lines, taxes, jurisdiction),
  };
  assertBasket(basket, jurisdiction);
  return accept(basket);
}
