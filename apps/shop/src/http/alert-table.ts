/** Every kind of alert to staff, in one table: what has happened, and what people do about it. */
import { ALERT_KINDS, type AlertKind } from "@saunter/protocol/alert-kinds";

export interface AlertEntry {
  /** What has happened. */
  readonly meaning: string;
  /** What whoever sees it can do, and when it clears by itself. */
  readonly advice: string;
  /** Whether it says that the shop is other than it says of itself: those are in `GET /v1/findings`. */
  readonly isFinding: boolean;
}

const describe = (meaning: string, advice: string): AlertEntry => ({
  meaning,
  advice,
  isFinding: false,
});
const find = (meaning: string, advice: string): AlertEntry => ({
  meaning,
  advice,
  isFinding: true,
});

const PEOPLE_ALERTS = {
  "age-check": describe(
    "A shopper has an age-restricted item",
    "Check their age before they leave and record the result: `POST /v1/visits/{visitId}/age-check`.",
  ),
  "age-unchecked": describe(
    "An age-restricted item left the shop before an age check",
    "Record the age if you know it. Otherwise the item is not charged.",
  ),
  "visits-unseen": describe(
    "Sensors restarted during visits, and picks may have been missed",
    "Review these visits before the deadline. Otherwise each is free of charge.",
  ),
  tailgating: describe(
    "Someone is inside without an entry of their own, or came back without one",
    "Ask them, then assign them to a visit or let them out.",
  ),
  "shopper-unbound": describe(
    "More people came in at a gate than the entry was for",
    "Assign the right people to the visit: `POST /v1/visits/{visitId}/bindings`.",
  ),
  "bound-by-guess": describe(
    "Entry matched by guess",
    "Ask them and assign the right people. After they leave, a reviewer decides.",
  ),
  "exit-without-entry": describe(
    "Someone left with items and without an entry: nobody is charged",
    "Speak to them if they are near, and count the stock. Leaving without items raises no alert, and a second exit of the same person changes nothing.",
  ),
} as const;

const CART_ALERTS = {
  "cart-help": describe(
    "A shopper calls for help at a smart cart",
    "Go to them, or answer on the console’s page Smart carts. The alert clears automatically when somebody answers.",
  ),
  "cart-check": describe(
    "A smart cart at its lane needs a glance, a re-weigh or an age check",
    "Look at it and record the result: `POST /v1/carts/{cartId}/trips/{tripId}/check`. Otherwise its receipt is reviewed.",
  ),
  "cart-left": describe(
    "A smart cart has sent nothing for too long, was left with goods, or is outside the shop",
    "Find the cart, put back goods that were left, and say so on the console’s page Smart carts. The alert clears automatically when its trip goes on or another begins.",
  ),
  "cart-fault": describe(
    "A smart cart has a fault, or its battery is low",
    "The message says what to check. The alert clears automatically.",
  ),
} as const;

const GOODS_ALERTS = {
  "price-missing": describe(
    "A product without a price was taken: it is not charged",
    "Set a price in the catalogue.",
  ),
  "low-stock": describe(
    "A product has reached its low-stock level, over all counted facings",
    "Refill it and record the refill. The alert then clears automatically.",
  ),
  "stock-wrong": find(
    "A facing sold more than it had in stock",
    "Count it again. The alert then clears automatically.",
  ),
  "misplaced-item": find(
    "A product seems to be on another product’s plates",
    "Put it back in its place.",
  ),
  "wrong-planogram": find(
    "The products on these plates do not match the planogram",
    "Move the products to match the planogram, or correct the planogram.",
  ),
  "wrong-weight": find(
    "A product’s weight does not match the catalogue",
    "Weigh ten units and correct the weight.",
  ),
  "goods-conflict": describe(
    "Edits to products conflict with the configuration file, which takes precedence",
    "Undo the edits, or make them again.",
  ),
  "planogram-unpublished": describe(
    "The planogram draft was not published at its time, as it no longer matches the products",
    "Change the draft and publish it. The alert then clears automatically.",
  ),
} as const;

