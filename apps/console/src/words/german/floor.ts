import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

export const floor: ConsoleWords["floor"] = {
  map: "Karte der Verkaufsfläche",
  shelves: "Regale",
  heat: "Wärmekarte heute",
  interactionsToday: (count) =>
    plural(count, { one: "# Zugriff heute", other: "# Zugriffe heute" }),
  noShelves: "Die Standorte der Regale sind nicht konfiguriert",
  noShelvesText: "Tragen Sie die Standorte unter fixtures in die Konfiguration ein.",
  inShop: "Im Laden",
  latest: "Zuletzt",
  current: "jetzt",
  inside: (count) =>
    count === 0 ? "niemand im Laden" : plural(count, { one: "# Person", other: "# Personen" }),
  insideNow: (count) =>
    count === 0
      ? "jetzt niemand im Laden"
      : plural(count, { one: "jetzt # Person", other: "jetzt # Personen" }),
  tooMany:
    "Zu viele Live-Ansichten sind offen. Schließen Sie eine, um die Verkaufsfläche live zu sehen.",
  lost: "Verbindung unterbrochen. Das sind die letzten Positionen.",
  zoomIn: "Vergrößern",
  zoomOut: "Verkleinern",
  showAll: "Ganze Verkaufsfläche zeigen",
  shelf: (gondola, shelf, names, more) =>
    `Gondel ${gondola}, Regal ${shelf}: ${names || "nichts"}${more === "" ? "" : `, ${more}`}`,

  alerts: {
    title: "Alarme zu Kunden",
    more: (count) => `und ${count} weitere`,
    openVisit: "Besuch öffnen",
  },

  past: {
    unknown: "Wer inzwischen gegangen ist, wird nicht gezeigt: Die Positionen sind gelöscht.",
    nobody: "Zu dieser Zeit war niemand im Laden.",
    inside: (count) =>
      plural(count, {
        one: "Zu dieser Zeit war # Person im Laden.",
        other: "Zu dieser Zeit waren # Personen im Laden.",
      }),
    someLeft: (count) =>
      plural(count, {
        one: "# ist gegangen: Die Positionen sind gelöscht.",
        other: "# sind gegangen: Die Positionen sind gelöscht.",
      }),
    allLeft: (count) =>
      plural(count, {
        one: "Sie ist gegangen: Die Positionen sind gelöscht.",
        other: "Alle sind gegangen: Die Positionen sind gelöscht.",
      }),
  },

  interactions: {
    none: "Noch nichts entnommen",
    noneText: "Was entnommen und zurückgelegt wird, erscheint hier live.",
    pick: (quantity) => `${quantity} entnommen:`,
    putback: (quantity) => `${quantity} zurückgelegt:`,
    handover: (quantity) => `${quantity} übergeben:`,
  },

  people: {
    empty: "Der Laden ist leer",
    emptyText: "Kunden erscheinen hier, wenn sie hereinkommen.",
    caption: "Kunden im Laden mit ihren geschätzten Warenkörben",
    shopper: "Kunde",
    cart: "Warenkorb",
    soFar: "Bisher",
    howSure: "wie sicher der ganze Warenkorb ist",
    hasLeft: "ist gegangen",
    visitOf: "Besuch von",
    minutes: (count) => (count < 1 ? "<1 Min." : `${count} Min.`),
    noVisit:
      "Kein Besuch: Sprechen Sie die Person an, ordnen Sie sie dann einem Besuch zu oder lassen Sie sie hinaus",
    nothing: "Noch nichts",
  },

  marks: {
    noEntry: "kein Eintritt",
    staff: "Personal",
    cash: "zahlt bar",
    checkAge: "Alter prüfen",
    tooYoung: "zu jung",
    comingIn: "kommt herein",
    smartCarts: (count) => (count === 1 ? "smarter Wagen" : `${count} smarte Wagen`),
    missing: (count) => `noch ${count} erwartet`,
    flags: {
      "bound-by-guess": "Eintritt nur vermutet",
      "track-lost": "aus den Augen verloren",
      "sensors-restarted": "Sensoren wurden neu gestartet",
      "party-larger": "mehr Personen als beim Eintritt",
    },
  },

  time: {
    live: "live",
    goLive: "Live",
    ago: (duration) => `vor ${duration}`,
    pause: "Anhalten",
    resume: "Fortsetzen",
    shown: "Gezeigte Zeit",
  },
};
