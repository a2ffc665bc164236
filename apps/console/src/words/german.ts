import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "./british.ts";
import { alerts } from "./german/alerts.ts";
import { audit } from "./german/audit.ts";
import { brand } from "./german/brand.ts";
import { carts } from "./german/carts.ts";
import { demo } from "./german/demo.ts";
import { devices } from "./german/devices.ts";
import { floor } from "./german/floor.ts";
import { giftCards } from "./german/gift-cards.ts";
import { goods } from "./german/goods.ts";
import { health } from "./german/health.ts";
import { numbers } from "./german/numbers.ts";
import { parts } from "./german/parts.ts";
import { people } from "./german/people.ts";
import { problems } from "./german/problems.ts";
import { receipts } from "./german/receipts.ts";
import { review } from "./german/review.ts";
import { shelf } from "./german/shelf.ts";
import { till } from "./german/till.ts";
import { visits } from "./german/visits.ts";
import { walk } from "./german/walk.ts";
import { webhooks } from "./german/webhooks.ts";
import { welcome } from "./german/welcome.ts";
import { yourSignIn } from "./german/your-sign-in.ts";

const plural = createPlural("de");

export const german: ConsoleWords = {
  skip: "Zum Inhalt springen",
  menu: "Seiten",
  more: "Mehr",
  settings: "Einstellungen",
  allPages: "Alle Seiten",
  you: "Sie",
  signOut: "Abmelden",
  language: "Sprache",
  list: (items) => items.join(", "),
  waiting: "offen",
  reviewsWaiting: (count) =>
    plural(count, { one: "# Prüfung wartet", other: "# Prüfungen warten" }),
  lost: (at) =>
    at === null
      ? "Der Laden ist nicht erreichbar. Verbindung wird wiederhergestellt …"
      : `Der Laden ist nicht erreichbar. Stand: ${at}. Verbindung wird wiederhergestellt …`,
  passwordAlone: "Sie melden sich nur mit einem Passwort an.",
  setUpSecond: "Zweiten Faktor einrichten",
  notFound: "Seite nicht gefunden",
  notFoundText: "Prüfen Sie die Adresse, oder gehen Sie zur Startseite.",
  start: "Zur Startseite",
  forbidden: "Sie haben keinen Zugriff auf diese Seite",
  forbiddenText: (roles) =>
    `Sie brauchen die Rolle ${roles.join(" oder ")}. Fragen Sie den Betreiber danach.`,

  search: {
    name: "Suchen",
    field: "Den Laden durchsuchen",
    hint: "Nummer, Betrag oder Datum eines Belegs, ein Artikel, eine Person, ein Gerät, eine Seite",
    none: "Nichts gefunden. Versuchen Sie eine Belegnummer, einen Betrag wie 4,35 oder einen Teil eines Namens.",
    failed: "Ein Teil der Suche ist fehlgeschlagen. Versuchen Sie es noch einmal.",
    found: (count) => plural(count, { one: "# Treffer", other: "# Treffer" }),
    receipt: (number) => `Beleg Nr. ${number}`,
    draft: "Vorläufiger Beleg",
    visit: "Besuch",
    groups: {
      pages: "Seiten",
      receipts: "Belege",
      visits: "Besuche",
      goods: "Artikel",
      people: "Personen",
      devices: "Geräte",
    },
  },

  shortcuts: {
    title: "Tastenkürzel",
    single: "Kürzel aus einer Taste",
    singleHint:
      "Schalten Sie sie aus, wenn Sie mit Ihrem Computer sprechen oder Tasten versehentlich drücken.",
    or: "oder",
    everywhere: "alles durchsuchen",
    here: "diese Liste durchsuchen; alles, wo die Seite keine hat",
    list: "diese Kürzel",
    rows: "nächste oder vorige Zeile einer Liste",
    open: "die gewählte Zeile öffnen",
    close: "ein Fenster schließen, eine Suche leeren",
    onReviews: "Prüfungen haben mehr: Drücken Sie dort ?.",
    keys: { search: "Strg K", enter: "Eingabe", escape: "Esc" },
  },

  help: {
    name: "Hilfe",
    close: "Hilfe schließen",
    all: "Gesamte Dokumentation",
    failed: "Die Hilfe wurde nicht geladen. Öffnen Sie stattdessen die Dokumentation.",
    none: "Zu dieser Seite gibt es keine eigene Hilfe.",
  },

  signIn: {
    name: "Name",
    password: "Passwort",
    submit: "Anmelden",
    again: "Von vorn beginnen",
    passkey: "Mit Passkey anmelden",
    code: "Code",
    codeHint: "Aus Ihrer Authenticator-App, oder ein Wiederherstellungscode.",
    demo: "Dieser Laden ist simuliert: keine echten Personen, kein echtes Geld.",
    look: "Als Betreiber umsehen",
    shopper: "Sie kaufen hier ein? Zur Seite für Kunden",
  },

  pages: {
    Floor: "Fläche",
    Shelf: "Regal",
    Review: "Prüfung",
    "Review quality": "Qualität der Prüfungen",
    Visits: "Besuche",
    Receipts: "Belege",
    Till: "Kasse",
    Goods: "Artikel",
    Planogram: "Regalplan",
    Catalogue: "Sortiment",
    Offers: "Angebote",
    Numbers: "Zahlen",
    Health: "Zustand",
    "Who gets alerts": "Wer Alarme erhält",
    Devices: "Geräte",
    Device: "Gerät",
    "Smart carts": "Smarte Wagen",
    Trip: "Einkauf",
    People: "Personen",
    Audit: "Protokoll",
    Webhooks: "Webhooks",
    "Logo and colour": "Logo und Farbe",
    "Your sign-in": "Ihre Anmeldung",
    "Be a shopper": "Selbst einkaufen",
  },

  alerts,
  audit,
  brand,
  carts,
  demo,
  devices,
  floor,
  giftCards,
  goods,
  health,
  numbers,
  parts,
  people,
  problems,
  receipts,
  review,
  shelf,
  till,
  visits,
  walk,
  webhooks,
  welcome,
  yourSignIn,
};
