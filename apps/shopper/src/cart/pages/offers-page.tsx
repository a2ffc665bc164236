import { useLocale } from "@saunter/ui/components/locale";
import { Empty } from "@saunter/ui/components/notes";
import { formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { catalogue, state } from "../session.ts";
import { words } from "../words.ts";

/** Offers that count already, those that what is in the cart belongs to, and the rest. */
export function OffersPage() {
  const { bill, lines } = state.value!;
  const { locale } = useLocale();
  const texts = words.texts.offers;
  const all = catalogue.value?.offers ?? [];
  const applied = new Set(bill.offers.map(({ name }) => name));
  const inCart = new Set(lines.map(({ gtin }) => gtin));
  const open = all.filter(({ name }) => !applied.has(name));
  const begun = open.filter(({ gtins }) => gtins.some((gtin) => inCart.has(gtin)));
  const others = open.filter((one) => !begun.includes(one));
  return (
    <>
      <h1>{texts.title}</h1>
      {bill.offers.length + open.length === 0 ? <Empty title={texts.none} /> : null}
      <Group title={texts.applied} isShown={bill.offers.length > 0}>
        {bill.offers.map(({ name, discountMinor }) => (
          <li key={name} class="cart-offer applied">
            <strong dir="auto">{name}</strong>
            {bill.currency === null
              ? null
              : ` · ${texts.saves(formatMoney(Math.abs(discountMinor), bill.currency, locale))}`}
          </li>
        ))}
      </Group>
      <Group title={texts.more} isShown={begun.length > 0}>
        {begun.map((offer) => (
          <Offer key={offer.offerId} offer={offer} />
        ))}
      </Group>
      <Group title={texts.others} isShown={others.length > 0}>
        {others.map((offer) => (
          <Offer key={offer.offerId} offer={offer} />
        ))}
      </Group>
    </>
  );
}

interface GroupProps {
  readonly title: string;
  readonly isShown: boolean;
  readonly children: ComponentChildren;
}

function Group({ title, isShown, children }: GroupProps) {
  if (!isShown) return null;
  return (
    <section class="stack">
      <h2>{title}</h2>
      <ul class="cart-lines">{children}</ul>
    </section>
  );
}

type CatalogueOffer = NonNullable<typeof catalogue.value>["offers"][number];

function Offer({ offer }: { readonly offer: CatalogueOffer }) {
  return (
    <li class="cart-offer">
      <strong dir="auto">{offer.name}</strong>
      {offer.membersOnly ? ` · ${words.texts.offers.members}` : null}
    </li>
  );
}
