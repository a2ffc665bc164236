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
  ...{ meaning, advice },
  isFinding: false,
});
const find = (meaning: string, advice: string): AlertEntry => ({
  ...{ meaning, advice },
  isFinding: true,
});

const PEOPLE_ALERTS = {
  "age-check": describe(
    "Something with an age limit was taken",
    "Check the age before they leave, and say so: `POST /v1/visits/{visitId}/age-check`.",
  ),
  "age-unchecked": describe(
    "Something with an age limit left the shop before anybody had looked",
    "Say what you know of it; where nobody can, it is not charged.",
  ),
  "visits-unseen": describe(
    "Sensors were started anew during visits, and what was taken meanwhile was not seen",
    "Look at their reviews in time; without that each visit is free of charge.",
  ),
  tailgating: describe(
    "Somebody is inside without an entry of their own, or came back without one",
    "Ask them, and bind them to a visit or let them out.",
  ),
  "shopper-unbound": describe(
    "More people came in at a gate than its entry was for",
    "Bind the right ones to it: `POST /v1/visits/{visitId}/bindings`.",
  ),
  "bound-by-guess": describe(
    "Whose entry it was is a guess",
    "Ask them, and bind the right ones; when they have left, a reviewer settles it.",
  ),
  "exit-without-entry": describe(
    "Somebody left with goods and without an entry: nobody is charged",
    "Speak to them if they are near, and count what is left. Who leaves without goods raises no alert, and a second exit of the same person changes nothing.",
  ),
} as const;

const GOODS_ALERTS = {
  "price-missing": describe(
    "Something was taken that has no price: it is not charged",
    "Give it a price in the catalogue.",
  ),
  "low-stock": describe(
    "A product is at its low mark, by all facings of which stock is known",
    "Refill it, and write that down; it clears by itself then.",
  ),
  "stock-wrong": find(
    "More has gone from a facing than was there",
    "Count it again; it clears by itself then.",
  ),
  "misplaced-item": find(
    "A product seems to lie on plates of another",
    "Put it back where it belongs.",
  ),
  "wrong-planogram": find(
    "What is taken from plates is not what the planogram has there",
    "Put the goods where it says, or correct it.",
  ),
  "wrong-weight": find(
    "A product weighs other than the catalogue says",
    "Weigh ten units, and correct the weight.",
  ),
  "goods-conflict": describe(
    "What was changed of the goods here no longer fits the configuration's file, which holds",
    "Take the changes back, or make them anew.",
  ),
} as const;

const SENSOR_ALERTS = {
  "plate-dead": find(
    "A plate has stopped reading, or reads the same all the time",
    "Check the plate and its cable.",
  ),
  "plate-noisy": find(
    "A plate's readings spread widely at rest",
    "See that nothing touches the plate or blows at it.",
  ),
  "camera-quiet": describe(
    "No positions of people come in",
    "Check the cameras and the tracker; it clears by itself.",
  ),
  "camera-fault": describe(
    "A camera is not well: mostly what it sees does not count, and who was in its view is reviewed",
    "The message says what to look at; it clears by itself when the camera is well.",
  ),
  "scale-quiet": describe(
    "The scales of a gondola say nothing",
    "Check its controller and cable; it clears by itself.",
  ),
} as const;

const MONEY_ALERTS = {
  "refund-failed": describe(
    "The payment provider does not refund what is to be given back",
    "Give it back in cash: `POST /v1/charges/{chargeId}/cash-return`.",
  ),
  "money-withdrawn": describe(
    "Money went back that the shop did not send: a refund made at the provider, or the payer's bank",
    "Answer the dispute at the provider; it is not asked for again here.",
  ),
  "payment-offline": describe(
    "The payment provider does not answer",
    "Visits go on, and are settled when it does; where it lasts, see to the network.",
  ),
} as const;

const PROCESS_ALERTS = {
  "webhook-failing": describe(
    "An address takes no webhooks",
    "Tell whoever looks after it; what was given up can be sent again.",
  ),
  "work-failing": describe(
    "Something that was due fails, and is tried again",
    "Tell whoever looks after the system: the log says more.",
  ),
  "clock-wrong": describe(
    "The machine's clock is off the shop's time, which never goes back, by more than a minute",
    "Set it right: receipts and entry codes go by it. It clears by itself then.",
  ),
  "evidence-full": describe(
    "There is more evidence than there is room for: the oldest is deleted before its date",
    "Keep it for fewer days: `policies.evidenceKeepDays`.",
  ),
  "clips-failing": describe(
    "Clips of doubtful picks cannot be made, and none are kept",
    "See that `ffmpeg` is there with one of the encoders that it names; it clears by itself then.",
  ),
  "disk-low": describe(
    "The disk of the shop's folder is nearly full",
    "Make room, or move the folder to a larger disk: on a full one the shop ends.",
  ),
  "process-slow": describe(
    "The shop's process has been late for a minute",
    "End what else runs on its machine.",
  ),
} as const;

export const ALERT_TABLE: Readonly<Record<AlertKind, AlertEntry>> = {
  ...PEOPLE_ALERTS,
  ...GOODS_ALERTS,
  ...SENSOR_ALERTS,
  ...MONEY_ALERTS,
  ...PROCESS_ALERTS,
};

export const FINDING_KINDS: readonly AlertKind[] = ALERT_KINDS.filter(
  (kind) => ALERT_TABLE[kind].isFinding,
);
