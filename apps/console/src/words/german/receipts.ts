import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

export const receipts: ConsoleWords["receipts"] = {
  title: "Belege",
  filter: "Belege filtern",
  filters: {
    all: "Alle",
    paid: "Bezahlt",
    open: "Offen",
    disputed: "Reklamiert",
    refunded: "Erstattet",
    "in-review": "In Prüfung",
  },
  find: "Beleg suchen",
  columns: {
    receipt: "Beleg",
    time: "Zeit",
    who: "Wer",
    items: "Artikel",
    certainty: "Sicherheit",
    amount: "Betrag",
    state: "Status",
  },
  draft: "Entwurf",
  number: (number) => `Nr. ${number}`,
  noneFound: "Kein Beleg gefunden",
  noneFoundText:
    "Suchen Sie etwas anderes, wählen Sie andere Tage, oder sehen Sie unter „Alle“ nach.",
  none: "Noch keine Belege",
  noneText: "Ein Beleg erscheint hier, wenn ein Kunde geht.",
  choose: "Wählen Sie einen Beleg",
  chooseText: "Sie sehen seine Artikel, wie sicher jeder ist, und seine Zahlungen.",
  count: (count) => plural(count, { one: "# Beleg", other: "# Belege" }),
  items: (count) => plural(count, { one: "# Artikel", other: "# Artikel" }),
  refundedSum: (amount) => [amount, " erstattet"],
  unpaidSum: (amount) => [amount, " unbezahlt"],
  exports: { csv: "CSV exportieren", jsonl: "JSON exportieren" },

  chosen: {
    none: "Zu diesem Besuch gibt es noch keinen Beleg",
    noneText: "Der Entwurf erscheint hier beim Verlassen des Ladens.",
    title: "Beleg",
    openVisit: "Besuch öffnen",
    dispute: "Reklamieren",
    disputeItem: (name) => `${name} reklamieren`,
    addMissing: "Fehlenden Artikel hinzufügen",
    refund: "Erstatten",
    mail: "Per E-Mail senden",
    disputeFor: "Für den Kunden reklamieren",
    print: "Drucken",
    sure: "dass jeder Artikel stimmt",
    offer: (name) => `Angebot: ${name}`,
    tax: (label, amount) => [label, " auf ", amount],
  },

  disputes: {
    title: "Reklamationen",
    review: "Prüfung öffnen",
  },

  documents: {
    title: "Dokumente",
    formats: "Formate des Belegs",
    page: "Webseite",
    draft: "Entwurf",
    correction: (number) => `Nr. ${number}, Korrektur`,
  },

  dispute: {
    kinds: {
      "wrong-item": "Nicht genommen",
      "other-item": "Etwas anderes genommen",
      "wrong-count": "Falsche Menge",
      "wrong-weight": "Falsches Gewicht",
    },
    accepted: "Reklamation angenommen. Die Erstattung ist unterwegs.",
    submitted: "Die Reklamation wird geprüft.",
    missing: "Fehlender Artikel",
    problem: "Problem",
    product: "Genommener Artikel",
    quantity: "Genommene Menge",
    quantityWrong: "Geben Sie eine ganze Zahl bis 99 ein.",
    text: "Kleine Beträge erstatten wir sofort, größere prüfen wir. Schaffen wir das nicht rechtzeitig, wird erstattet.",
    submit: "Reklamation senden",
  },

  mail: {
    sent: "Der Beleg ist unterwegs.",
    address: "E-Mail-Adresse",
    hint: "Leer lassen für die gespeicherte Adresse des Kunden. Eine andere Adresse verwenden wir nur für diese E-Mail und löschen sie dann.",
    send: "Beleg senden",
  },

  refunds: {
    title: "Erstattungen",
    waiting: (amount) => [amount, " unterwegs."],
    provider: "Der Zahlungsdienst hat noch nicht erstattet. Wir fragen weiter an, bis er es tut.",
    cash: "Auf die Karte lässt sich nicht erstatten: Zahlen Sie den Betrag an der Kasse bar aus.",
    kinds: { lines: "Artikel", whole: "Alles", amount: "Betrag" },
    number: (number) => `Nr. ${number}`,
    removedUser: "ein entfernter Benutzer",
    reasons: {
      "not-taken": "Nicht genommen",
      returned: "Zurückgegeben",
      damaged: "Beschädigt oder verdorben",
      "wrong-price": "Falscher Preis",
      duplicate: "Doppelt abgebucht",
      goodwill: "Kulanz",
      other: "Anderes",
    },
  },

  history: {
    title: "Verlauf",
    steps: {
      drafted: "Entwurf",
      finalised: "Endgültiger Beleg",
      disputed: "Artikel reklamiert",
      "dispute-granted": "Reklamation angenommen",
      "dispute-refused": "Reklamation abgelehnt",
      corrected: "Korrektur",
      refund: "Erstattung erfasst",
      charged: "Abgebucht",
      refunded: "Erstattet",
      "refund-failed": "Erstattung fehlgeschlagen",
      declined: "Abgelehnt",
      "cash-taken": "Bar bezahlt",
      "cash-returned": "Bar erstattet",
      "balance-captured": "Mit Geschenkkarte oder Punkten bezahlt",
      "balance-refunded": "Auf Geschenkkarte oder als Punkte erstattet",
      withdrawn: "Beim Zahlungsdienst zurückgeholt",
      waived: "Schuld erlassen",
    },
  },

  refund: {
    recorded: (amount) => `Erstattung von ${amount} erfasst.`,
    what: "Was erstattet wird",
    kinds: { lines: "Artikel", whole: "Alles", amount: "Ein Betrag" },
    amount: "Zu erstattender Betrag",
    amountHint: (amount) => `Bis zu ${amount}. Die Artikel bleiben mit ihrer Steuer auf dem Beleg.`,
    amountWrong: "Geben Sie einen Betrag wie 2,79 ein.",
    amountTooHigh: (amount) => `Höchstens ${amount} lassen sich erstatten.`,
    reason: "Grund",
    note: "Notiz (optional)",
    noteHint: "Für Ihre Buchführung; keine Namen oder Kartennummern.",
    submit: "Erstatten",
    submitAmount: (amount) => `${amount} erstatten`,
    now: (amount) =>
      `${amount} gehen jetzt an den Kunden zurück: Den Rest schuldet er noch oder hat ihn schon zurück.`,
    limit: (amount) =>
      `Sie können von diesem Beleg jetzt bis zu ${amount} ohne Betreiber erstatten.`,
    items: "Zu erstattende Artikel",
    ofItems: (quantity, name) => `von ${quantity} × ${name}`,
  },
};
