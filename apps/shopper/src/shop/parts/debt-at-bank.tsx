import { words } from "../words.ts";

/** Where a payment is confirmed with the payer's bank; nothing where there is nothing to confirm. */
export function DebtAtBank({ actionUrl }: { readonly actionUrl: string | null }) {
  const t = words.texts.receipt;
  if (actionUrl === null) return null;
  return (
    <div class="note warning">
      <p>{t.confirmBank}</p>
      <a class="button main" href={actionUrl} rel="noreferrer">
        {t.confirmLink}
      </a>
    </div>
  );
}
