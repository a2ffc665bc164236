import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { subscribeEvents } from "../events.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";

/** What is not paid keeps its owner out: how much, and where to pay it. Nothing where all is paid. */
export function DebtNote() {
  const t = words.texts.enter;
  const { locale } = useLocale();
  const { route } = useLocation();
  const { value, reload } = useLoaded((signal) => api.call("GET /v1/me/debts", { signal }), []);
  useEffect(
    () =>
      subscribeEvents((event) => (event === null || /^debt\./.test(event.type) ? reload() : null)),
    [],
  );
  const [debt] = value?.items ?? [];
  if (debt === undefined) return null;
  return (
    <div class="note wrong" role="alert">
      <strong>{t.owes(formatMoney(debt.owedMinor, debt.currency, locale))}</strong>
      <p>{t.owesText}</p>
      <Button onPress={() => route(`/shop/visits/${debt.visitId}`)}>{t.payNow}</Button>
    </div>
  );
}
