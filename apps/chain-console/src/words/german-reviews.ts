import { createPlural } from "@saunter/ui/i18n";
import type { ChainWords } from "./british.ts";

const plural = createPlural("de");
const write = (count: number) => new Intl.NumberFormat("de").format(count);
const waiting = (count: number) => plural(count, { one: "# Prüfung", other: "# Prüfungen" });

export const reviews: ChainWords["reviews"] = {
  waiting: (count) => `${write(count)} offen`,
  away: (shop, count) =>
    `${shop} antwortet nicht: ${waiting(count)} ${count === 1 ? "kann" : "können"} nicht gezeigt werden.`,
  empty: "Keine Prüfung wartet",
  emptyText: "Neue Prüfungen erscheinen hier von selbst.",
  kinds: {
    interaction: "Griff ins Regal",
    gap: "Möglicherweise übersehen",
    binding: "Zahler",
    age: "Altersprüfung",
    contest: "Reklamierter Artikel",
  },
  atStake: (amount) => `es geht um ${amount}`,
  allAtStake: "Entscheidet niemand, ist der ganze Besuch kostenlos.",

  happened: (gondola, shelf) => `Was geschah an Gondel ${gondola}, Regal ${shelf}?`,
  inCart: "Liegt das im smarten Wagen?",
  isReceiptRight: (who) => `Stimmt der Beleg von ${who}?`,
  isPayers: "Ist das der Besuch des Zahlers?",
  isOldEnough: "War der Kunde alt genug?",
  isShopperRight: (product) => `Hat der Kunde bei ${product} recht?`,
  reason: (reason) => `Grund: ${reason}.`,
  leftUnchecked: (products) =>
    `Vor einer Altersprüfung aus dem Laden: ${products}. Fragen Sie im Laden, wer am Ausgang war. Antworten Sie nur mit Ja, wenn jemand einen Ausweis geprüft hat oder beim Alter sicher ist. Kameras speichern keine Gesichter.`,
  claim: (shopper, receipt) => `Kunde: ${shopper}. Beleg: ${receipt}.`,
  plates: (plates) =>
    plates.length === 1 ? `Platte ${plates[0]}` : `Platten ${plates.join(", ")}`,
  lost: (plates, weight) => `${plates}: ${weight} weniger.`,
  gained: (plates, weight) => `${plates}: ${weight} mehr.`,
  handedOver: "Der Artikel wurde vielleicht weitergegeben.",
  unknownPerson: "eine unbekannte Person",
  someone: "jemand",
  took: (who, goods) => `${who} hat ${goods} genommen`,
  putBack: (who, goods) => `${who} hat ${goods} zurückgestellt`,
  gave: (giver, goods, taker) => `${giver} hat ${goods} an ${taker} gegeben`,
  grams: (grams) => `${grams} g`,
  item: (quantity, name) => `${quantity} × ${name}`,
  weighed: (weight, name) => `${weight} ${name}`,
  perKilogram: (price) => `${price} je kg`,

  choices: "Auswahl",
  keysHint: "Eine Zahl wählt, Enter bestätigt, S überspringt, U macht rückgängig.",
  keysOff: "Tastenkürzel sind ausgeschaltet.",
  turnOff: "Ausschalten",
  turnOn: "Einschalten",
  confirm: "Bestätigen",
  skip: "Überspringen",
  estimate: "die Schätzung der Engine",
  nobody: "Niemand hat es genommen",
  receiptIsRight: "Der Beleg stimmt, wie er ist",
  taken: (goods) => `${goods} wurde genommen`,
  returned: (goods) => `${goods} wurde zurückgestellt`,
  unclear: "Unklar: nichts abbuchen",
  grants: {
    age: ["Ja, alt genug", "Nein, oder unklar"],
    binding: ["Ja, es ist seiner", "Nein, oder unklar"],
    contest: ["Ja, der Kunde hat recht", "Nein, der Beleg stimmt"],
  },

  evidence: "Nachweise",
  events: "Vorgänge",
  place: (gondola, shelf) => `Gondel ${gondola}, Regal ${shelf}`,
  noEvents: "Davon wurde nichts erkannt.",
  noCurve: "Keine Gewichtskurve: Sie wurde nicht aufbewahrt oder ist gelöscht.",
  curveIncomplete: "Einige Messwerte der Platten fehlen.",
  curve: (change) => `Gewichtsänderung: ${change}.`,
  positions: "Positionen, von oben gesehen",
  noPositions: "Keine Positionen: Sie wurden nicht aufbewahrt oder sind gelöscht.",
  noneInView: "Kein Kunde im Bild",
  inView: (names) => `Im Bild: ${names}`,
  clip: "Video, Personen sind bis auf die Hände verpixelt",
  clipBroken:
    "Dieses Video lässt sich nicht öffnen: Es wurde mit einem anderen Schlüssel verschlüsselt oder ist beschädigt.",
  showClip: "Video laden",
  time: "Zeit",
  seconds: (seconds) => `${seconds} s`,

  decided: "Entschieden",
  undo: "Rückgängig",
  over: {
    "not-found": "Diese Prüfung ist nicht mehr bei Ihnen.",
    "review-not-open": "Die Frist ist abgelaufen. Es wurde zugunsten des Kunden entschieden.",
    "review-already-decided": "Jemand anderes hat hier schon entschieden.",
    "review-claimed-by-other": "Jemand anderes hat diese Prüfung geöffnet.",
    "shop-away":
      "Der Laden antwortet nicht. Senden Sie es noch einmal: Nichts wird doppelt entschieden.",
  },
  next: "Nächste Prüfung",

  open: "Offen",
  oldest: "Älteste",
  dueSoon: "Binnen einer Stunde fällig",
  inTime: "Rechtzeitig entschieden",
  lapsed: "Nicht rechtzeitig entschieden",
  days: "Zeitraum",
  periods: { 7: "7 Tage", 30: "30 Tage", 90: "90 Tage" },
  intro:
    "Manche Prüfungen entscheidet noch jemand, der die erste Antwort nicht sieht und davon nichts weiß. Stimmen die Antworten selten überein, ist meist die Frage oder ihr Nachweis unklar.",
  reviewer: "Prüfer",
  day: "Tag",
  all: "Alle Tage",
  count: "Entschieden",
  median: "Mittlere Zeit",
  skipped: "Übersprungen",
  expired: "Zeit abgelaufen",
  agreement: "Übereinstimmung",
  tooFew: (pairs) => `Zu wenige (${write(pairs)})`,
  between: (low, high, agreed, pairs) =>
    `${low} bis ${high} (${write(agreed)} von ${write(pairs)})`,
  formerUser: "Früherer Benutzer",
  noWork: "Es wurde nichts entschieden",
};
