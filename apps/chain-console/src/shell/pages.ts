/** The pages of the console, in the order of the rail. Each is loaded when it is first looked at. */
import { lazy } from "@saunter/ui/load-part";
import type { IconNode } from "lucide";
import {
  Bell,
  ChartColumn,
  Contact,
  Download,
  Eye,
  Gift,
  Inbox,
  ListChecks,
  Package,
  ReceiptText,
  ScrollText,
  Star,
  Store,
  Users,
  Webhook,
} from "lucide";
import type { ComponentType } from "preact";
import { BASE } from "../addresses.ts";
import type { Right } from "../session.ts";
import type { PageName } from "../words/british.ts";

export interface PageEntry {
  /** Below /console; with parameters of its own where it has some. */
  readonly path: string;
  readonly component: ComponentType;
  readonly right: Right;
  readonly name: PageName;
  /** On the rail; without one the page is reached from others. */
  readonly icon: IconNode | null;
}

export const PAGES: readonly PageEntry[] = [
  {
    path: "/",
    component: lazy(() => import("../pages/shops-page.tsx").then((page) => page.ShopsPage)),
    right: "shops:read",
    name: "shops",
    icon: Store,
  },
  {
    path: "/shops/:shopId",
    component: lazy(() => import("../pages/shop-page.tsx").then((page) => page.ShopPage)),
    right: "shops:read",
    name: "shop",
    icon: null,
  },
  {
    path: "/visits",
    component: lazy(() => import("../pages/visits-page.tsx").then((page) => page.VisitsPage)),
    right: "events:read",
    name: "visits",
    icon: ReceiptText,
  },
  {
    path: "/shops/:shopId/visits/:visitId",
    component: lazy(() => import("../pages/visit-page.tsx").then((page) => page.VisitPage)),
    right: "events:read",
    name: "visit",
    icon: null,
  },
  {
    path: "/reviews",
    component: lazy(() => import("../pages/reviews-page.tsx").then((page) => page.ReviewsPage)),
    right: "reviews:write",
    name: "reviews",
    icon: Eye,
  },
  {
    path: "/reviewers",
    component: lazy(() => import("../pages/reviewers-page.tsx").then((page) => page.ReviewersPage)),
    right: "reports:read",
    name: "reviewers",
    icon: ListChecks,
  },
  {
    path: "/alerts",
    component: lazy(() => import("../pages/alerts-page.tsx").then((page) => page.AlertsPage)),
    right: "alerts:read",
    name: "alerts",
    icon: Bell,
  },
  {
    path: "/reports",
    component: lazy(() => import("../pages/reports-page.tsx").then((page) => page.ReportsPage)),
    right: "reports:read",
    name: "reports",
    icon: ChartColumn,
  },
  {
    path: "/exports",
    component: lazy(() => import("../pages/exports-page.tsx").then((page) => page.ExportsPage)),
    right: "events:read",
    name: "exports",
    icon: Download,
  },
  {
    path: "/goods",
    component: lazy(() => import("../pages/goods-page.tsx").then((page) => page.GoodsPage)),
    right: "goods:read",
    name: "goods",
    icon: Package,
  },
  {
    path: "/gift-cards",
    component: lazy(() =>
      import("../pages/gift-cards-page.tsx").then((page) => page.GiftCardsPage),
    ),
    right: "balances:read",
    name: "giftCards",
    icon: Gift,
  },
  {
    path: "/customers",
    component: lazy(() => import("../pages/customers-page.tsx").then((page) => page.CustomersPage)),
    right: "customers:read",
    name: "customers",
    icon: Contact,
  },
  {
    path: "/loyalty",
    component: lazy(() => import("../pages/loyalty-page.tsx").then((page) => page.LoyaltyPage)),
    right: "balances:read",
    name: "loyalty",
    icon: Star,
  },
  {
    path: "/set-aside",
    component: lazy(() => import("../pages/set-aside-page.tsx").then((page) => page.SetAsidePage)),
    right: "set-aside:read",
    name: "setAside",
    icon: Inbox,
  },
  {
    path: "/people",
    component: lazy(() => import("../pages/people-page.tsx").then((page) => page.PeoplePage)),
    right: "users:read",
    name: "people",
    icon: Users,
  },
  {
    path: "/webhooks",
    component: lazy(() => import("../pages/webhooks-page.tsx").then((page) => page.WebhooksPage)),
    right: "webhooks:read",
    name: "webhooks",
    icon: Webhook,
  },
  {
    path: "/audit",
    component: lazy(() => import("../pages/audit-page.tsx").then((page) => page.AuditPage)),
    right: "audit:read",
    name: "audit",
    icon: ScrollText,
  },
];

/** The page of an address; its parameters are anything. */
export function findPage(path: string): PageEntry | undefined {
  const given = path.split("/").filter(Boolean);
  return PAGES.find((page) => {
    const parts = `${BASE}${page.path}`.split("/").filter(Boolean);
    return (
      given.length === parts.length &&
      parts.every((part, at) => part.startsWith(":") || part === given[at])
    );
  });
}
