import type { PublicEventType } from "@saunter/protocol/public-event";
import { createPlural } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";

const plural = createPlural("en-GB");

/** Every word of webhooks in the console. Other languages are typed by these. */
export const webhooks = {
  title: "Webhooks",
  keys: "API keys",
  add: "Add webhook",
  none: "No webhooks yet",
  noneText: "A webhook sends what happens in the shop to another system, signed.",
  remove: "Remove",

  secret: {
    title: "Signing secret",
    another: (url: string) => `Choose New secret for ${url}`,
    shown: (url: ComponentChildren): ComponentChildren => [
      "This is the signing secret of ",
      url,
      ". We show it only once: copy it now to the receiving system, and send it a test.",
    ],
    new: "New secret",
    both: "Messages are signed with both secrets for a while, so that none is refused meanwhile.",
    former: "Former secret signs",
    make: "Make a new secret",
    formerUntil: (time: ComponentChildren): ComponentChildren => [
      "Signed with the former secret, too, until ",
      time,
    ],
  },

  adding: {
    address: "Address",
    hint: "Begins with https:// and leads out of the shop.",
    add: "Add",
    save: "Save",
  },

  removing: {
    title: "Remove webhook",
    text: (url: ComponentChildren): ComponentChildren => [
      "Nothing more is sent to ",
      url,
      ", and its list of deliveries is deleted.",
    ],
    done: "Webhook removed.",
  },

  endpoint: {
    enabled: "enabled",
    disabled: "disabled",
    pending: (count: number) => `${count} pending`,
    failed: (count: number) => `${count} failed`,
    resendAll: "Resend all failed",
    resending: (count: number) =>
      plural(count, { one: "Resending # event.", other: "Resending # events." }),
    configured: "From the shop’s configuration",
    enable: "Enable",
    disable: "Disable",
    events: "Events",
  },

  test: {
    send: "Send test",
    delivered: "test delivered",
    failed: "test failed",
    took: (tookMs: number) => `in ${tookMs} ms`,
  },

  deliveries: {
    caption: "Deliveries",
    none: "No deliveries yet",
    event: "Event",
    visit: "Visit",
    state: "State",
    attempts: "Attempts",
    when: "When",
    response: "Last response",
    actions: "Actions",
    tries: "tries",
    answer: "answer",
    older: "Older",
    openVisit: "Open visit",
    resend: "Resend",
    resendOne: (eventId: number) => `Resend event ${eventId}`,
    unknown: (eventId: number) => `event ${eventId}`,
    number: (eventId: number) => `no. ${eventId}`,
    states: { pending: "pending", delivered: "delivered", dead: "failed" },
  },

  events: {
    title: "Events",
    all: "All events, also those of later versions",
    types: {
      "visit.opened": "A visit begins",
      "visit.closed": "A visit ends",
      "cart.updated": "A cart changes",
      "interaction.decided": "A pick or put-back is decided",
      "receipt.drafted": "A receipt is drafted",
      "receipt.finalised": "A receipt is final",
      "receipt.contested": "A line is disputed",
      "receipt.corrected": "A receipt is corrected",
      "receipt.refunded": "A refund is made",
      "charge.updated": "Money is held, charged or refunded",
      "debt.opened": "A charge could not be collected",
      "debt.settled": "A debt is paid or waived",
      "review.opened": "A review is waiting",
      "review.ended": "A review is decided or has expired",
      "stock.changed": "A facing is counted, refilled or sold from",
      "drawer.changed": "The till’s drawer is counted, banked from or given change",
      "goods.changed": "Products, planogram or offers change",
      "alert.raised": "An alert is raised",
      "alert.acknowledged": "An alert is acknowledged",
      "alert.cleared": "An alert is cleared",
    } satisfies Record<PublicEventType, string>,
  },
};
