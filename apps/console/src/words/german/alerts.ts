import { alertKindsGerman } from "@saunter/ui/words/alert-kinds-de";
import type { ConsoleWords } from "../british.ts";

export const alerts: ConsoleWords["alerts"] = {
  title: "Wer Alarme erhält",
  open: "Offene Alarme",
  remove: "Entfernen",
  removeOne: (name) => `${name} entfernen`,

  devices: {
    title: "Ihre Geräte",
    states: {
      unsupported:
        "Dieser Browser zeigt hier keine Mitteilungen. Öffnen Sie die Konsole über ihre https://-Adresse; auf einem iPhone legen Sie sie zuerst auf den Startbildschirm.",
      denied:
        "Dieser Browser blockiert Mitteilungen der Konsole. Erlauben Sie sie in seinen Website-Einstellungen.",
      off: "Dieses Gerät zeigt noch keine Alarme.",
      on: "Dieses Gerät zeigt Alarme, auch wenn die Konsole geschlossen ist.",
    },
    show: "Alarme auf diesem Gerät zeigen",
    stop: "Auf diesem Gerät beenden",
    since: (day) => ["seit ", day],
    removed: "Entfernt.",
    name: (browser, system) => `${browser} auf ${system}`,
    browser: "Browser",
    system: "Gerät",
  },

  rules: {
    title: "Regeln",
    add: "Regel hinzufügen",
    change: "Regel ändern",
    none: "Noch keine Regeln",
    noneText:
      "Alarme stehen auf der Seite „Zustand“. Mit einer Regel erreichen sie auch Personen, die dort nicht nachsehen.",
    removed: (name) => `${name} entfernt.`,
    tested: "Test gesendet.",
    notTested: (why) => `Nicht gesendet: ${why}.`,
    off: "aus",
    notSent: (count) => `${count} nicht gesendet`,
    test: "Test senden",
    testOne: (name) => `Test von ${name} senden`,
    sent: "Gesendete Alarme",
    sentOne: (name) => `Gesendete Alarme von ${name}`,
    edit: "Ändern",
    editOne: (name) => `${name} ändern`,
    once: "einmal",
    everyMinutes: (minutes) => `alle ${minutes} Min., bis jemand ihn bestätigt`,
    allKinds: "Alle Alarme",
    kinds: (kinds, rest) => `${kinds.join(", ")}${rest === 0 ? "" : ` und ${rest} weitere`}`,
    always: "rund um die Uhr",
    hours: (from, until) => `${from} bis ${until}`,
    pushTo: {
      operator: "Mitteilung auf Handys und Computern: an alle Betreiber",
      reviewer: "Mitteilung auf Handys und Computern: an alle Prüfer",
      clerk: "Mitteilung auf Handys und Computern: an alle Kassenkräfte",
    },
    mailTo: (address) => `E-Mail an ${address}`,
  },

  notices: {
    none: "Noch nichts gesendet",
    states: {
      waiting: "wartet",
      pending: "wird wiederholt",
      ended: "erledigt",
      failed: "aufgegeben",
    },
    notSent: "nicht gesendet",
    sent: (count, last) => [`${count === 1 ? "einmal" : `${count}-mal`} gesendet, zuletzt `, last],
    older: "Ältere",
  },

  form: {
    name: "Name",
    nameExample: "Handys im Laden",
    from: "Von",
    until: "Bis",
    sameTime: "Zweimal dieselbe Zeit: rund um die Uhr.",
    repeat: "Senden",
    repeats: {
      once: "Einmal",
      everyMinute: "Jede Minute, bis jemand ihn bestätigt",
      everyMinutes: (minutes) => `Alle ${minutes} Minuten, bis jemand ihn bestätigt`,
      everyHour: "Jede Stunde, bis jemand ihn bestätigt",
    },
    isOn: "Diese Regel ist an",
    save: "Speichern",
    alerts: "Alarme",
    allAlerts: "Alle Alarme",
    chosen: (count, all) => `${count} von ${all}`,
    channel: "Über",
    role: "An alle",
    roles: { operator: "Betreiber", reviewer: "Prüfer", clerk: "Kassenkraft" },
    broker: (topic) => ["Wird am Broker der Waagen veröffentlicht, unter dem Topic ", topic, "."],
    to: "An",
    choosePerson: "Person wählen",
    address: "E-Mail-Adresse",
    chooseWebhook: "Webhook wählen",
  },

  channels: {
    push: "Mitteilung auf Handys und Computern",
    mail: "E-Mail",
    webhook: "Webhook",
    mqtt: "MQTT",
  },

  groups: {
    people: "Personen",
    carts: "Smarte Wagen",
    goods: "Artikel",
    sensors: "Sensoren und Tore",
    money: "Geld und Prüfungen",
    server: "Server",
  },

  kinds: alertKindsGerman,
};
