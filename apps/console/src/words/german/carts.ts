import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

const nameWeight = (weight: string | null): string =>
  weight === null ? "Etwas" : `Etwa ${weight}`;

export const carts: ConsoleWords["carts"] = {
  title: "Smarte Wagen",
  inUse: (used, all) => `${used} von ${all} in Gebrauch`,
  none: "Noch kein smarter Wagen hat einen Schlüssel",
  noneText: (people) => [
    "Legen Sie unter ",
    people,
    " für jeden einen Benutzer mit der Rolle Wagen an, mit der Kennung des Wagens als Namen.",
  ],
  back: "Zurück zu den smarten Wagen",
  state: "Zustand",
  openVisit: "Besuch öffnen",

  states: {
    free: "Frei",
    needsHelp: "Braucht Hilfe",
    outside: "Außerhalb des Ladens",
    silent: "Meldet sich nicht",
    weigh: "Wiegen",
    glance: "Kurz ansehen",
    ageCheck: "Alter prüfen",
    fault: "Störung",
    batteryLow: "Akku schwach",
    shopping: "Beim Einkauf",
    "at-lane": "Bereit zum Bezahlen",
    ended: "Bezahlt",
    abandoned: "Verlassen",
  },

  needs: {
    called: (ago) => ["Hat Hilfe gerufen: ", ago],
    likelyLost: (amount) => [": voraussichtlich etwa ", amount, " Verlust"],
    lookFor: "Achten Sie auf",
    fault: (fault, ago) => [fault, ", Beginn: ", ago],
    unsettled: (httpStatus, tries) =>
      `Das Ende eines früheren Einkaufs liegt noch auf dem Wagen: Der Laden antwortete ${httpStatus} auf ${plural(tries, { one: "# Versuch", other: "# Versuche" })}`,
  },

  reasonsBetween: "; ",
  reasons: {
    "missing-goods": "auf der Rechnung fehlen vielleicht Artikel",
    "too-much-billed": "Artikel auf der Rechnung liegen vielleicht nicht im Wagen",
    "question-unanswered": "eine Frage wurde nicht beantwortet",
    "scale-fault": "die Waage hat oder hatte eine Störung",
    "not-weighed": "der Laden konnte den Einkauf nicht nachwiegen",
    "lane-weight": "die Waage der Ausfahrt bestätigt die Rechnung nicht",
    "odd-weighing": "eine Wägung hat einen niedrigen Preis oder einen schweren Behälter",
    "own-things": "eigene Sachen wiegen viel oder könnten Ware sein",
    "another-payer": "der Code von jemand anderem wurde gescannt: Ist es dessen Wagen?",
    "spot-check": "Stichprobe",
    "staff-asked": "das Personal wollte ihn wiegen",
  },
  faults: {
    "scale-silent": "Waage sendet nichts",
    "scale-frozen": "Waage hängt",
    "scale-saturated": "Waage an ihrer Grenze",
    "scale-overloaded": "Waage überlastet",
    "scale-upside-down": "Waage verkehrt herum eingebaut",
    "scanner-offline": "Scanner offline",
    "storage-failing": "Speicher fällt aus",
    "clock-jump": "Uhr wurde gestellt",
  },
  findings: {
    unscanned: (weight) => `${nameWeight(weight)}, von niemandem gescannt`,
    otherGoods: (weight, name) =>
      `${nameWeight(weight)} anstelle von ${name ?? "dem, was gescannt wurde"}`,
    own: (weight) => `${nameWeight(weight)}, laut Kunde sein Eigentum`,
    notInCart: (name) =>
      `${name ?? "Eine Position"} steht auf der Rechnung, aber die Waage hat nichts davon bemerkt`,
  },

  facts: {
    bill: "Rechnung",
    billOf: (items, amount) => [items, ", ", amount],
    items: (count) => plural(count, { one: "# Artikel", other: "# Artikel" }),
    mayBeWrong: "Rechnung vielleicht falsch",
    battery: "Akku",
    notMeasured: "nicht gemessen",
    lastMessage: "Letzte Meldung",
  },

  map: {
    title: "Wo sie sind",
    place: (cartId, xM, yM) => `${cartId} bei ${xM}; ${yM} m`,
    lastPlace: (cartId, xM, yM) => `${cartId}, zuletzt gesehen bei ${xM}; ${yM} m`,
  },

  checks: {
    title: "Kontrollen",
    noneYet: "noch keine",
    share: (part, whole) => `${part} von ${whole}`,
    tripsChecked: "Kontrollierte Einkäufe",
    changedBill: "Kontrollen, die die Rechnung änderten",
    spotChecks: "Davon Stichproben",
    putOn: "Auf Rechnungen gesetzt",
    takenOff: "Von Rechnungen genommen",
    medianTime: "Von der Ausfahrt bis erledigt, Mitte",
  },

  acts: {
    onMyWay: "Ich bin unterwegs.",
    coming: "Ich komme",
    billIsRight: "Rechnung stimmt",
    takeMoney: "An der Kasse kassieren",
    correctBill: "Rechnung korrigieren",
    weighAgain: "Noch einmal wiegen",
    oldEnough: "Alt genug",
    tooYoung: "Zu jung",
    goodsBack: "Artikel sind zurück",
    cartEmpty: "Wagen ist leer",
  },
  told: {
    ofCart: (cartId, what) => `Wagen ${cartId}: ${what}`,
    coming: "Der Bildschirm sagt, dass Sie kommen",
    corrected: "Die Rechnung ist korrigiert",
    billIsRight: "Die Rechnung stimmt",
    mayFinish: "Der Kunde kann abschließen und zahlt an der Kasse",
    weighAgain: "Der Bildschirm bittet, noch einmal zu wiegen",
    oldEnough: "Alt genug",
    tooYoung: "Zu jung",
    nothingCharged: "Nichts wird berechnet",
    reviewerDecides: "Ein Prüfer entscheidet",
  },

  correct: {
    title: "Rechnung korrigieren",
    way: "Korrektur",
    add: "Hinzufügen",
    remove: "Wegnehmen",
    product: "Artikel",
    quantity: "Menge",
    addToBill: "Auf die Rechnung setzen",
    takeOffBill: "Von der Rechnung nehmen",
    back: "Zurück",
  },
};
