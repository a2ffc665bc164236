import { alertKindsBritish } from "@saunter/ui/words/alert-kinds-en-gb";
import type { ComponentChildren } from "preact";

/** Every word of alerts in the console. Other languages are typed by these. */
export const alerts = {
  title: "Who gets alerts",
  open: "Open alerts",
  remove: "Remove",
  removeOne: (name: string) => `Remove ${name}`,

  devices: {
    title: "Your devices",
    states: {
      unsupported:
        "This browser shows no notifications here. Open the console by its https:// address; on an iPhone, add it to the home screen first.",
      denied: "This browser blocks notifications of the console. Allow them in its site settings.",
      off: "This device shows no alerts yet.",
      on: "This device shows alerts, also while the console is closed.",
    },
    show: "Show alerts on this device",
    stop: "Stop on this device",
    since: (day: ComponentChildren): ComponentChildren => ["since ", day],
    removed: "Removed.",
    name: (browser: string, system: string) => `${browser} on ${system}`,
    browser: "Browser",
    system: "device",
  },

  rules: {
    title: "Rules",
    add: "Add rule",
    change: "Change rule",
    none: "No rules yet",
    noneText:
      "Alerts are shown on the page Health. Add a rule to send them to people who are elsewhere.",
    removed: (name: string) => `${name} removed.`,
    tested: "Test sent.",
    notTested: (why: string) => `Not sent: ${why}.`,
    off: "off",
    notSent: (count: number) => `${count} not sent`,
    test: "Send test",
    testOne: (name: string) => `Send test of ${name}`,
    sent: "Sent alerts",
    sentOne: (name: string) => `Sent alerts of ${name}`,
    edit: "Change",
    editOne: (name: string) => `Change ${name}`,
    once: "once",
    everyMinutes: (minutes: number) => `every ${minutes} min until acknowledged`,
    allKinds: "All alerts",
    kinds: (kinds: readonly string[], rest: number) =>
      `${kinds.join(", ")}${rest === 0 ? "" : ` and ${rest} more`}`,
    always: "around the clock",
    hours: (from: string, until: string) => `${from} to ${until}`,
    pushTo: {
      operator: "Notification on phones and computers: every operator",
      reviewer: "Notification on phones and computers: every reviewer",
      clerk: "Notification on phones and computers: every clerk",
    },
    mailTo: (address: string) => `E-mail to ${address}`,
  },

  notices: {
    none: "Nothing sent yet",
    states: { waiting: "waiting", pending: "repeating", ended: "done", failed: "given up" },
    notSent: "not sent",
    sent: (count: number, last: ComponentChildren): ComponentChildren => [
      `sent ${count === 1 ? "once" : `${count} times`}, last `,
      last,
    ],
    older: "Older",
  },

  form: {
    name: "Name",
    nameExample: "Phones in the shop",
    from: "From",
    until: "Until",
    sameTime: "The same time twice: around the clock.",
    repeat: "Send",
    repeats: {
      once: "Once",
      everyMinute: "Every minute until acknowledged",
      everyMinutes: (minutes: number) => `Every ${minutes} minutes until acknowledged`,
      everyHour: "Every hour until acknowledged",
    },
    isOn: "This rule is on",
    save: "Save",
    alerts: "Alerts",
    allAlerts: "All alerts",
    chosen: (count: number, all: number) => `${count} of ${all}`,
    channel: "By",
    role: "To every",
    roles: { operator: "operator", reviewer: "reviewer", clerk: "clerk" },
    broker: (topic: ComponentChildren): ComponentChildren => [
      "Published at the scales’ broker, below the topic ",
      topic,
      ".",
    ],
    to: "To",
    choosePerson: "Choose a person",
    address: "E-mail address",
    chooseWebhook: "Choose a webhook",
  },

  channels: {
    push: "Notification on phones and computers",
    mail: "E-mail",
    webhook: "Webhook",
    mqtt: "MQTT",
  },

  groups: {
    people: "People",
    carts: "Smart carts",
    goods: "Goods",
    sensors: "Sensors and doors",
    money: "Money and reviews",
    server: "Server",
  },

  kinds: alertKindsBritish,
};
