import { useLocale } from "@saunter/ui/components/locale";
import { useNowMs } from "@saunter/ui/components/now";

/** The day in the shop, such as 2026-03-31. */
export function useToday(): string {
  const { timeZone } = useLocale();
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat("en-CA", zone).format(useNowMs());
}
