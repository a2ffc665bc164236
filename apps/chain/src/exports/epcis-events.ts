/**
 * What happened to goods, as object events of GS1's EPCIS 2.0 with the words of its Core Business Vocabulary
 * (CBV 2.0). Products and places are named by GS1 Digital Links.
 */
import { hash } from "node:crypto";
import { findWallMs } from "@saunter/commerce/calendar/shop-instant";
import { writeDigitalLink, writeLocationLink } from "@saunter/protocol/digital-link";
import { findGtinFault } from "@saunter/protocol/gtin";

export interface ShopOfGoods {
  readonly shopId: string;
  readonly gln: string;
  readonly timeZone: string;
}

export interface MovedGoods {
  readonly gtin: string;
  readonly units: number;
  /** Of goods by weight, net grams; else 0. */
  readonly netG: number;
}

export type GoodsMove =
  | { readonly kind: "stocked" }
  | { readonly kind: "sold" | "returned"; readonly documentNumber: number }
  | { readonly kind: "wasted"; readonly reason: string };

export interface GoodsEvent {
  readonly shop: ShopOfGoods;
  /** Of the shop's event that it is made of: the same gives the same id. */
  readonly position: number;
  readonly atMs: number;
  readonly move: GoodsMove;
  readonly goods: readonly MovedGoods[];
}

export interface QuantityElement {
  readonly epcClass: string;
  readonly quantity: number;
  /** Kilograms; pieces have none. */
  readonly uom?: "KGM";
}

export interface ObjectEvent {
  readonly type: "ObjectEvent";
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventTimeZoneOffset: string;
  readonly action: "OBSERVE";
  readonly bizStep: "stocking" | "retail_selling" | "receiving" | "removing";
  readonly disposition: string;
  readonly readPoint: { readonly id: string };
  readonly bizLocation: { readonly id: string };
  readonly quantityList: readonly QuantityElement[];
  readonly bizTransactionList?: readonly {
    readonly type: "inv";
    readonly bizTransaction: string;
  }[];
}

/** Null where none of the goods has a GTIN. */
export function toObjectEvent(event: GoodsEvent): ObjectEvent | null {
  const { atMs, goods, move, shop } = event;
  const quantityList = goods.filter(isOfGs1).map(toQuantity);
  if (quantityList.length === 0) return null;
  const place = { id: writeLocationLink(shop.gln) };
  return {
    type: "ObjectEvent",
    eventID: nameEvent(event),
    eventTime: new Date(atMs).toISOString(),
    eventTimeZoneOffset: formatOffset(findWallMs(atMs, shop.timeZone) - atMs),
    action: "OBSERVE",
    ...describeMove(move),
    readPoint: place,
    bizLocation: place,
    quantityList,
    ...(move.kind === "sold" || move.kind === "returned"
      ? { bizTransactionList: [nameDocument(shop, move.documentNumber)] }
      : {}),
  };
}

function describeMove(move: GoodsMove): Pick<ObjectEvent, "bizStep" | "disposition"> {
  switch (move.kind) {
    case "stocked":
      return { bizStep: "stocking", disposition: "sellable_accessible" };
    case "sold":
      return { bizStep: "retail_selling", disposition: "retail_sold" };
    case "returned":
      return { bizStep: "receiving", disposition: "returned" };
    case "wasted":
      return { bizStep: "removing", disposition: DISPOSITIONS.get(move.reason) ?? "disposed" };
    default:
      return move satisfies never;
  }
}

/** Why goods are not sold, in words of the CBV. */
const DISPOSITIONS: ReadonlyMap<string, string> = new Map([
  ["expired", "expired"],
  ["damaged", "damaged"],
]);

function isOfGs1({ gtin, units }: MovedGoods): boolean {
  return units > 0 && findGtinFault(gtin) === null;
}

const KG_G = 1000;

function toQuantity({ gtin, netG, units }: MovedGoods): QuantityElement {
  const epcClass = writeDigitalLink({ gtin });
  return netG > 0 ? { epcClass, quantity: netG / KG_G, uom: "KGM" } : { epcClass, quantity: units };
}

/** As the CBV names a document of a place. */
function nameDocument({ gln }: ShopOfGoods, documentNumber: number) {
  return { type: "inv", bizTransaction: `urn:epcglobal:cbv:bt:${gln}:${documentNumber}` } as const;
}

/** A UUID (version 8, RFC 9562) of what it is of, so that an event that is exported again is known. */
function nameEvent({ move, position, shop }: GoodsEvent): string {
  const digest = hash("sha256", JSON.stringify([shop.shopId, shop.gln, position, move.kind]));
  const [, a, b, c, d, e] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(digest)!;
  return `urn:uuid:${a}-${b}-8${c}-a${d}-${e}`;
}

/** A zone's offset in whole minutes, as `+05:45`. */
function formatOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const pad = (count: number): string => String(count).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
