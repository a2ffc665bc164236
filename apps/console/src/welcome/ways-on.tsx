import { Icon } from "@saunter/ui/components/icon";
import type { IconNode } from "lucide";
import { BookOpen, DoorOpen, ReceiptText, ShoppingCart, Smartphone } from "lucide";
import { shop } from "../shop.ts";

interface Way {
  readonly href: string;
  readonly icon: IconNode;
  readonly name: string;
  readonly words: string;
}

const WAYS: readonly Way[] = [
  {
    href: "/shop/",
    icon: Smartphone,
    name: "On their phones",
    words: "The shopper’s view: a code for the gate, the live cart, receipts.",
  },
  {
    href: "/display/",
    icon: DoorOpen,
    name: "At the entrance",
    words: "The display at the gate: whether the shop is open, and how to come in.",
  },
  {
    href: "/kiosk/",
    icon: ReceiptText,
    name: "At the kiosk",
    words: "Shoppers without a phone find their receipt here and pay what they owe.",
  },
];

const CART: Way = {
  href: "/cart/",
  icon: ShoppingCart,
  name: "With a smart cart",
  words: "Take one: scan, weigh, pay at the lane. Or cheat, and see what it makes of it.",
};

const DOCS: Way = {
  href: "/docs/",
  icon: BookOpen,
  name: "In the documentation",
  words: "First steps, how it works, and how to run a shop of your own.",
};

/** Everything else that there is to be seen of a shop. */
export function WaysOn() {
  const ways = [
    ...WAYS,
    ...(shop.value?.hasSmartCarts === true ? [CART] : []),
    ...(shop.value?.hasDocs === true ? [DOCS] : []),
  ];
  return (
    <nav class="welcome-ways" aria-label="Other screens of the shop">
      {ways.map(({ href, icon, name, words }) => (
        <a key={href} class="card welcome-way" href={href}>
          <Icon node={icon} size={22} />
          <strong>{name}</strong>
          <span class="soft">{words}</span>
        </a>
      ))}
    </nav>
  );
}
