import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { GoodsListPage, type GoodsTableProps } from "./goods-list-page.tsx";
import type { OfferItem } from "./goods-lists.ts";
import { OfferForm } from "./offer-form.tsx";
import { searchRows } from "./sort-order.ts";
import { useShown } from "./sort-rows.tsx";
import { WrittenAmount } from "./written-amount.tsx";

const EMPTY: OfferItem = { kind: "multibuy", id: "", name: "", membersOnly: false };

/** What is cheaper together, or for a while. */
export function OffersPage() {
  return (
    <GoodsListPage<OfferItem>
      section="offers"
      addLabel="Add an offer"
      newTitle="New offer"
      searchHint="Name, product or category"
      empty={EMPTY}
      table={(props) => <OfferTable {...props} />}
      form={({ item, ...props }) => <OfferForm offer={item} {...props} />}
    />
  );
}

type OfferTableProps = GoodsTableProps<OfferItem>;

function OfferTable({ goods, search, onOpen }: OfferTableProps) {
  const names = new Map(goods.catalogue.map(({ gtin, name }) => [gtin, name]));
  const found = searchRows(
    goods.offers.map((offer) => ({ offer, isFor: describeGoods(offer, names) })),
    ({ offer, isFor }) => `${offer.name} ${isFor}`,
    search,
  );
  const { rows, more } = useShown(found);
  if (found.length === 0) {
    return search === "" ? (
      <Empty title="No offers yet">
        If several offers fit an item, the shopper gets the best one.
      </Empty>
    ) : (
      <Empty title={`No offer matches “${search}”`}>Try another name, product or category.</Empty>
    );
  }
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">Offers</caption>
        <thead>
          <tr>
            <th scope="col">Offer</th>
            <th scope="col">Discount</th>
            <th scope="col">Products</th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ offer, isFor }) => (
            <OfferRow key={offer.id} offer={offer} isFor={isFor} goods={goods} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

interface OfferRowProps extends Omit<OfferTableProps, "search"> {
  readonly offer: OfferItem;
  /** What it is for, in words. */
  readonly isFor: string;
}

function OfferRow({ offer, isFor, goods, onOpen }: OfferRowProps) {
  const { id, name, membersOnly, until } = offer;
  return (
    <tr>
      <th scope="row" class="goods-name">
        <button type="button" class="as-link two-lines" title={name} onClick={() => onOpen(offer)}>
          {name}
        </button>
      </th>
      <td>
        <OfferWords offer={offer} />
      </td>
      <td class="offer-for">
        <span class="two-lines" title={isFor}>
          {isFor}
        </span>
      </td>
      <td>
        <div class="row">
          {membersOnly ? <Status tone="plain">members</Status> : null}
          {until === undefined ? null : <Status tone="plain">until {until}</Status>}
          {goods.changed.has(`offer ${id}`) ? <Status tone="now">edited</Status> : null}
        </div>
      </td>
    </tr>
  );
}

function OfferWords({ offer }: { readonly offer: OfferItem }) {
  const { kind, quantity, price, percent } = offer;
  switch (kind) {
    case "multibuy":
      return (
        <>
          {quantity} for <WrittenAmount text={String(price)} />
        </>
      );
    case "cheapest-free":
      return <>the cheapest of {quantity} is free</>;
    case "percentage":
      return <>{percent} % off</>;
    default:
      return kind satisfies never;
  }
}

function describeGoods(
  { gtins = [], categories = [] }: OfferItem,
  names: ReadonlyMap<string, string>,
): string {
  const products = gtins.map((gtin) => names.get(gtin) ?? gtin);
  return [...categories.map((category) => `all ${category}`), ...products].join(", ");
}
