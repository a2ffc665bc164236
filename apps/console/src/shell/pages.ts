/** The pages of the console, in the order of the rail. Each is loaded when it is first looked at. */
import type { ReadonlySignal } from "@preact/signals";
import { ALERT_ROLES } from "@saunter/protocol/alert-rule";
import { lazy } from "@saunter/ui/load-part";
import type { IconNode } from "lucide";
import {
  ChartColumn,
  Footprints,
  HandCoins,
  HeartPulse,
  ListChecks,
  Map as MapIcon,
  Package,
  Palette,
  ReceiptText,
  Scale,
  ScrollText,
  Send,
  ShoppingCart,
  Users,
} from "lucide";
import type { ComponentType } from "preact";

import { reviewsWaiting } from "../reviews-waiting.ts";
import type { Role } from "../session.ts";
import { shop } from "../shop.ts";

export const BASE = "/console";
export const YOUR_SIGN_IN = `${BASE}/your-sign-in`;

export interface PageEntry {
  /** Below /console; with parameters of its own where it has some. */
  readonly path: string;
  readonly component: ComponentType;
  readonly roles: readonly Role[];
  /** In English: in the browser's tab, on the rail, and the heading of its help. */
  readonly name: string;
  /** On the rail; without one the page is reached from others. */
  readonly icon: IconNode | null;
  /** The page of the rail from which one comes here; where not given, the one whose address begins it. */
  readonly under?: string;
  /** It is there in shops alone of which this is so. */
  readonly onlyWhere?: "hasDevices" | "hasSmartCarts" | "isDemonstration";
  /** Set up once and seldom seen: folded up on the rail. */
  readonly isSetting?: boolean;
  /** On a phone, those of the lowest ranks are in the bar; others are behind More. */
  readonly barRank?: number;
  /** How much waits there for whoever is signed in; null where that is not known. */
  readonly waiting?: ReadonlySignal<number | null>;
}

const PEOPLE: readonly Role[] = ["operator", "reviewer"];
const OPERATOR: readonly Role[] = ["operator"];

