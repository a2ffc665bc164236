import { createPlural } from "@saunter/ui/i18n";
import type { ShopWords } from "./british.ts";

const plural = createPlural("de");

export const member: ShopWords["member"] = {
  title: "Kundenkarte",
  text: "Sammeln Sie Punkte in allen unseren Läden, und zahlen Sie damit.",
  open: "Ansehen oder Mitglied werden",
  rule: (earned, per, points, worth) =>
    `Sie erhalten ${earned} je ${per} Einkauf. ${worth} kosten ${points}.`,
  points: (count) => plural(count, { one: "# Punkt", other: "# Punkte" }),
  noName: "Wir brauchen weder Ihren Namen noch Ihre Adresse.",
  join: "Mitglied werden",
  closed: "Hier können Sie nicht selbst Mitglied werden. Fragen Sie das Personal.",
  away: "Wir erreichen den Dienst gerade nicht. Versuchen Sie es später erneut.",
  have: "Ich habe eine Kundenkarte",
  show: "Meine Karte zeigen",
  number: "Kartennummer",
  code: "Code",
  writeDown:
    "Notieren Sie Nummer und Code: Sie liegen nur auf diesem Telefon, und wer sie hat, hat Ihre Punkte.",
  qr: "QR-Code Ihrer Kartennummer",
  balance: (points, worth) => `${points} im Wert von ${worth}`,
  owed: (points) =>
    `Ein Beleg wurde korrigiert, nachdem Sie seine Punkte ausgegeben hatten: Die nächsten ${points} gleichen das aus.`,
  stored: "Was gespeichert wird",
  facts: [
    "Ihre Kartennummer und ein Fingerabdruck des Codes: Daraus kann niemand den Code lesen.",
    "Ihre Punkte: wann Sie sie erhalten und ausgegeben haben, und die Belege dazu.",
    "Name und E-Mail-Adresse nur, wenn Sie sie auf dieser Seite eingeben.",
    "Gespeichert wird es, bis Sie austreten. Mit Ihrem Konto im Laden ist es nicht verbunden.",
  ],
  since: (date) => `Mitglied seit ${date}.`,
  person: "Name und E-Mail (freiwillig)",
  personText:
    "Damit das Personal helfen kann, wenn Sie die Karte verlieren. Leere Felder werden gelöscht.",
  name: "Ihr Name",
  email: "E-Mail-Adresse",
  save: "Speichern",
  saved: "Gespeichert.",
  use: "Meine Kundenkarte einsetzen",
  hide: "Karte von diesem Telefon entfernen",
  leave: "Austreten und vergessen werden",
  leaveTitle: "Austreten?",
  leaveText:
    "Wir löschen Kartennummer, Namen und E-Mail-Adresse sofort. Ihre Punkte verfallen. Belege bleiben, ohne Sie. Das lässt sich nicht rückgängig machen.",
  left: "Sie sind kein Mitglied mehr. Wir haben Ihre Daten gelöscht.",
  stays:
    "Mitglied der Kette bleiben Sie. Notieren Sie vorher Nummer und Code der Karte, oder treten Sie auf der Seite Kundenkarte aus.",
  causes: {
    "card-unknown": "Nummer oder Code ist falsch. Prüfen Sie beides und versuchen Sie es erneut.",
    "card-blocked": "Diese Karte ist gesperrt. Fragen Sie das Personal.",
    "too-many-attempts": "Zu viele Versuche. Versuchen Sie es später erneut.",
    closed: "Hier können Sie nicht selbst Mitglied werden. Fragen Sie das Personal.",
    unavailable: "Wir erreichen den Dienst gerade nicht. Versuchen Sie es später erneut.",
  },
};
