import { Icon } from "@saunter/ui/components/icon";
import type { IconNode } from "lucide";
import { BookOpen, DoorOpen, ReceiptText, ShoppingCart, Smartphone } from "lucide";
import { shop } from "../shop.ts";
import { words } from "../words.ts";

interface Way {
  readonly href: string;
  readonly icon: IconNode;
  /** Its name; what it is is the same with "Text". */
  readonly key: "phones" | "entrance" | "kiosk" | "cart" | "docs";
}

const WAYS: readonly Way[] = [
  { href: "/shop/", icon: Smartphone, key: "phones" },
  { href: "/display/", icon: DoorOpen, key: "entrance" },
  { href: "/kiosk/", icon: ReceiptText, key: "kiosk" },
];
const CART: Way = { href: "/cart/", icon: ShoppingCart, key: "cart" };
const DOCS: Way = { href: "/docs/", icon: BookOpen, key: "docs" };

/** Everything else that there is to be seen of a shop. */
export function WaysOn() {
  const t = words.texts.welcome;
  const ways = [
    ...WAYS,
    ...(shop.value?.hasSmartCarts === true ? [CART] : []),
    ...(shop.value?.hasDocs === true ? [DOCS] : []),
  ];
  return (
    <nav class="welcome-ways" aria-label={t.ways}>
      {ways.map(({ href, icon, key }) => (
        <a key={href} class="card welcome-way" href={href}>
          <Icon node={icon} size={22} />
          <strong>{t[key]}</strong>
          <span class="soft">{t[`${key}Text`]}</span>
        </a>
      ))}
    </nav>
  );
}
