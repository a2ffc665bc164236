import type { Alert } from "../../parts/alert-acts.tsx";

interface Advice {
  readonly text: string;
  /** Where it is done. */
  readonly at?: { readonly href: string; readonly name: string };
}

const CATALOGUE = { href: "/console/goods/catalogue", name: "The catalogue" };
const PLANOGRAM = { href: "/console/goods/planogram", name: "The planogram" };
const STOCK = { href: "/console/goods", name: "Stock" };
const REVIEW = { href: "/console/review", name: "Review" };
const PEOPLE = { href: "/console/", name: "The floor" };

/** What is to be done, beside what has happened; empty where the alert itself says it. */
const ADVICE: Readonly<Record<Alert["kind"], Advice>> = {
  "age-check": { text: "" },
  "age-unchecked": { text: "", at: REVIEW },
  "visits-unseen": { text: "", at: REVIEW },
  tailgating: { text: "", at: PEOPLE },
  "shopper-unbound": { text: "", at: PEOPLE },
  "bound-by-guess": { text: "", at: PEOPLE },
  "exit-without-entry": {
    text: "Speak to them if they are still near; then count what is left on the shelf.",
    at: STOCK,
  },
  "price-missing": { text: "Give it one.", at: CATALOGUE },
  "low-stock": { text: "", at: STOCK },
  "stock-wrong": { text: "", at: STOCK },
  "misplaced-item": { text: "Put it back where it belongs." },
  "wrong-planogram": { text: "Put the goods where it says, or correct it.", at: PLANOGRAM },
  "wrong-weight": { text: "Weigh ten units, and correct the weight.", at: CATALOGUE },
  "plate-dead": { text: "Check the plate and its cable." },
  "plate-noisy": { text: "See that nothing touches the plate or blows at it." },
  "camera-quiet": { text: "" },
  "camera-fault": {
    text: "Until it is well, receipts of those before it may be looked at.",
    at: REVIEW,
  },
  "scale-quiet": { text: "" },
  "refund-failed": { text: "" },
  "money-withdrawn": { text: "" },
  "payment-offline": { text: "Where it lasts, see to the network." },
  "webhook-failing": {
    text: "Tell whoever looks after the address; what was given up can be sent again.",
    at: { href: "/console/webhooks", name: "Webhooks" },
  },
  "goods-conflict": { text: "", at: STOCK },
  "work-failing": { text: "" },
  "clock-wrong": { text: "" },
  "evidence-full": { text: "" },
  "clips-failing": { text: "" },
  "disk-low": {
    text: "Take off it what is not the shop's, or move the shop's folder to a larger disk.",
  },
  "process-slow": {
    text: "End what else runs on its machine, and close pages of the floor that nobody looks at.",
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
    : { href: `/console/shelves/${gondola}/${shelf}`, name: "The shelf" };
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
