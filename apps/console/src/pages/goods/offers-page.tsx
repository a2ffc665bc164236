import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { useState } from "preact/hooks";
import { GoodsFrame } from "./goods-frame.tsx";
import type { OfferItem } from "./goods-lists.ts";
import { OfferForm } from "./offer-form.tsx";
import { TransferMenu } from "./transfer-menu.tsx";
import { type Goods, useGoods } from "./use-goods.ts";
import { WrittenAmount } from "./written-amount.tsx";

const EMPTY: OfferItem = { kind: "multibuy", id: "", name: "", membersOnly: false };

/** What is cheaper together, or for a while. */
export function OffersPage() {
  const loaded = useGoods();
  const [open, setOpen] = useState<OfferItem | null>(null);
  return (
    <GoodsFrame
      loaded={loaded}
      acts={
        loaded.goods === null || loaded.goods.isFixed ? null : (
          <>
            <TransferMenu goods={loaded.goods} section="offers" change={loaded.change} />
            <Button kind="main" onPress={() => setOpen(EMPTY)}>
              Add an offer
            </Button>
          </>
        )
      }
    >
      {(goods) => (
        <>
          <section class="card">
            <OfferTable goods={goods} onOpen={setOpen} />
          </section>
          <Dialog
            title={open?.name || "A new offer"}
            isOpen={open !== null}
            onClose={() => setOpen(null)}
          >
            {open === null ? null : (
              <OfferForm
                offer={open}
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

interface OfferTableProps {
  readonly goods: Goods;
  readonly onOpen: (offer: OfferItem) => void;
}

function OfferTable({ goods, onOpen }: OfferTableProps) {
  if (goods.offers.length === 0) {
    return (
      <Empty title="Nothing is on offer">
        A unit is in one offer at most, the one that is best for the shopper.
      </Empty>
    );
  }
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">Offers</caption>
        <thead>
          <tr>
            <th scope="col">Offer</th>
            <th scope="col">What it is</th>
            <th scope="col">For</th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {goods.offers.map((offer) => (
            <tr key={offer.id}>
              <th scope="row" class="goods-name" title={offer.name}>
                <button type="button" class="as-link" onClick={() => onOpen(offer)}>
                  {offer.name}
                </button>
              </th>
              <td>
                <OfferWords offer={offer} />
              </td>
              <td>{describeGoods(offer, goods)}</td>
              <td>
                <div class="row">
                  {offer.membersOnly ? <Status tone="plain">members</Status> : null}
                  {offer.until === undefined ? null : (
                    <Status tone="plain">until {offer.until}</Status>
                  )}
                  {goods.changed.has(`offer ${offer.id}`) ? (
                    <Status tone="now">changed here</Status>
                  ) : null}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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

function describeGoods({ gtins = [], categories = [] }: OfferItem, { catalogue }: Goods): string {
  const names = gtins.map((gtin) => catalogue.find((one) => one.gtin === gtin)?.name ?? gtin);
  return [...categories.map((category) => `all ${category}`), ...names].join(", ");
}
