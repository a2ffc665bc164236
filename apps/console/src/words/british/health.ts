import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { createPlural } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";

const plural = createPlural("en-GB");

/** Every word of health in the console. Other languages are typed by these. */
export const health = {
  title: "Health",
  devices: "Devices",
  ok: "OK",
  online: "online",
  offline: "offline",

  alerts: {
    title: "Alerts",
    filter: "Filter alerts",
    states: { open: "Open", cleared: "Resolved" },
    noneOpen: "No open alerts",
    noneOpenText: "New alerts appear here automatically, with what to do.",
    noneCleared: "No resolved alerts yet",
    older: "Older",
    visit: "the visit",
    acknowledgedBy: (name: ComponentChildren, time: ComponentChildren): ComponentChildren => [
      "acknowledged by ",
      name,
      " ",
      time,
    ],
    acknowledge: "Acknowledge",
    acknowledgeOne: (message: string) => `Acknowledge: ${message}`,
  },

  places: {
    catalogue: "Open catalogue",
    planogram: "Open planogram",
    stock: "Open stock",
    receipts: "Open receipts",
    till: "Open till",
    carts: "Open smart carts",
    review: "Open review",
    floor: "Open floor",
    devices: "Open devices",
    webhooks: "Open webhooks",
    yourSignIn: "Open your sign-in",
    shelf: "Open shelf",
  },

  /** What is to be done, where the alert itself does not say it. */
  advice: {
    "exit-without-entry":
      "Speak to them if they are still near, then count the stock on the shelf.",
    "price-missing": "Set a price.",
    "misplaced-item": "Put it back in its place.",
    "wrong-planogram": "Move the products to match the planogram, or correct the planogram.",
    "wrong-weight": "Weigh ten units and correct the weight.",
    "plate-dead": "Check the plate and its cable.",
    "plate-noisy": "Check that nothing touches the plate and no draught reaches it.",
    "camera-fault": "Until this camera recovers, receipts of shoppers in its view may need review.",
    "wrong-units": "Until then, affected receipts need review.",
    "chain-offline": "The shop sells on. If it lasts, check the network.",
    "chain-forged":
      "Report it to your chain's operator: someone else may be able to write to its hub.",
    "chain-silent":
      "The shop keeps selling. If it lasts, check the network, then ask your chain’s operator.",
    "chain-behind": "Prices, users or policies may be old. If it lasts, ask your chain’s operator.",
    "payment-offline": "If it lasts, check the network.",
    "fiscal-fault": "Receipts are signed later. If it lasts, check the device.",
    "hold-missing": "Add a hold to the configuration, or accept the loss of what a bank declines.",
    "many-disputes": "Check their receipts.",
    "many-refunds": "Check their receipts.",
    "cash-float": "Record there what you took to the bank, or the change that you brought.",
    "review-due": "When their time is over, they are settled for the shopper.",
    "review-overdue": "Only a reviewer can settle it now.",
    "webhook-failing": "Tell whoever runs the receiving system. You can send failed events again.",
    "second-factor-missing": "Every operator sets up an authenticator app, or uses a passkey.",
    "disk-low": "Free disk space, or move the shop’s folder to a larger disk.",
    "rows-damaged": "Have the disk checked, and make again what was taken out.",
    "process-slow":
      "Stop other programs on this computer, and close floor pages that nobody is using.",
  } satisfies Partial<Record<AlertKind, string>>,

  cameras: {
    title: "Cameras",
    well: (well: number, all: number) => `${well} of ${all} OK`,
    caption: "State of each camera",
    noFrame: "no frame since start",
    resting: (time: ComponentChildren): ComponentChildren => ["nobody in view; last frame ", time],
    running: (framesPerS: string, time: ComponentChildren): ComponentChildren => [
      `${framesPerS} frames/s; last frame `,
      time,
    ],
    dropping: (
      framesPerS: string,
      droppedPercent: number,
      time: ComponentChildren,
    ): ComponentChildren => [
      `${framesPerS} frames/s, ${droppedPercent}% dropped; last frame `,
      time,
    ],
    standby: "standby",
    connecting: "connecting",
    ended: "video ended",
    noFrames: "no frames",
    /** As they are called beside the camera's name. */
    faults: {
      silent: "no frames",
      black: "black",
      covered: "covered",
      frozen: "frozen",
      "upside-down": "upside down",
      swapped: "swapped",
      moved: "moved",
      elsewhere: "wrong calibration",
      damaged: "damaged frames",
      drifted: "knocked",
      unsure: "calibration unsure",
      "out-of-focus": "blurred",
    },
    faulty: "faulty",
    /** What is wrong and what to check, by fault; what has none here is as the shop says it. */
    advice: {} as Readonly<Record<string, string>>,
  },

  gates: {
    title: "Gates",
    modes: { automatic: "Automatic", "held-open": "Hold open", closed: "Close" },
    states: { idle: "automatic", admitting: "opening", "held-open": "held open", closed: "closed" },
    now: (name: string, state: string) => `${name}: ${state}`,
    expected: (count: number) => `${count} still expected`,
    modeOf: (name: string) => `Mode of ${name}`,
    questions: {
      "held-open": {
        title: (name: string) => `${name}: hold open?`,
        text: "People who walk in have no entry: they are not charged, and each one raises an alert.",
        confirm: "Hold open",
      },
      closed: {
        title: (name: string) => `${name}: close?`,
        text: "Nobody can come in through this gate.",
        confirm: "Close gate",
      },
    },
    cancel: "Cancel",
  },

  server: {
    title: "Server",
    caption: "State of the server",
    status: "Status",
    lastUpdated: (time: ComponentChildren): ComponentChildren => ["last updated ", time],
    since: (time: ComponentChildren): ComponentChildren => ["since ", time],
    provider: "Payment provider",
    noAnswer: "no answer",
    disk: "Disk",
    nearlyFull: "nearly full",
    diskFree: (free: string, all: string) => `${free} of ${all} GiB free`,
    speed: "Speed",
    slow: "slow",
    busy: "busy",
    delay: (delayMs: string) => `${delayMs} ms delay (99th percentile)`,
    memory: "Memory",
    mebibytes: (amount: string) => `${amount} MiB`,
    journal: "Journal",
    events: (count: string) => `${count} events`,
    backlog: "Backlog",
    charges: (count: number) => plural(count, { one: "# charge", other: "# charges" }),
    reviews: (count: number) => plural(count, { one: "# review", other: "# reviews" }),
    webhooks: (count: number) => plural(count, { one: "# webhook", other: "# webhooks" }),
    mails: (count: number) => plural(count, { one: "# mail", other: "# mails" }),
    list: (texts: readonly string[]) => texts.join(", "),
    nothing: "nothing",
  },

  chain: {
    title: "Chain",
    caption: "What the chain has decided",
    connection: "Connection",
    sent: "all events sent",
    waiting: (count: string) => `${count} events to send`,
    kinds: {
      goods: "Products and prices",
      offers: "Offers",
      planogram: "Planogram",
      policies: "Policies",
      staff: "Staff",
      engine: "Engine parameters",
      software: "Software",
    },
    states: {
      "in-force": "in force",
      refused: "refused",
      scheduled: "scheduled",
      waiting: "on its way",
    },
    since: (version: number, time: ComponentChildren): ComponentChildren => [
      `version ${version}, since `,
      time,
    ],
    refused: (version: number, time: ComponentChildren): ComponentChildren => [
      `version ${version}, refused `,
      time,
    ],
    from: (version: number, time: ComponentChildren): ComponentChildren => [
      `version ${version}, from `,
      time,
    ],
    update: "Update",
    updateDue: "due",
    updateTo: (running: string, wanted: string) => `Saunter ${running} is to become ${wanted}`,
    updateAdvice: "Install the new version.",
    refusedAdvice: (reason: string) =>
      `The version before it stays in force. Tell the chain: ${reason}`,
  },

  sensors: {
    title: "Sensors",
    online: (online: number, all: number) => `${online} of ${all} online`,
    comma: ", ",
    withFault: (count: number) => `${count} with a fault`,
    fault: "fault",
    caption: "When each sensor was last active",
    never: "not since start",
    cameras: "cameras",
    gondola: (gondola: string) => `gondola ${gondola}`,
  },
};
