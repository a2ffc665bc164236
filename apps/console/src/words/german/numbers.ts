import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

const receipts = (count: number) => plural(count, { one: "# Beleg", other: "# Belege" });
/** After "von". */
const ofVisits = (count: number) => plural(count, { one: "# Besuch", other: "# Besuchen" });
const ofReceipts = (count: number) => plural(count, { one: "# Beleg", other: "# Belegen" });

export const numbers: ConsoleWords["numbers"] = {
  title: "Zahlen",
  reviewQuality: "Qualität der Prüfungen",
  openExport: "Exportieren",
  noneYet: "noch keine",

  period: {
    title: "Zeitraum",
    names: {
      today: "Heute",
      yesterday: "Gestern",
      week: "7 Tage",
      month: "30 Tage",
      "this-month": "Dieser Monat",
      "last-month": "Letzter Monat",
      other: "Andere Tage",
    },
    firstDay: "Erster Tag",
    lastDay: "Letzter Tag",
    chooseBoth: "Wählen Sie beide Tage",
    endsBefore: "Der letzte Tag liegt vor dem ersten",
    atMost: (days) => `Wählen Sie höchstens ${plural(days, { one: "# Tag", other: "# Tage" })}`,
    fromTo: (from, to) => `${from} bis ${to}`,
    compareWith: "Vergleichen mit",
    comparisons: {
      none: "Nichts",
      weekdays: "Dieselben Wochentage davor",
      year: "Ein Jahr davor",
    },
  },

  wait: {
    none: "<1 ms",
    milliseconds: (count) => `${count} ms`,
    seconds: (count) => `${count} s`,
    minutes: (minutes, seconds) => `${minutes} min ${seconds} s`,
  },
  hours: {
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    both: (hours, minutes) => `${hours} h ${minutes} min`,
  },
  same: "gleich",

  charts: {
    takingsPer: {
      hour: "Einnahmen pro Stunde",
      day: "Einnahmen pro Tag",
      week: "Einnahmen pro Woche",
    },
    visitsPer: { hour: "Besuche pro Stunde", day: "Besuche pro Tag", week: "Besuche pro Woche" },
    highest: (amount) => `höchster Wert ${amount}`,
    keyBefore: (mark) => ["; ", mark, " davor"],
    keyReviewed: (mark) => ["; ", mark, " geprüft"],
    from: "Ab",
    takings: "Einnahmen",
    receipts: "Belege",
    takingsBefore: "Einnahmen davor",
    visits: "Besuche",
    reviewed: "Geprüft",
  },

  sales: {
    title: "Umsatz",
    before: (amount) => `davor ${amount}`,
    change: (change, amount) => `${change}; davor ${amount}`,
    total: "Umsatz",
    receiptCount: receipts,
    net: "Ohne Steuer",
    plusTax: (amount) => `dazu ${amount} Steuer`,
    receipts: "Belege",
    units: (count) => plural(count, { one: "# Stück", other: "# Stück" }),
    discounts: "Rabatte",
    byOffers: "durch Angebote und Mitgliederpreise",
    corrections: "Korrekturen",
    corrected: (count) =>
      `${plural(count, { one: "# korrigierter Beleg", other: "# korrigierte Belege" })}, im Umsatz enthalten`,
    shrinkage: "Schwund durch Ungewissheit",
    nothingLost: "nichts Ungewisses ging an Kunden",
    loss: (name, count, amount) => `${name}: ${count}, ${amount}`,
    lossesBetween: "; ",
    losses: {
      "review-lapsed": "Abgelaufene Prüfungen",
      "dispute-unreviewed": "Ohne Prüfung angenommene Reklamationen",
      "debt-forgiven": "Erlassene Schulden",
    },
    outOfStock: "Ausverkauft",
    neverEmpty: "kein gezähltes Regal war leer",
    emptyShelves: (products) =>
      `${plural(products, { one: "# Artikel", other: "# Artikel" })}, alle Regale zusammen`,
  },

  tables: {
    title: "Umsatz nach",
    views: {
      products: "Artikel",
      categories: "Kategorie",
      hours: "Stunde",
      methods: "Zugangsart",
      taxes: "Steuer",
      payments: "Zahlung",
    },
    captions: {
      products: "Umsatz nach Artikel",
      categories: "Umsatz nach Kategorie",
      hours: "Umsatz nach Tageszeit",
      methods: "Umsatz nach Zugangsart",
      taxes: "Umsatz nach Steuersatz",
      payments: "Zahlungen",
    },
    none: "Kein Umsatz in diesem Zeitraum",
    more: "Weitere Artikel",
    product: "Artikel",
    category: "Kategorie",
    noCategory: "Ohne Kategorie",
    hour: "Stunde",
    method: "Zugangsart",
    receipts: "Belege",
    units: "Stück",
    takings: "Einnahmen",
    before: "Davor",
    change: "Änderung",
    isNew: "neu",
    discounts: "Rabatte",
    outOfStock: "Ausverkauft",
    tax: "Steuer",
    net: "Netto",
    taxAmount: "Steuerbetrag",
    gross: "Brutto",
    payment: "Zahlung",
    taken: "Eingenommen",
    refunded: "Erstattet",
    takenBack: "Zurückgeholt",
  },
  methods: {
    qr: "Zugangscode",
    card: "Karte am Tor",
    badge: "Ausweis",
    passkey: "Passkey",
    attendant: "Vom Personal geöffnet",
  },
  payments: {
    card: "Karte",
    account: "Konto",
    cash: "Bargeld",
    "gift-card": "Geschenkkarte",
    points: "Punkte",
  },

  visits: {
    title: "Besuche",
    closed: "Besuche",
    open: (open, byStaff) => `${open} im Gang, dazu ${byStaff} vom Personal`,
    buying: "Besuche mit Einkauf",
    ofVisits: (part, all) => `${part} von ${ofVisits(all)}`,
    basket: "Durchschnittlicher Einkauf",
    perPurchase: "pro Besuch mit Einkauf",
    basketUnits: (units, baskets) =>
      `${units} Artikel, aus ${plural(baskets, { one: "# Einkauf", other: "# Einkäufen" })}`,
    length: "Dauer eines Besuchs",
    median: (count) => `Median von ${ofVisits(count)}`,
  },
  receipts: {
    title: "Belege",
    reviewRate: "Anteil geprüft",
    reviewed: (reviewed, all, expired) =>
      `${reviewed} von ${ofVisits(all)}; ${plural(expired, { one: "# Prüfung", other: "# Prüfungen" })} abgelaufen`,
    toDraft: "Ausgang bis Entwurf",
    toFinal: "Ausgang bis endgültiger Beleg",
    withoutReview: (rank) => `${rank}, ohne Prüfung`,
    rank: {
      none: "noch kein Beleg",
      one: "von 1 Beleg",
      slowest: (count) => `langsamster von ${ofReceipts(count)}`,
      percentile: (count) => `99. Perzentil von ${ofReceipts(count)}`,
    },
    waiting: "Warten auf den endgültigen Beleg",
    waitingText: "beendete Besuche",
    disputed: "Reklamierte Artikel",
    disputes: (accepted, rejected, open) =>
      `${accepted} angenommen, ${rejected} abgelehnt, ${open} offen`,
  },
  accuracy: {
    title: "Genauigkeit",
    accepted: "Angenommen, nicht als falsch erkannt",
    acceptedText: (wrong, all) =>
      `Ein Prüfer fand nach einer Reklamation ${wrong} von ${plural(all, { one: "# ungeprüften Beleg", other: "# ungeprüften Belegen" })} falsch. Ohne Prüfung angenommene Reklamationen und nicht reklamierte Fehler zählen nicht mit`,
    flagged: "Zur Prüfung gegeben, und der Vorschlag stimmte",
    flaggedText: (agreed, all) =>
      `In ${agreed} von ${plural(all, { one: "# unklaren Fall", other: "# unklaren Fällen" })} wählte der Prüfer den ersten Vorschlag des Systems`,
  },

  closings: {
    title: "Tagesabschlüsse",
    closeADay: "Tag abschließen",
    older: "Ältere Abschlüsse",
    done: (number) => `Abschluss ${number} ist verbucht`,
    none: "Noch kein Tag abgeschlossen",
    noneText:
      "Ein Abschluss summiert alle Belege und Zahlungen seit dem vorigen. Er ist nummeriert, signiert und lässt sich nicht ändern.",
    closing: "Abschluss",
    until: "Bis",
    receipts: "Belege",
    total: "Summe",
    files: "Dateien",
    name: (number, day) => `Nr. ${number}, ${day}`,
    untilTime: "bis",
    receiptCount: "Belege",
    totalAmount: "Summe",
    saveAs: (number, format) => `Abschluss ${number} als ${format}`,
    day: "Tag",
    isFinal:
      "Ein Abschluss lässt sich weder ändern noch zurücknehmen. Was danach verkauft wird, gehört zum nächsten.",
    close: "Diesen Tag abschließen",
    number: "Nummer",
    corrections: "Korrekturen",
    correctionsText: (count, amount) => `${count}, ${amount}`,
    tax: (net, tax) => `${net} netto, ${tax} Steuer`,
    payment: (taken, refunded, withdrawn) =>
      `${taken} eingenommen, ${refunded} erstattet${withdrawn === null ? "" : `, ${withdrawn} zurückgebucht`}`,
    settlement: {
      unpaidMinor: "Unbezahlt",
      pendingMinor: "Zahlung läuft noch",
      refundsDueMinor: "Erstattung läuft noch",
      goodwillMinor: "Erstattet, Verkauf unverändert",
      forgivenMinor: "Erlassene Forderungen",
      takenBackMinor: "Zurückgebucht, Verkauf unverändert",
    },
  },

  exporting: {
    title: "Umsatz exportieren",
    rowOfEach: "Zeilen",
    rows: {
      products: "Artikel",
      days: "Tage",
      receipts: "Belege und Korrekturen",
      lines: "Positionen von Belegen",
      categories: "Kategorien",
      hours: "Stunden des Tages",
      methods: "Zugangsarten",
      taxes: "Steuersätze",
      payments: "Zahlungen",
    },
    file: "Datei",
    formats: { xlsx: "Excel (XLSX)", csv: "CSV", json: "JSON", parquet: "Parquet" },
    submit: "Exportieren",
  },
};
