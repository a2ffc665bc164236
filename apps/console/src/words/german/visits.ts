import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

const BY = {
  own: "vom Kunden",
  other: "von jemand anderem",
  unknown: "von einer unbekannten Person",
};
const TO = {
  own: "an den Kunden",
  other: "an jemand anderen",
  unknown: "an eine unbekannte Person",
};

export const visits: ConsoleWords["visits"] = {
  title: "Besuche",
  filter: "Besuche filtern",
  filters: { all: "Alle", inside: "Im Laden", waiting: "In Prüfung", flagged: "Auffällig" },
  payer: "Zahler",
  payers: {
    any: "Alle Zahler",
    customer: "Registrierte Kunden",
    card: "Karten",
    account: "Konten",
    cash: "Bar",
    staff: "Personal",
  },
  columns: {
    time: "Zeit",
    who: "Wer",
    method: "Eintritt mit",
    length: "Dauer",
    items: "Artikel",
    certainty: "Sicherheit",
    amount: "Betrag",
    state: "Status",
  },
  find: "Besuch suchen",
  noneFound: "Kein Besuch gefunden",
  noneFoundText:
    "Suchen Sie etwas anderes, wählen Sie andere Tage, oder sehen Sie unter „Alle“ nach.",
  none: "Noch keine Besuche",
  noneText: "Ein Besuch beginnt, wenn ein Kunde eintritt.",
  choose: "Wählen Sie einen Besuch",
  chooseText: "Sie sehen Warenkorb, Nachweise, Beleg und Zahlungen.",
  receiptSure: "wie sicher der Beleg stimmt",
  items: (count) => plural(count, { one: "# Artikel", other: "# Artikel" }),
  party: (count) => `Gruppe von ${count}`,
  whoInParty: (who, count) => `${who}, Gruppe von ${count}`,
  notFound: "Besuch nicht gefunden",
  notFoundText: "Prüfen Sie den Link, oder wählen Sie einen Besuch aus der Liste.",

  who: {
    customer: "Registrierter Kunde",
    card: "Karte",
    account: "Konto",
    cash: "Bar",
    staff: "Personal",
  },
  methods: { qr: "Handycode", card: "Karte", badge: "Ausweis", passkey: "Passkey" },

  states: {
    checkAge: "Alter prüfen",
    flagged: "auffällig",
    inside: "im Laden",
    staff: "Personal",
    noReceipt: "kein Beleg",
    inReview: "in Prüfung",
    draft: "Entwurf",
    disputed: "reklamiert",
    unpaid: "unbezahlt",
    refundDue: "zu erstatten",
    refunded: "erstattet",
    paid: "bezahlt",
  },
  waits: {
    interaction: "unklarer Artikel",
    gap: "nicht im Bild",
    binding: "unklarer Eintritt",
    age: "Altersprüfung",
    contest: "Reklamation",
  },
  flags: {
    "bound-by-guess": "Eintritt geschätzt zugeordnet",
    "track-lost": "Ein Kunde wurde aus den Augen verloren",
    "sensors-restarted": "Die Sensoren wurden neu gestartet",
    "party-larger": "Es kamen mehr Personen herein als angemeldet",
  },

  head: {
    label: "Besuch",
    inside: (count) => `${count} im Laden`,
    over: "beendet",
    enteredBy: (method, time) => ["Eintritt mit ", method, ", ", time],
    member: "Mitglied",
    inShop: (duration) => `${duration} im Laden`,
    waiting: (what) => `Wartet auf Prüfung: ${what}.`,
    openReview: "Prüfung öffnen",
    ageItems: "Artikel mit Altersgrenze im Warenkorb:",
    end: "Besuch beenden",
    endTitle: "Besuch beenden?",
    endText:
      "Tun Sie das nur, wenn die Kunden gegangen sind und der Ausgang nicht erkannt wurde. Der Beleg wird aus dem geschätzten Warenkorb erstellt.",
    endNow: "Besuch beenden",
    cancel: "Abbrechen",
  },

  cart: {
    label: "Warenkorb",
    estimated: "Geschätzter Warenkorb",
    estimatedFinal: "Geschätzter Warenkorb am Ende",
    sure: "wie sicher der ganze Warenkorb stimmt",
    nothing: "Bisher nichts.",
    caption: "Mögliche Menge jedes Artikels, mit Wahrscheinlichkeiten",
    product: "Artikel",
    quantity: "Menge",
    units: "Stück mit einer Wahrscheinlichkeit von",
    reasons: "Gründe für die Prüfung",
  },

  evidence: {
    title: "Nachweise",
    count: (count) => plural(count, { one: "ein Griff ins Regal", other: "# Griffe ins Regal" }),
    none: "Noch nichts entnommen oder zurückgestellt.",
    withdrawn: "gemeldet, dann zurückgezogen",
    cart: "smarter Wagen",
    place: (gondola, shelf) => `Gondel ${gondola}, Regal ${shelf}`,
    sure: "wie sicher das ist",
    cartWeights: "Gewichte im smarten Wagen",
    shelfWeights: "Gewichte am Regal und Positionen",
    explanations: (count) => plural(count, { one: "# Erklärung", other: "# Erklärungen" }),
    comparedOver: (explanations, duration) => `${explanations}, über ${duration} verglichen`,
    arrow: " → ",
    out: "verworfen",
    taken: (goods, who) => `${goods} ${BY[who]} genommen`,
    putBack: (goods, who) => `${goods} ${BY[who]} zurückgestellt`,
    given: (goods, giver, taker) => `${goods} ${BY[giver]} ${TO[taker]} gegeben`,
  },

  kept: {
    cartDeleted: "Was die Waage des smarten Wagens maß, ist gelöscht.",
    clip: "Auch ein verpixeltes Video wird aufbewahrt. Prüfer sehen es bei der Prüfung.",
    until: (time) => ["Aufbewahrt bis ", time, ", danach gelöscht."],
    curve: {
      awaited: "Die Gewichtskurve erscheint in wenigen Sekunden.",
      "not-doubted": "Keine Gewichtskurve: Wir bewahren sie nur auf, wenn etwas auffällig ist.",
      deleted: "Gewichtskurve gelöscht: Die Aufbewahrungsfrist ist abgelaufen.",
      missing: "Keine Gewichtskurve: Sie wurde nicht aufgezeichnet oder ist gelöscht.",
    },
    positions: {
      awaited: "Die Positionen erscheinen in wenigen Sekunden.",
      "not-doubted": "Keine Positionen: Wir bewahren sie nur auf, wenn etwas auffällig ist.",
      deleted: "Positionen gelöscht: Die Aufbewahrungsfrist ist abgelaufen.",
      missing: "Keine Positionen: Sie wurden nicht aufgezeichnet oder sind gelöscht.",
    },
    somebody: "jemand",
    noneInView: "Kein Kunde im Bild.",
    own: (names, count) => `${names} ${belongs(count)} zu diesem Besuch.`,
    others: (names, count) => `${names} ${belongs(count)} nicht zu diesem Besuch.`,
    ownAndOthers: (own, ownCount, others) =>
      `${own} ${belongs(ownCount)} zu diesem Besuch; ${others} nicht.`,
  },

  timeline: {
    title: "Verlauf",
    cameIn: "Eingetreten",
    held: (amount) => `${amount} reserviert`,
    heldLater: (amount) => `${amount} reserviert, sobald die Bank erreichbar ist`,
    closed: {
      exit: "Gegangen",
      lost: "Aus den Augen verloren: Besuch beendet",
      attendant: "Vom Personal beendet",
    },
    ended: "Beendet",
    drafted: "Beleg entworfen",
    final: "Beleg endgültig",
    number: (number) => `Nr. ${number}`,
    numberAmount: (number, amount) => `Nr. ${number}, ${amount}`,
    disputed: "Artikel reklamiert",
    granted: "Reklamation angenommen",
    refused: "Reklamation abgelehnt",
    corrected: "Beleg korrigiert",
    refund: "Erstattung erfasst",
    bankDeclined: "Die Bank hat abgelehnt",
    owed: (amount) => `${amount} geschuldet`,
    waived: "Schuld erlassen",
    debtPaid: "Schuld bezahlt",
    nothingToPay: "Nichts zu zahlen",
    paid: "Bezahlt",
    due: "Zu zahlen",
  },
};

function belongs(count: number): string {
  return count === 1 ? "gehört" : "gehören";
}
