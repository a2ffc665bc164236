import { Icon } from "@saunter/ui/components/icon";
import type { IconNode } from "lucide";
import {
  BadgePercent,
  ListChecks,
  Map as MapIcon,
  Scale,
  Search,
  ShoppingCart,
  User,
} from "lucide";
import { Bench } from "../bench/bench.tsx";
import { isBeside } from "../bench/is-beside.ts";
import { Bill } from "../parts/bill.tsx";
import { Question } from "../parts/question.tsx";
import { ScaleNote } from "../parts/scale-note.tsx";
import { state } from "../session.ts";
import { TABS, type Tab, tab } from "../tab.ts";
import { words } from "../words.ts";
import { CartPage } from "./cart-page.tsx";
import { FindPage } from "./find-page.tsx";
import { ListPage } from "./list-page.tsx";
import { MapPage } from "./map-page.tsx";
import { OffersPage } from "./offers-page.tsx";
import { YouPage } from "./you-page.tsx";

const ICONS: Readonly<Record<Tab, IconNode>> = {
  cart: ShoppingCart,
  find: Search,
  list: ListChecks,
  map: MapIcon,
  offers: BadgePercent,
  you: User,
  scale: Scale,
};

/** Everything that somebody does who shops; the bill and what the cart asks are beside each page. */
export function ShoppingPages() {
  const hasBench = state.value!.simulated !== null && !isBeside.value;
  const tabs: readonly Tab[] = hasBench ? [...TABS, "scale"] : TABS;
  return (
    <div class="cart-shopping">
      <nav class="cart-tabs" aria-label={words.texts.pages}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            aria-current={tab.value === one ? "page" : undefined}
            onClick={() => {
              tab.value = one;
              scrollTo(0, 0);
            }}
          >
            <Icon node={ICONS[one]} size={28} />
            {words.texts.tabs[one]}
          </button>
        ))}
      </nav>
      <main class="cart-page stack" id="page" tabIndex={-1}>
        <Question />
        <ScaleNote />
        <TabPage />
      </main>
      <Bill />
    </div>
  );
}

function TabPage() {
  const now = tab.value;
  switch (now) {
    case "cart":
      return <CartPage />;
    case "find":
      return <FindPage />;
    case "list":
      return <ListPage />;
    case "map":
      return <MapPage />;
    case "offers":
      return <OffersPage />;
    case "you":
      return <YouPage />;
    case "scale":
      return <Bench />;
    default:
      return now satisfies never;
  }
}
