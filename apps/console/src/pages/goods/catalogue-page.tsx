import { Empty } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status } from "@saunter/ui/components/status";
import { formatGrams } from "../../parts/grams.ts";
import { GoodsListPage, type GoodsTableProps } from "./goods-list-page.tsx";
import { keyOfProduct, type ProductItem } from "./goods-lists.ts";
import { ProductForm } from "./product-form.tsx";
import { SortHead, useFoundRows } from "./sort-rows.tsx";
import { WrittenAmount } from "./written-amount.tsx";

const EMPTY: ProductItem = { gtin: "", name: "", price: "" };

/** What is sold, at what price. */
export function CataloguePage() {
  return (
    <GoodsListPage<ProductItem>
      section="catalogue"
      addLabel="Add a product"
      newTitle="New product"
      searchHint="Name, GTIN or category"
      empty={EMPTY}
      notes={({ pictureFaults }) =>
        pictureFaults.map((fault) => (
          <p class="note warning" key={fault}>
            Pictures: {fault}.
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
  const { rows, more, ...order } = useFoundRows({
    all: goods.catalogue,
    search,
    textOf,
    by: SORTED_BY,
    first: "file",
  });
  if (rows.length === 0) {
    return search === "" ? (
      <Empty title="No products yet">Add a product, or import a file of products.</Empty>
    ) : (
      <Empty title={`No product matches “${search}”`}>Try another name, GTIN or category.</Empty>
    );
  }
  return (
    <div class="table-scroll">
      <table class="table cards catalogue">
        <caption class="unseen">Products</caption>
        <thead>
          <tr>
            <SortHead column="name" {...order}>
              Product
            </SortHead>
            <SortHead column="gtin" {...order}>
              GTIN
            </SortHead>
            <SortHead column="price" isNumber {...order}>
              Price
            </SortHead>
            <SortHead column="weight" isNumber {...order}>
              Weight
            </SortHead>
            <SortHead column="category" {...order}>
              Category
            </SortHead>
            <th scope="col">Notes</th>
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
  const { gtin, name, price, memberPrice, priceOf, weightG, category, ageMin } = product;
  return (
    <tr>
      <th scope="row" class="goods-name" title={name}>
        <span class="goods-of">
          <ProductTile gtin={gtin} name={name} size="small" />
          <button type="button" class="as-link" onClick={() => onOpen(product)}>
            {name}
          </button>
        </span>
      </th>
      <td>
        <code>{gtin}</code>
      </td>
      <td class="number">
        <WrittenAmount text={String(price)} />
        {priceOf === "kilogram" ? " per kg" : null}
        {memberPrice === undefined ? null : (
          <span class="soft">
            {" · members "}
            <WrittenAmount text={String(memberPrice)} />
          </span>
        )}
      </td>
      <td class="number">
        <Weight weightG={weightG} isWeighed={priceOf === "kilogram"} />
      </td>
      <td>{category}</td>
      <td>
        <div class="row">
          {ageMin === undefined ? null : <Status tone="plain">from {ageMin}</Status>}
          {goods.changed.has(`product ${keyOfProduct(gtin)}`) ? (
            <Status tone="now">edited</Status>
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
  if (weightG !== undefined) return <>{formatGrams(weightG)}</>;
  return isWeighed ? <>by weight</> : <Status tone="warning">no weight</Status>;
}
