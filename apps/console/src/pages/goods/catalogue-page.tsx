import { Empty } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status } from "@saunter/ui/components/status";
import { formatGrams } from "../../parts/grams.ts";
import { words } from "../../words.ts";
import { GoodsListPage, type GoodsTableProps } from "./goods-list-page.tsx";
import { keyOfProduct, type ProductItem } from "./goods-lists.ts";
import { ProductForm } from "./product-form.tsx";
import { SortHead, useFoundRows } from "./sort-rows.tsx";
import { WrittenAmount } from "./written-amount.tsx";

const EMPTY: ProductItem = { gtin: "", name: "", price: "" };

/** What is sold, at what price. */
export function CataloguePage() {
  const t = words.texts.goods.catalogue;
  return (
    <GoodsListPage<ProductItem>
      section="catalogue"
      addLabel={t.add}
      newTitle={t.new}
      searchHint={t.searchHint}
      empty={EMPTY}
      notes={({ pictureFaults }) =>
        pictureFaults.map((fault) => (
          <p class="note warning" key={fault}>
            {t.pictures(fault)}
          </p>
        ))
      }
      table={(props) => <ProductTable {...props} />}
      form={({ item, ...props }) => <ProductForm product={item} {...props} />}
    />
  );
}

const SORTED_BY = {
  /** As the shop lists them: new ones last. */
  file: () => 0,
  name: ({ name }: ProductItem) => name,
  gtin: ({ gtin }: ProductItem) => keyOfProduct(String(gtin)),
  price: ({ price }: ProductItem) => Number(price),
  weight: ({ weightG }: ProductItem) => weightG ?? null,
  category: ({ category }: ProductItem) => category ?? null,
};

const textOf = ({ name, gtin, category = "" }: ProductItem): string =>
  `${name} ${gtin} ${category}`;

type ProductTableProps = GoodsTableProps<ProductItem>;

function ProductTable({ goods, search, onOpen }: ProductTableProps) {
  const t = words.texts.goods.catalogue;
  const { rows, more, ...order } = useFoundRows({
    all: goods.catalogue,
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
      <table class="table cards catalogue">
        <caption class="unseen">{t.caption}</caption>
        <thead>
          <tr>
            <SortHead column="name" {...order}>
              {t.product}
            </SortHead>
            <SortHead column="gtin" {...order}>
              {t.gtin}
            </SortHead>
            <SortHead column="price" isNumber {...order}>
              {t.price}
            </SortHead>
            <SortHead column="weight" isNumber {...order}>
              {t.weight}
            </SortHead>
            <SortHead column="category" {...order}>
              {t.category}
            </SortHead>
            <th scope="col">{t.notes}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((product) => (
            <ProductRow key={product.gtin} product={product} goods={goods} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

function ProductRow(props: { product: ProductItem } & Omit<ProductTableProps, "search">) {
  const { product, goods, onOpen } = props;
  const t = words.texts.goods;
  const { gtin, name, price, memberPrice, priceOf, weightG, category, ageMin } = product;
  const written = <WrittenAmount text={String(price)} />;
  return (
    <tr>
      <th scope="row" class="goods-name" title={name}>
        <span class="goods-of">
          <ProductTile gtin={gtin} name={name} size="small" />
          <button type="button" class="as-link" onClick={() => onOpen(product)}>
            {t.named(name)}
          </button>
        </span>
      </th>
      <td>
        <code>{gtin}</code>
      </td>
      <td class="number">
        {priceOf === "kilogram" ? t.perKg(written) : written}
        {memberPrice === undefined ? null : (
          <span class="soft">
            {" · "}
            {t.catalogue.members(<WrittenAmount text={String(memberPrice)} />)}
          </span>
        )}
      </td>
      <td class="number">
        <Weight weightG={weightG} isWeighed={priceOf === "kilogram"} />
      </td>
      <td>{category}</td>
      <td>
        <div class="row">
          {ageMin === undefined ? null : (
            <Status tone="plain">{t.catalogue.fromAge(ageMin)}</Status>
          )}
          {goods.changed.has(`product ${keyOfProduct(gtin)}`) ? (
            <Status tone="now">{t.edited}</Status>
          ) : null}
        </div>
      </td>
    </tr>
  );
}

interface WeightProps {
  readonly weightG: number | undefined;
  readonly isWeighed: boolean;
}

/** Goods by weight have no weight of their own. */
function Weight({ weightG, isWeighed }: WeightProps) {
  const t = words.texts.goods.catalogue;
  if (weightG !== undefined) return formatGrams(weightG);
  return isWeighed ? t.byWeight : <Status tone="warning">{t.noWeight}</Status>;
}
