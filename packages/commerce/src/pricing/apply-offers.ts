/**
 * Offers on the lines of a basket. They do not stack: a unit has one offer at most. The discount of
 * a use is shared by its units in proportion to their prices, whichever of them is "free": so each
 * rate of tax, and each unit that is returned, bears its part.
 */
import { allocateMinor } from "../money/allocate.ts";
import { assertHolds } from "../money/assert.ts";
import { multiplyMinor, sumMinor } from "../money/money.ts";
import { multiplyByRate } from "../money/rates.ts";
import { compareTexts } from "../tax/compute-taxes.ts";
import { chooseUses, type RepeatedUse, type UnitClass } from "./choose-uses.ts";
import { namesProduct } from "./offers.ts";
import type { CatalogueProduct, GroupOffer, Offer, UsedOffer } from "./pricing-types.ts";

/** A line whose product and price are known. */
export interface OfferedLine {
  readonly lineId: string;
  readonly product: CatalogueProduct;
  readonly unitMinor: number;
  readonly quantity: number;
}

export interface LineDiscount {
  readonly discountMinor: number;
  /** In order. */
  readonly offerIds: readonly string[];
}

export interface AppliedOffers {
  /** By the id of a line; a line without an offer is in it with 0. */
  readonly lines: ReadonlyMap<string, LineDiscount>;
  /** In the order of their ids; only those that were used. */
  readonly used: readonly UsedOffer[];
}

/** A line while its units are given away to offers. */
interface OpenLine {
  readonly line: OfferedLine;
  /** The best share off a unit, and whose it is. */
  readonly baseMinor: number;
  readonly baseOffer: Offer | undefined;
  readonly groupOffers: readonly number[];
  left: number;
  discountMinor: number;
  readonly offerIds: Set<string>;
}

/** Units that no offer tells apart, and the lines that they are on. */
interface OpenClass extends UnitClass {
  readonly lines: readonly OpenLine[];
}

function openLine(
  line: OfferedLine,
  offers: readonly Offer[],
  groupOffers: readonly GroupOffer[],
): OpenLine {
  let baseMinor = 0;
  let baseOffer: Offer | undefined;
  for (const offer of offers) {
    if (offer.kind !== "percentage" || !namesProduct(offer, line.product)) continue;
    const discountMinor = multiplyByRate(line.unitMinor, offer.rate, "half-up");
    if (discountMinor <= baseMinor) continue;
    baseMinor = discountMinor;
    baseOffer = offer;
  }
  return {
    line,
    baseMinor,
    baseOffer,
    groupOffers: groupOffers.flatMap((one, at) => (namesProduct(one, line.product) ? [at] : [])),
    left: line.quantity,
    discountMinor: 0,
    offerIds: new Set(),
  };
}

/** Classes in descending order of price, whatever the order of lines was. */
function listClasses(lines: readonly OpenLine[]): readonly OpenClass[] {
  const keyOf = ({ line, baseMinor, groupOffers }: OpenLine): string =>
    JSON.stringify([line.unitMinor, baseMinor, groupOffers]);
  const grouped = Map.groupBy(
    lines.filter(({ groupOffers }) => groupOffers.length > 0),
    keyOf,
  );
  return [...grouped]
    .sort(
      ([aKey, [a]], [bKey, [b]]) =>
        b!.line.unitMinor - a!.line.unitMinor || compareTexts(aKey, bKey),
    )
    .map(([, members]) => ({
      unitMinor: members[0]!.line.unitMinor,
      baseMinor: members[0]!.baseMinor,
      offers: new Set(members[0]!.groupOffers),
      count: sumMinor(members.map(({ left }) => left)),
      lines: members,
    }));
}

/** Classes that share an offer, directly or through others; each set is chosen for by itself. */
function listComponents(classes: readonly OpenClass[]): readonly OpenClass[][] {
  let components: (readonly OpenClass[])[] = [];
  for (const one of classes) {
    const isJoined = (component: readonly OpenClass[]): boolean =>
      component.some(({ offers }) => [...one.offers].some((offer) => offers.has(offer)));
    const joined = [...components.filter(isJoined).flat(), one];
    components = [...components.filter((component) => !isJoined(component)), joined];
  }
  // Joining mixes the order of prices.
  return components.map((component) => classes.filter((one) => component.includes(one)));
}

/** Takes units of a class off its lines, the first line first; each with the line that it is of. */
function takeUnits(unitClass: OpenClass, count: number): OpenLine[] {
  const taken: OpenLine[] = [];
  for (const line of unitClass.lines) {
    const units = Math.min(line.left, count - taken.length);
    line.left -= units;
    for (let unit = 0; unit < units; unit++) taken.push(line);
  }
  assertHolds(taken.length === count, "an offer takes units that are there");
  return taken;
}

function applyUse(component: readonly OpenClass[], { use, times }: RepeatedUse, id: string): void {
  for (let time = 0; time < times; time++) {
    const units = use.takes.flatMap(({ unitClass, count }) =>
      takeUnits(component[unitClass]!, count),
    );
    const prices = units.map(({ line }) => line.unitMinor);
    for (const [at, discountMinor] of allocateMinor(use.discountMinor, prices).entries()) {
      units[at]!.discountMinor += discountMinor;
      units[at]!.offerIds.add(id);
    }
  }
}

/**
 * The offers that are best for the shopper, and what each takes off each line, minor units. Offers
 * are checked, and in the order of their ids; all of them hold for this shopper. The order of lines
 * does not matter.
 */
export function applyOffers(
  lines: readonly OfferedLine[],
  offers: readonly Offer[],
): AppliedOffers {
  const groupOffers = offers.filter((offer) => offer.kind !== "percentage");
  const open = lines
    .toSorted(
      (a, b) => compareTexts(a.product.gtin, b.product.gtin) || compareTexts(a.lineId, b.lineId),
    )
    .map((line) => openLine(line, offers, groupOffers));
  const taken = new Map<string, number>();
  const addTaken = (id: string, discountMinor: number): void => {
    taken.set(id, sumMinor([taken.get(id) ?? 0, discountMinor]));
  };
  for (const component of listComponents(listClasses(open))) {
    for (const repeated of chooseUses(component, groupOffers)) {
      const { id } = groupOffers[repeated.use.offer]!;
      applyUse(component, repeated, id);
      addTaken(id, multiplyMinor(repeated.use.discountMinor, repeated.times));
    }
  }
  for (const line of open) {
    if (line.baseOffer === undefined || line.left === 0) continue;
    const discountMinor = multiplyMinor(line.baseMinor, line.left);
    line.discountMinor += discountMinor;
    line.offerIds.add(line.baseOffer.id);
    addTaken(line.baseOffer.id, discountMinor);
  }
  return {
    lines: new Map(
      open.map(({ line, discountMinor, offerIds }) => [
        line.lineId,
        { discountMinor, offerIds: [...offerIds].sort(compareTexts) },
      ]),
    ),
    used: offers.flatMap(({ id, name }) =>
      taken.has(id) ? [{ offerId: id, name, discountMinor: taken.get(id)! }] : [],
    ),
  };
}
