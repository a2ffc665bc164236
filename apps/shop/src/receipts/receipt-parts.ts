/** Lines of a receipt without tax, one tax category each: a deposit is a line of its own. */
import { assertHolds } from "@saunter/commerce/money/assert";
import { getDecimals } from "@saunter/commerce/money/currency";
import { sumMinor } from "@saunter/commerce/money/money";
import { extractRate } from "@saunter/commerce/money/rates";
import type { PricedLine } from "@saunter/commerce/pricing/pricing-types";
import type { ReceiptContent } from "@saunter/commerce/receipt/events";
import { computeTaxes, type TaxablePart } from "@saunter/commerce/tax/compute-taxes";
import { findTaxRate } from "@saunter/commerce/tax/jurisdiction";

export interface ReceiptPart {
  readonly kind: "goods" | "deposit";
  readonly line: PricedLine;
  readonly name: string;
  readonly taxCategory: string;
  readonly taxRate: string;
  /** Without tax, after the allowance, minor units. */
  readonly netMinor: number;
  /** What offers take off, without tax, minor units. */
  readonly allowanceMinor: number;
}

type UntaxedPart = Omit<ReceiptPart, "netMinor" | "allowanceMinor"> & {
  readonly amountMinor: number;
  readonly discountMinor: number;
};

/**
 * The parts of a receipt; their net amounts make the receipt's. Throws where they do not, or where
 * a content does not have the tax rates that it was priced with.
 */
export function listReceiptParts({ result, inputs }: ReceiptContent): ReceiptPart[] {
  const { jurisdiction } = inputs;
  const untaxed = result.lines.flatMap((line) => listUntaxed(line, inputs));
  const taxable = untaxed.map(
    (part): TaxablePart => ({
      lineId: part.line.lineId,
      category: part.taxCategory,
      rate: part.taxRate,
      label: part.taxCategory,
      amountMinor: part.amountMinor,
    }),
  );
  const { partTaxesMinor } = computeTaxes(taxable, jurisdiction);
  const parts = untaxed.map(({ amountMinor, discountMinor, ...part }, at): ReceiptPart => {
    if (!jurisdiction.pricesIncludeTax) {
      return { ...part, netMinor: amountMinor, allowanceMinor: discountMinor };
    }
    const discountTaxMinor = extractRate(discountMinor, part.taxRate, "half-up");
    return {
      ...part,
      netMinor: amountMinor - partTaxesMinor[at]!,
      allowanceMinor: discountMinor - discountTaxMinor,
    };
  });
  const netMinor = sumMinor(parts.map((part) => part.netMinor));
  assertHolds(netMinor === result.totals.netMinor, "net lines make the net total");
  return parts;
}

function listUntaxed(line: PricedLine, inputs: ReceiptContent["inputs"]): UntaxedPart[] {
  const goods: UntaxedPart = {
    kind: "goods",
    line,
    name: line.name,
    taxCategory: line.taxCategory,
    taxRate: line.taxRate,
    amountMinor: line.grossMinor - line.discountMinor,
    discountMinor: line.discountMinor,
  };
  const deposit = inputs.products.find(({ gtin }) => gtin === line.gtin)?.deposit;
  if (deposit === undefined) return [goods];
  const rate = findTaxRate(inputs.jurisdiction, deposit.taxCategory, inputs.pricedAtMs);
  if (!rate.ok) throw new Error(`broken invariant: ${rate.refusal.detail}`);
  return [
    goods,
    {
      kind: "deposit",
      line,
      name: deposit.name,
      taxCategory: deposit.taxCategory,
      taxRate: rate.value.rate,
      amountMinor: line.depositMinor,
      discountMinor: 0,
    },
  ];
}

/** Decimals beyond the currency's: 999 times the price is right to a minor unit. */
const PRICE_DECIMALS_MORE = 4;

export const G_PER_KG = 1000;

/**
 * The price of a unit, or of a kilogram, without tax, decimal text of the currency. So many times it, rounded half up
 * to minor units, less the allowance is the part's net amount.
 */
export function findNetPrice(part: ReceiptPart, currency: string): string {
  const { quantity: count, weighing } = part.line;
  const netG = part.kind === "goods" ? weighing?.netG : undefined;
  const quantity = BigInt(count * (netG ?? 1));
  const beforeMinor = BigInt(sumMinor([part.netMinor, part.allowanceMinor]));
  const more = netG === undefined ? 1n : BigInt(G_PER_KG);
  const scaled = beforeMinor * more * 10n ** BigInt(PRICE_DECIMALS_MORE);
  const decimals = getDecimals(currency) + PRICE_DECIMALS_MORE;
  const digits = String((2n * scaled + quantity) / (2n * quantity)).padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