export const PAGES: readonly PageEntry[] = [
  {
    path: "/",
    component: lazy(() => import("../pages/floor/floor-page.tsx").then((page) => page.FloorPage)),
    roles: PEOPLE,
    name: "Floor",
    icon: MapIcon,
    barRank: 1,
  },
  {
    path: "/shelves/:gondola/:shelf",
    component: lazy(() => import("../pages/shelf/shelf-page.tsx").then((page) => page.ShelfPage)),
    roles: PEOPLE,
    name: "Shelf",
    icon: null,
    under: "/",
  },
  {
    path: "/review",
    component: lazy(() =>
      import("../pages/review/review-page.tsx").then((page) => page.ReviewPage),
    ),
    roles: ["reviewer"],
    name: "Review",
    icon: ListChecks,
    barRank: 2,
    waiting: reviewsWaiting,
  },
  {
    path: "/review/quality",
    component: lazy(() =>
      import("../pages/review/quality-page.tsx").then((page) => page.QualityPage),
    ),
    roles: OPERATOR,
    name: "Review quality",
    icon: null,
  },
  {
    path: "/visits/:visitId?",
    component: lazy(() =>
      import("../pages/visits/visits-page.tsx").then((page) => page.VisitsPage),
    ),
    roles: PEOPLE,
    name: "Visits",
    icon: Footprints,
    barRank: 6,
  },
  {
    path: "/receipts",
    component: lazy(() =>
      import("../pages/receipts/receipts-page.tsx").then((page) => page.ReceiptsPage),
    ),
    roles: ["operator", "reviewer", "clerk"],
    name: "Receipts",
    icon: ReceiptText,
    barRank: 3,
  },
  {
    path: "/till",
    component: lazy(() => import("../pages/till/till-page.tsx").then((page) => page.TillPage)),
    roles: ["operator", "clerk", "device"],
    name: "Till",
    icon: HandCoins,
    barRank: 8,
  },
  {
    path: "/goods",
    component: lazy(() => import("../pages/goods/stock-page.tsx").then((page) => page.StockPage)),
    roles: OPERATOR,
    name: "Goods",
    icon: Package,
    barRank: 4,
  },
  {
    path: "/goods/planogram",
    component: lazy(() =>
      import("../pages/goods/planogram-page.tsx").then((page) => page.PlanogramPage),
    ),
    roles: OPERATOR,
    name: "Planogram",
    icon: null,
  },
  {
    path: "/goods/catalogue",
    component: lazy(() =>
      import("../pages/goods/catalogue-page.tsx").then((page) => page.CataloguePage),
    ),
    roles: OPERATOR,
    name: "Catalogue",
    icon: null,
  },
  {
    path: "/goods/offers",
    component: lazy(() => import("../pages/goods/offers-page.tsx").then((page) => page.OffersPage)),
    roles: OPERATOR,
    name: "Offers",
    icon: null,
  },
  {
    path: "/numbers",
    component: lazy(() =>
      import("../pages/numbers/numbers-page.tsx").then((page) => page.NumbersPage),
    ),
    roles: OPERATOR,
    name: "Numbers",
    icon: ChartColumn,
    barRank: 5,
  },
  {
    path: "/health",
    component: lazy(() =>
      import("../pages/health/health-page.tsx").then((page) => page.HealthPage),
    ),
    roles: ALERT_ROLES,
    name: "Health",
    icon: HeartPulse,
    barRank: 7,
  },
  {
    path: "/health/alerts",
    component: lazy(() =>
      import("../pages/alerts/alert-rules-page.tsx").then((page) => page.AlertRulesPage),
    ),
    roles: ALERT_ROLES,
    name: "Who gets alerts",
    icon: null,
  },
  {
    path: "/devices",
    component: lazy(() =>
      import("../pages/devices/devices-page.tsx").then((page) => page.DevicesPage),
    ),
    roles: PEOPLE,
    name: "Devices",
    icon: Scale,
    onlyWhere: "hasDevices",
  },
  {
    path: "/devices/:deviceId",
    component: lazy(() =>
      import("../pages/devices/device-page.tsx").then((page) => page.DevicePage),
    ),
    roles: PEOPLE,
    name: "Device",
    icon: null,
    onlyWhere: "hasDevices",
  },
  {
    path: "/carts",
    component: lazy(() => import("../pages/carts/carts-page.tsx").then((page) => page.CartsPage)),
    roles: PEOPLE,
    name: "Smart carts",
    icon: ShoppingCart,
    onlyWhere: "hasSmartCarts",
  },
  {
    path: "/carts/:cartId/:tripId",
    component: lazy(() => import("../pages/carts/trip-page.tsx").then((page) => page.TripPage)),
    roles: PEOPLE,
    name: "Trip",
    icon: null,
    onlyWhere: "hasSmartCarts",
  },
  {
    path: "/people",
    component: lazy(() =>
      import("../pages/people/people-page.tsx").then((page) => page.PeoplePage),
    ),
    roles: OPERATOR,
    name: "People",
    icon: Users,
    isSetting: true,
  },
  {
    path: "/audit",
    component: lazy(() => import("../pages/audit/audit-page.tsx").then((page) => page.AuditPage)),
    roles: OPERATOR,
    name: "Audit",
    icon: ScrollText,
    isSetting: true,
  },
  {
    path: "/webhooks",
    component: lazy(() =>
      import("../pages/webhooks/webhooks-page.tsx").then((page) => page.WebhooksPage),
    ),
    roles: OPERATOR,
    name: "Webhooks",
    icon: Send,
    isSetting: true,
  },
  {
    path: "/brand",
    component: lazy(() => import("../pages/brand/brand-page.tsx").then((page) => page.BrandPage)),
    roles: OPERATOR,
    name: "Logo and colour",
    icon: Palette,
    isSetting: true,
  },
  {
    path: "/your-sign-in",
    component: lazy(() =>
      import("../pages/your-sign-in/your-sign-in-page.tsx").then((page) => page.YourSignInPage),
    ),
    roles: ["operator", "reviewer", "clerk", "gate"],
    name: "Your sign-in",
    icon: null,
  },
  {
    path: "/walk",
    component: lazy(() => import("../pages/walk/walk-page.tsx").then((page) => page.WalkPage)),
    roles: OPERATOR,
    name: "Be a shopper",
    icon: null,
    onlyWhere: "isDemonstration",
  },
];

/** The page of an address; its parameters are anything. */
export function findPage(path: string): PageEntry | undefined {
  const given = path.split("/").filter(Boolean);
  return PAGES.find((page) => {
    const parts = `${BASE}${page.path}`.split("/").filter(Boolean);
    const fits = (part: string, at: number): boolean =>
      part.startsWith(":") ? part.endsWith("?") || given[at] !== undefined : part === given[at];
    return given.length <= parts.length && parts.every(fits);
  });
}

/** Of a page that shows one thing of many, the way to all of them. */
export function hrefOf({ path }: PageEntry): string {
  return `${BASE}${path.replace(/\/:.*$/, "")}`;
}

/** Some pages are of demonstrations alone, or of shops with live scales or smart carts. */
export function isThere({ onlyWhere }: Pick<PageEntry, "onlyWhere">): boolean {
  return onlyWhere === undefined || shop.value![onlyWhere];
}
