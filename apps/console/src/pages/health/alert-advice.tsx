import type { Alert } from "../../parts/alert-acts.tsx";
import { hasRole } from "../../session.ts";
import { words } from "../../words.ts";

/** Where what is to be done about an alert is done. */
const PLACES = {
  catalogue: "/console/goods/catalogue",
  planogram: "/console/goods/planogram",
  stock: "/console/goods",
  receipts: "/console/receipts",
  till: "/console/till",
  carts: "/console/carts",
  review: "/console/review",
  floor: "/console/",
  devices: "/console/devices",
  webhooks: "/console/webhooks",
  yourSignIn: "/console/your-sign-in",
} as const;

const PLACE_OF: Readonly<Partial<Record<Alert["kind"], keyof typeof PLACES>>> = {
  "age-unchecked": "review",
  "visits-unseen": "review",
  tailgating: "floor",
  "shopper-unbound": "floor",
  "bound-by-guess": "floor",
  "exit-without-entry": "stock",
  "cart-help": "carts",
  "cart-check": "carts",
  "cart-left": "carts",
  "cart-fault": "carts",
  "price-missing": "catalogue",
  "low-stock": "stock",
  "stock-wrong": "stock",
  "wrong-planogram": "planogram",
  "wrong-weight": "catalogue",
  "camera-fault": "review",
  "device-fault": "devices",
  "gate-fault": "devices",
  "clock-offset": "devices",
  "wrong-units": "review",
  "many-disputes": "receipts",
  "many-refunds": "receipts",
  "cash-float": "till",
  "review-due": "review",
  "review-overdue": "review",
  "webhook-failing": "webhooks",
  "goods-conflict": "stock",
  "planogram-unpublished": "planogram",
  "second-factor-missing": "yourSignIn",
};

/** What is to be done about alerts of a kind, beside what has happened; empty where the alert itself says it. */
export function adviseOn(kind: Alert["kind"]): string {
  const advice: Readonly<Partial<Record<Alert["kind"], string>>> = words.texts.health.advice;
  return advice[kind] ?? "";
}

interface Place {
  readonly href: string;
  readonly name: string;
}

function findPlaces({ alertKey, kind }: Alert): Place[] {
  const t = words.texts.health.places;
  const place = PLACE_OF[kind];
  // Of these pages a clerk has the till.
  const mayOpen = place === "till" || hasRole("operator", "reviewer");
  // Findings are of a place: "misplaced-item:5/2/7-8:…".
  const [, gondola, shelf] = /^[a-z-]+:(\d+)\/(\d+)\//.exec(alertKey) ?? [];
  return [
    ...(gondola === undefined
      ? []
      : [{ href: `/console/shelves/${gondola}/${shelf}`, name: t.shelf }]),
    ...(place === undefined || !mayOpen ? [] : [{ href: PLACES[place], name: t[place] }]),
  ];
}

export function AlertAdvice({ alert }: { readonly alert: Alert }) {
  const text = adviseOn(alert.kind);
  const places = findPlaces(alert);
  if (text === "" && places.length === 0) return null;
  return (
    <p class="soft">
      {text}{" "}
      {places.map(({ href, name }) => (
        <a key={href} href={href} class="alert-place">
          {name}
        </a>
      ))}
    </p>
  );
}
