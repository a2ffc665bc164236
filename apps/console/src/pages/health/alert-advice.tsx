import type { Alert } from "../../parts/alert-acts.tsx";

interface Advice {
  readonly text: string;
  /** Where it is done. */
  readonly at?: { readonly href: string; readonly name: string };
}

const CATALOGUE = { href: "/console/goods/catalogue", name: "Open catalogue" };
const PLANOGRAM = { href: "/console/goods/planogram", name: "Open planogram" };
const STOCK = { href: "/console/goods", name: "Open stock" };
const RECEIPTS = { href: "/console/receipts", name: "Open receipts" };
const CARTS = { href: "/console/carts", name: "Open smart carts" };
const REVIEW = { href: "/console/review", name: "Open review" };
const PEOPLE = { href: "/console/", name: "Open floor" };

/** What is to be done, beside what has happened; empty where the alert itself says it. */
const ADVICE: Readonly<Record<Alert["kind"], Advice>> = {
  "age-check": { text: "" },
  "age-unchecked": { text: "", at: REVIEW },
  "visits-unseen": { text: "", at: REVIEW },
  tailgating: { text: "", at: PEOPLE },
  "shopper-unbound": { text: "", at: PEOPLE },
  "bound-by-guess": { text: "", at: PEOPLE },
  "exit-without-entry": {
    text: "Speak to them if they are still near, then count the stock on the shelf.",
    at: STOCK,
  },
  "cart-help": { text: "", at: CARTS },
  "cart-check": { text: "", at: CARTS },
  "cart-left": { text: "", at: CARTS },
  "cart-fault": { text: "", at: CARTS },
  "price-missing": { text: "Set a price.", at: CATALOGUE },
  "low-stock": { text: "", at: STOCK },
  "stock-wrong": { text: "", at: STOCK },
  "misplaced-item": { text: "Put it back in its place." },
  "wrong-planogram": {
    text: "Move the products to match the planogram, or correct the planogram.",
    at: PLANOGRAM,
  },
  "wrong-weight": { text: "Weigh ten units and correct the weight.", at: CATALOGUE },
  "plate-dead": { text: "Check the plate and its cable." },
  "plate-noisy": { text: "Check that nothing touches the plate and no draught reaches it." },
  "camera-quiet": { text: "" },
  "camera-fault": {
    text: "Until this camera recovers, receipts of shoppers in its view may need review.",
    at: REVIEW,
  },
  "scale-quiet": { text: "" },
  "device-fault": { text: "", at: { href: "/console/devices", name: "Open devices" } },
  "gate-fault": { text: "", at: { href: "/console/devices", name: "Open devices" } },
  "clock-offset": { text: "", at: { href: "/console/devices", name: "Open devices" } },
  "wrong-units": { text: "Until then every receipt needs review.", at: REVIEW },
  "refund-failed": { text: "" },
  "money-withdrawn": { text: "" },
  "payment-offline": { text: "If it lasts, check the network." },
  "hold-missing": {
    text: "Add a hold to the configuration, or accept the loss of what a bank declines.",
  },
  "many-disputes": { text: "Check their receipts.", at: RECEIPTS },
  "many-refunds": { text: "Check their receipts.", at: RECEIPTS },
  "many-sign-ups": { text: "" },
  "cash-float": {
    text: "Record there what you took to the bank, or the change that you brought.",
    at: { href: "/console/till", name: "Open till" },
  },
  "review-due": { text: "When their time is over, they are settled for the shopper.", at: REVIEW },
  "review-overdue": { text: "Only a reviewer can settle it now.", at: REVIEW },
  "webhook-failing": {
    text: "Tell whoever runs the receiving system. You can send failed events again.",
    at: { href: "/console/webhooks", name: "Open webhooks" },
  },
  "goods-conflict": { text: "", at: STOCK },
  "planogram-unpublished": {
    text: "",
    at: { href: "/console/goods/planogram", name: "Open planogram" },
  },
  "second-factor-missing": {
    text: "Every operator sets up an authenticator app, or uses a passkey.",
    at: { href: "/console/your-sign-in", name: "Open your sign-in" },
  },
  "work-failing": { text: "" },
  "clock-wrong": { text: "" },
  "evidence-full": { text: "" },
  "clips-failing": { text: "" },
  "disk-low": {
    text: "Free disk space, or move the shop’s folder to a larger disk.",
  },
  "rows-damaged": {
    text: "Have the disk checked, and make again what was taken out.",
  },
  "process-slow": {
    text: "Stop other programs on this computer, and close floor pages that nobody is using.",
  },
};

/** What is to be done about alerts of a kind, in words. */
export function adviseOn(kind: Alert["kind"]): string {
  return ADVICE[kind].text;
}

/** Findings are of a place: "misplaced-item:5/2/7-8:…". */
function findShelf(alertKey: string): Advice["at"] | undefined {
  const [, gondola, shelf] = /^[a-z-]+:(\d+)\/(\d+)\//.exec(alertKey) ?? [];
  return gondola === undefined
    ? undefined
    : { href: `/console/shelves/${gondola}/${shelf}`, name: "Open shelf" };
}

export function AlertAdvice({ alert }: { readonly alert: Alert }) {
  const { text, at } = ADVICE[alert.kind];
  const places = [findShelf(alert.alertKey), at].filter((place) => place !== undefined);
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
