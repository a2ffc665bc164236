import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { useMemo } from "preact/hooks";
import { words } from "../../words.ts";
import { GoodsListPage, type GoodsTableProps } from "./goods-list-page.tsx";
import type { OfferItem } from "./goods-lists.ts";
import { OfferForm } from "./offer-form.tsx";
import { SortHead, useFoundRows } from "./sort-rows.tsx";
import { WrittenAmount } from "./written-amount.tsx";

const EMPTY: OfferItem = { kind: "multibuy", id: "", name: "", membersOnly: false };

/** What is cheaper together, or for a while. */
export function OffersPage() {
  const t = words.texts.goods.offers;
  return (
    <GoodsListPage<OfferItem>
      section="offers"
      addLabel={t.add}
      newTitle={t.new}
      searchHint={t.searchHint}
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
  const t = words.texts.goods.offers;
  const offers = useMemo(() => {
    const names = new Map(goods.catalogue.map(({ gtin, name }) => [gtin, name]));
    return goods.offers.map((offer) => ({ offer, isFor: describeGoods(offer, names) }));
  }, [goods, t]);
  const { rows, more, ...order } = useFoundRows({
    all: offers,
    search,
    textOf,
    by: SORTED_BY,
    first: "file",
  });
  if (rows.length === 0) {
    return search === "" ? (
      <Empty title={t.none}>{t.noneText}</Empty>
    ) : (
      <Empty title={t.noneFound(search)}>{t.noneFoundText}</Empty>
    );
  }
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">{t.caption}</caption>
        <thead>
          <tr>
            <SortHead column="name" {...order}>
              {t.offer}
            </SortHead>
            <th scope="col">{t.discount}</th>
            <SortHead column="goods" {...order}>
              {t.products}
            </SortHead>
            <th scope="col">{t.notes}</th>
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
  const t = words.texts.goods;
  return (
    <tr>
      <th scope="row" class="goods-name">
        <button type="button" class="as-link two-lines" title={name} onClick={() => onOpen(offer)}>
          {t.named(name)}
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
          {membersOnly ? <Status tone="plain">{t.offers.members}</Status> : null}
          {until === undefined ? null : <Status tone="plain">{t.untilDay(until)}</Status>}
          {goods.changed.has(`offer ${id}`) ? <Status tone="now">{t.edited}</Status> : null}
        </div>
      </td>
    </tr>
  );
}

function OfferWords({ offer }: { readonly offer: OfferItem }) {
  const { kind, quantity, price, percent } = offer;
  const t = words.texts.goods.offers;
  switch (kind) {
    case "multibuy":
      return <>{t.multibuy(quantity!, <WrittenAmount text={String(price)} />)}</>;
    case "cheapest-free":
      return <>{t.cheapestFree(quantity!)}</>;
    case "percentage":
      return <>{t.percentage(percent!)}</>;
    default:
      return kind satisfies never;
  }
}

function describeGoods(
  { gtins = [], categories = [] }: OfferItem,
  names: ReadonlyMap<string, string>,
): string {
  const products = gtins.map((gtin) => names.get(gtin) ?? gtin);
  const { allOf, list } = words.texts.goods;
  return list([...categories.map(allOf), ...products]);
}
