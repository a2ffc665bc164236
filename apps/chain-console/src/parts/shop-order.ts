/** Which shops of the overview are shown, and in which order. */
import { HEALTHS, type Health, type ShopSeen } from "./shop-health.tsx";

export const SORTS = [
  ...["name", "health", "lastSeen", "lag", "sales", "reviewRate", "accuracy", "alerts"],
  "version",
] as const;
export type Sort = (typeof SORTS)[number];

export interface Choice {
  readonly text: string;
  readonly health: Health | "";
  readonly regionId: string;
  readonly sort: Sort;
  readonly isDescending: boolean;
}

export const NO_CHOICE: Choice = {
  text: "",
  health: "",
  regionId: "",
  sort: "health",
  isDescending: false,
};

/** Shops that match, in order; those that are equal by name. */
export function chooseShops(shops: readonly ShopSeen[], choice: Choice): ShopSeen[] {
  const text = choice.text.trim().toLowerCase();
  const found = shops.filter(
    ({ name, shopId, health, regionId }) =>
      (name.toLowerCase().includes(text) || shopId.includes(text)) &&
      (choice.health === "" || health === choice.health) &&
      (choice.regionId === "" || regionId === choice.regionId),
  );
  const sign = choice.isDescending ? -1 : 1;
  return found.sort(
    (a, b) =>
      sign * compare(keyOf(a, choice.sort), keyOf(b, choice.sort)) || compare(a.name, b.name),
  );
}

type Key = string | number | null;

function keyOf(shop: ShopSeen, sort: Sort): Key {
  const { figures } = shop;
  switch (sort) {
    case "name":
      return shop.name;
    case "health":
      return HEALTHS.indexOf(shop.health);
    case "lastSeen":
      return shop.lastSeenMs;
    case "lag":
      return shop.behindEvents;
    case "sales":
      return figures?.salesMinor ?? null;
    case "reviewRate":
      return figures === null || figures.receipts === 0
        ? null
        : figures.reviewed / figures.receipts;
    case "accuracy":
      return figures === null || figures.audited === 0
        ? null
        : figures.auditedAgreed / figures.audited;
    case "alerts":
      return shop.openAlerts;
    case "version":
      return shop.version;
    default:
      return sort satisfies never;
  }
}

/** "Shop 2" comes before "Shop 10". */
const collator = new Intl.Collator(undefined, { numeric: true });

/** What is unknown comes first. */
function compare(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return typeof a === "string" ? collator.compare(a, String(b)) : a - Number(b);
}