const SENSOR_ALERTS = {
  "plate-dead": find(
    "A plate sends no readings, or always the same one",
    "Check the plate and its cable. The alert clears automatically once the plate has read well for a minute.",
  ),
  "plate-noisy": find(
    "A plate’s readings are noisy at rest",
    "Check that nothing touches the plate and no draught reaches it. The alert clears automatically once the plate has read well for a minute.",
  ),
  "camera-quiet": describe(
    "No positions of shoppers arrive",
    "Check the cameras and the tracker. The alert clears automatically.",
  ),
  "camera-fault": describe(
    "A camera has a fault: its detections usually do not count, and shoppers in its view are reviewed",
    "The message says what to check. The alert clears automatically when the camera recovers.",
  ),
  "scale-quiet": describe(
    "The scales of a gondola send no readings",
    "Check its controller and cable. The alert clears automatically.",
  ),
  "device-fault": describe(
    "A scale controller, or one of its channels, has a fault: shoppers before its plates are reviewed",
    "The message says what to check; the console’s page Devices shows what it reads. The alert clears automatically when the fault is over.",
  ),
  "wrong-units": describe(
    "Scales, positions of people or the catalogue are in another unit than configured: every receipt is reviewed. Or scale channels are, or may be, wired for one another: receipts of shoppers who stood before them are reviewed",
    "The message says which key of the configuration to change. Restart the shop afterwards: the alert then clears automatically. If channels only may be swapped, check the shelf first: the alert clears when the next picks show that they aren’t.",
  ),
  "gate-fault": describe(
    "A gate does not open or close as it should, was forced, or its reader is offline",
    "The message says what to check. Until then, staff open it. The alert clears automatically when the fault is over.",
  ),
  "clock-offset": describe(
    "Cameras, or a tracker, and scales are not in time with each other: shoppers who stood together are reviewed",
    "A new offset is found and corrected within some picks. If the alert stays, do what its message says. It clears automatically.",
  ),
} as const;

const MONEY_ALERTS = {
  "refund-failed": describe(
    "The payment provider did not make a refund that is due",
    "Refund it in cash: `POST /v1/charges/{chargeId}/cash-return`.",
  ),
  "money-withdrawn": describe(
    "Money was returned outside the shop: a refund at the provider, or a dispute at the payer’s bank",
    "Answer the dispute at the provider. Saunter does not charge the amount again.",
  ),
  "payment-offline": describe(
    "The payment provider cannot be reached",
    "Visits continue and are charged later. If it lasts, check the network.",
  ),
  "fiscal-fault": describe(
    "The device that signs receipts cannot be reached, or refuses one",
    "Receipts are issued with a mark and signed later. If it lasts, check the device; the law may want it reported.",
  ),
  "hold-missing": describe(
    "No hold is configured: a card is first charged after its owner has left with the goods",
    "Configure `entry.hold`, or accept that what a bank declines then is the shop’s loss.",
  ),
  "cash-float": describe(
    "The till’s drawer should hold less cash, or more, than `policies.cashFloat` says",
    "Bring change, or take cash to the bank, and record it on the console’s page Till. The alert clears automatically when the drawer is right again.",
  ),
  "review-due": describe(
    "Reviews are due soon and not decided",
    "Decide them. When their time is over, they are settled for the shopper. The alert clears automatically.",
  ),
  "review-overdue": describe(
    "A review has passed its deadline and exceeds the caps in `policies.withoutReview`: it is not settled automatically",
    "Decide it. The alert then clears automatically.",
  ),
  "many-disputes": describe(
    "One payer or card has disputed unusually often in 24 hours",
    "Check the receipts, and clear the alert: it is raised again at the next dispute. The threshold is `policies.velocity.disputesPerDay`.",
  ),
  "many-refunds": describe(
    "Disputes of one payer or card were refunded unusually often in 24 hours",
    "Check the receipts, and clear the alert: it is raised again at the next refund. The threshold is `policies.velocity.refundsPerDay`.",
  ),
  "many-sign-ups": describe(
    "Too many sign-ups from one network address or with one card: more are refused for now",
    "Check new customers. If they are genuine, raise the limits in `policies.velocity`. The alert clears automatically.",
  ),
} as const;

