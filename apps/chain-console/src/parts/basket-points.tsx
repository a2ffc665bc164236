/** An example of a loyalty rule: a basket, the points that it earns, and what they are worth. */
import { countPoints, countWorthMinor } from "@saunter/protocol/chain/loyalty";
import { Icon } from "@saunter/ui/components/icon";
import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney } from "@saunter/ui/format";
import { Coins, type IconNode, ShoppingBasket, Star } from "lucide";
import { words } from "../words.ts";

interface BasketPointsProps {
  readonly basketMinor: number;
  readonly currency: string;
  readonly rule: {
    readonly earnedPoints: number;
    readonly perMinor: number;
    readonly pointsPerMinor: number;
  };
}

export function BasketPoints({ basketMinor, currency, rule }: BasketPointsProps) {
  const t = words.texts.loyalty;
  const { locale } = useLocale();
  const points = countPoints(basketMinor, rule);
  const worthMinor = countWorthMinor(points, rule);
  const basket = formatMoney(basketMinor, currency, locale);
  const worth = formatMoney(worthMinor, currency, locale);
  const share = basketMinor === 0 ? 0 : worthMinor / basketMinor;
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: 1,
  }).format(share);
  return (
    <figure class="basket-points">
      <div aria-hidden="true">
        <Step icon={ShoppingBasket} text={basket} />
        <Step icon={Star} text={words.texts.cards.points(points)} />
        <Step icon={Coins} text={worth} />
      </div>
      <div class="basket-bar" aria-hidden="true">
        <span style={{ inlineSize: `${Math.min(100, share * 100)}%` }} />
      </div>
      <figcaption>{t.example(basket, words.texts.cards.points(points), worth, percent)}</figcaption>
    </figure>
  );
}

function Step({ icon, text }: { readonly icon: IconNode; readonly text: string }) {
  return (
    <span class="basket-step">
      <Icon node={icon} size={28} />
      <bdi>{text}</bdi>
    </span>
  );
}
