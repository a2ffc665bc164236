import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { words } from "../../words.ts";
import { GoodsFrame } from "./goods-frame.tsx";
import { TransferMenu } from "./transfer-menu.tsx";
import { type Goods, useGoods } from "./use-goods.ts";

export interface GoodsTableProps<Item> {
  readonly goods: Goods;
  readonly search: string;
  readonly onOpen: (item: Item) => void;
}

export interface GoodsFormProps<Item> {
  readonly item: Item;
  readonly goods: Goods;
  readonly change: ReturnType<typeof useGoods>["change"];
  readonly onDone: () => void;
}

interface GoodsListPageProps<Item> {
  readonly section: "catalogue" | "offers";
  readonly addLabel: string;
  readonly newTitle: string;
  readonly searchHint: string;
  /** What a new one begins as. */
  readonly empty: Item;
  readonly notes?: (goods: Goods) => ComponentChildren;
  readonly table: (props: GoodsTableProps<Item>) => ComponentChildren;
  readonly form: (props: GoodsFormProps<Item>) => ComponentChildren;
}

/** A list of what can be searched, and opened to be changed. */
export function GoodsListPage<Item extends { readonly name: string }>(
  props: GoodsListPageProps<Item>,
) {
  const { section, addLabel, newTitle, searchHint, empty, notes, table, form } = props;
  const loaded = useGoods();
  const { query } = useLocation();
  const [search, setSearch] = useState(query.search ?? "");
  // The search of the whole shop leads here, also from here.
  useEffect(() => setSearch(query.search ?? ""), [query.search]);
  const [open, setOpen] = useState<Item | null>(null);
  const close = () => setOpen(null);
  const acts =
    loaded.goods === null || loaded.goods.isFixed ? null : (
      <>
        <TransferMenu
          items={loaded.goods[section]}
          section={section}
          take={loaded.change}
          refuse={loaded.refuse}
        />
        <Button kind="main" onPress={() => setOpen(empty)}>
          {addLabel}
        </Button>
      </>
    );
  return (
    <GoodsFrame loaded={loaded} acts={acts}>
      {(goods) => (
        <>
          <Field
            label={words.texts.goods.search}
            type="search"
            value={search}
            onValue={setSearch}
            placeholder={searchHint}
          />
          {notes?.(goods)}
          <section class="card">{table({ goods, search, onOpen: setOpen })}</section>
          <Dialog
            title={open?.name ? words.texts.goods.named(open.name) : newTitle}
            isOpen={open !== null}
            onClose={close}
          >
            {open === null
              ? null
              : form({ item: open, goods, change: loaded.change, onDone: close })}
          </Dialog>
        </>
      )}
    </GoodsFrame>
  );
}