const PROCESS_ALERTS = {
  "chain-offline": describe(
    "The chain has not been reached for five minutes: the shop sells on, and its events wait",
    "If it lasts, check the network, then ask whoever runs the chain. The alert clears automatically.",
  ),
  "chain-forged": describe(
    "A message at the chain's hub wasn't signed by the chain, was for another shop, or was an old one: the shop didn't take it",
    "Report it to your chain's operator: someone else may be able to write to the hub. Clear the alert: it is raised again at the next message.",
  ),
  "chain-silent": describe(
    "Nothing signed by the chain has arrived for almost a minute: it is down, or the network or its hub holds messages back. The shop keeps selling",
    "If it lasts, check the network, then ask your chain's operator. The alert clears automatically.",
  ),
  "chain-behind": describe(
    "The shop has been unable to get what the chain published for almost a minute: prices, users or policies may be old",
    "If it lasts, ask your chain's operator: the hub may hold messages back. The alert clears automatically.",
  ),
  "webhook-failing": describe(
    "Webhooks to an address fail",
    "Tell whoever runs the receiving system. You can resend failed events.",
  ),
  "work-failing": describe(
    "A background task fails and is retried",
    "Tell whoever runs the server. The log has the details.",
  ),
  "clock-wrong": describe(
    "The computer’s clock is more than a minute off the shop’s time, which never goes back",
    "Check the computer’s clock, and correct it if it is wrong: receipts and entry codes use the shop’s time. If it is right, leave it: the shop’s time runs at half speed until both agree. The alert then clears automatically.",
  ),
  "clock-unconfirmed": describe(
    "The computer’s clock leapt ahead of the shop’s time, and neither its time server nor the chain confirms it: nothing is charged or refunded, and no review expires",
    "Check the computer’s date and time. If they are wrong, correct them: the alert then clears automatically. If they are right, clear the alert: the shop’s time changes to the computer’s, and payments continue. A leap of less than a day is accepted after five minutes.",
  ),
  "second-factor-missing": describe(
    "An operator can sign in with a password alone",
    "Operators set up a second factor or a passkey under “Your sign-in”. The alert then clears automatically.",
  ),
  "evidence-full": describe(
    "Evidence storage is full: the oldest evidence is deleted before its date",
    "Reduce the retention period: `policies.evidenceKeepDays`.",
  ),
  "clips-failing": describe(
    "Clips of flagged picks cannot be made, and none are kept",
    "Install `ffmpeg` with one of the encoders in the message. The alert then clears automatically.",
  ),
  "disk-low": describe(
    "The disk with the shop’s folder is nearly full",
    "Free disk space, or move the folder to a larger disk. The shop stops when the disk is full.",
  ),
  "rows-damaged": describe(
    "Stored records were damaged on the disk: what is made of the journal was rebuilt, others were taken out",
    "Check the disk. Make again what was taken out (the message lists tables and keys), or restore the last backup. Then clear the alert.",
  ),
  "process-slow": describe(
    "The server has been slow for a minute",
    "Stop other programs on this computer.",
  ),
} as const;

export const ALERT_TABLE: Readonly<Record<AlertKind, AlertEntry>> = {
  ...PEOPLE_ALERTS,
  ...CART_ALERTS,
  ...GOODS_ALERTS,
  ...SENSOR_ALERTS,
  ...MONEY_ALERTS,
  ...PROCESS_ALERTS,
};

export const FINDING_KINDS: readonly AlertKind[] = ALERT_KINDS.filter(
  (kind) => ALERT_TABLE[kind].isFinding,
);
