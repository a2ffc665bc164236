import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { useMemo } from "preact/hooks";
import { GoodsListPage, type GoodsTableProps } from "./goods-list-page.tsx";
import type { OfferItem } from "./goods-lists.ts";
import { OfferForm } from "./offer-form.tsx";
import { SortHead, useFoundRows } from "./sort-rows.tsx";
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

interface DescribedOffer {
  readonly offer: OfferItem;
  /** What it is for, in words. */
  readonly isFor: string;
}

const SORTED_BY = {
  /** As the shop lists them: new ones last. */
  file: () => 0,
  name: ({ offer }: DescribedOffer) => offer.name,
  goods: ({ isFor }: DescribedOffer) => isFor,
};

const textOf = ({ offer, isFor }: DescribedOffer): string => `${offer.name} ${isFor}`;

type OfferTableProps = GoodsTableProps<OfferItem>;

function OfferTable({ goods, search, onOpen }: OfferTableProps) {
  const offers = useMemo(() => {
    const names = new Map(goods.catalogue.map(({ gtin, name }) => [gtin, name]));
    return goods.offers.map((offer) => ({ offer, isFor: describeGoods(offer, names) }));
  }, [goods]);
  const { rows, more, ...order } = useFoundRows({
    all: offers,
    search,
    textOf,
    by: SORTED_BY,
    first: "file",
  });
  if (rows.length === 0) {
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
            <SortHead column="name" {...order}>
              Offer
            </SortHead>
            <th scope="col">Discount</th>
            <SortHead column="goods" {...order}>
              Products
            </SortHead>
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

interface OfferRowProps extends Omit<OfferTableProps, "search">, DescribedOffer {}

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
