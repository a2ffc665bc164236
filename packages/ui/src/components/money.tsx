import { formatMoney } from "../format.ts";
import { useLocale } from "./locale.tsx";

interface MoneyProps {
  readonly amountMinor: number;
  readonly currency: string;
}

export function Money({ amountMinor, currency }: MoneyProps) {
  const { locale } = useLocale();
  // Its own direction: an amount reads the same within text from right to left.
  return <bdi>{formatMoney(amountMinor, currency, locale)}</bdi>;
}
