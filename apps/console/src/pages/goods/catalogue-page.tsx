import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Empty } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status } from "@saunter/ui/components/status";
import { useState } from "preact/hooks";
import { GoodsFrame } from "./goods-frame.tsx";
import { keyOfProduct, type ProductItem } from "./goods-lists.ts";
import { ProductForm } from "./product-form.tsx";
import { TransferMenu } from "./transfer-menu.tsx";
import { type Goods, useGoods } from "./use-goods.ts";
import { WrittenAmount } from "./written-amount.tsx";

/** Rows that are drawn at once: a long catalogue is searched, not scrolled. */
const SHOWN_MAX = 200;

const EMPTY: ProductItem = { gtin: "", name: "", price: "" };

/** What is sold, at what price. */
export function CataloguePage() {
  const loaded = useGoods();
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<ProductItem | null>(null);
  return (
    <GoodsFrame
      loaded={loaded}
      acts={
        loaded.goods === null || loaded.goods.isFixed ? null : (
          <>
            <TransferMenu goods={loaded.goods} section="catalogue" loaded={loaded} />
            <Button kind="main" onPress={() => setOpen(EMPTY)}>
              Add a product
            </Button>
          </>
        )
      }
    >
      {(goods) => (
        <>
          <Field
            label="Search"
            type="search"
            value={search}
            onValue={setSearch}
            placeholder="Name, GTIN or category"
          />
          {goods.pictureFaults.map((fault) => (
            <p class="note doubt" key={fault}>
              Pictures: {fault}.
            </p>
          ))}
          <section class="card">
            <ProductTable goods={goods} search={search} onOpen={setOpen} />
          </section>
          <Dialog
            title={open?.name || "New product"}
            isOpen={open !== null}
            onClose={() => setOpen(null)}
          >
            {open === null ? null : (
              <ProductForm
                product={open}
                goods={goods}
                change={loaded.change}
                onDone={() => setOpen(null)}
              />
            )}
          </Dialog>
        </>
      )}
    </GoodsFrame>
  );
}

interface ProductTableProps {
  readonly goods: Goods;
  readonly search: string;
  readonly onOpen: (product: ProductItem) => void;
}

function ProductTable({ goods, search, onOpen }: ProductTableProps) {
  const words = search.toLowerCase();
  const found = goods.catalogue.filter(({ name, gtin, category = "" }) =>
    `${name} ${gtin} ${category}`.toLowerCase().includes(words),
  );
  if (found.length === 0) {
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
            <th scope="col">Product</th>
            <th scope="col">GTIN</th>
            <th scope="col" class="number">
              Price
            </th>
            <th scope="col" class="number">
              Weight
            </th>
            <th scope="col">Category</th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, SHOWN_MAX).map((product) => (
            <ProductRow key={product.gtin} product={product} goods={goods} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
      {found.length <= SHOWN_MAX ? null : (
        <p class="pad soft">{found.length - SHOWN_MAX} more. Search to find them.</p>
      )}
    </div>
  );
}

function ProductRow(props: { product: ProductItem } & Omit<ProductTableProps, "search">) {
  const { product, goods, onOpen } = props;
  const { gtin, name, price, memberPrice, weightG, category, ageMin } = product;
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
        {memberPrice === undefined ? null : (
          <span class="soft">
            {" · members "}
            <WrittenAmount text={String(memberPrice)} />
          </span>
        )}
      </td>
      <td class="number">
        {weightG === undefined ? <Status tone="doubt">no weight</Status> : `${weightG} g`}
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
