import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

export const yourSignIn: ConsoleWords["yourSignIn"] = {
  secondFactor: "Zweiter Faktor",
  demo: "In dieser Vorführung melden sich alle als derselbe Betreiber an. In Ihrem eigenen Laden richten Sie hier eine Authenticator-App oder einen Passkey ein.",
  byKey: "Dieser Benutzer meldet sich mit einem Schlüssel an: Es gibt nichts einzurichten.",
  on: (status, date) => [
    status,
    " seit ",
    date,
    ". Zu Ihrem Passwort gehört ein Code Ihrer Authenticator-App.",
  ],
  isOn: "Zweiter Faktor aktiv",
  codesLeft: (count) =>
    plural(count, {
      one: "# Wiederherstellungscode ist übrig.",
      other: "# Wiederherstellungscodes sind übrig.",
    }),
  newCodes: "Neue Wiederherstellungscodes",
  newCodesText: "Die bisherigen gelten dann nicht mehr.",
  getNewCodes: "Neue Codes erstellen",
  turnOff: "Abschalten",
  turnOffTitle: "Zweiten Faktor abschalten",
  turnOffText:
    "Danach melden Sie sich nur mit Ihrem Passwort an. Ihre anderen Sitzungen werden beendet.",
  turnedOff: "Zweiter Faktor abgeschaltet.",

  confirm: {
    password: "Passwort",
    code: "Code",
    codeHint: "Aus Ihrer Authenticator-App, oder ein Wiederherstellungscode.",
  },

  password: {
    title: "Passwort ändern",
    new: "Neues Passwort",
    hint: "Mindestens 12 Zeichen, schwer zu erraten. Ihre anderen Sitzungen werden beendet.",
    change: "Passwort ändern",
    changed: "Passwort geändert.",
  },

  sessions: {
    title: "Wo Sie angemeldet sind",
    session: (started, used) => ["Angemeldet ", started, ", zuletzt verwendet ", used],
    byPasskey: "mit Passkey",
    current: "dieser Browser",
    endOthers: "Überall sonst abmelden",
    ended: "Überall sonst abgemeldet.",
  },

  codes: {
    sheet: (shop) => `Wiederherstellungscodes, ${shop}`,
    sheetText: "Mit jedem melden Sie sich einmal an.",
    title: "Bewahren Sie Ihre Wiederherstellungscodes auf",
    text: (shop) =>
      `Mit jedem melden Sie sich einmal bei ${shop} an, zusammen mit Ihrem Passwort, wenn Sie Ihr Handy verloren haben. Wir zeigen sie nur jetzt.`,
    copy: "Kopieren",
    copied: "Wiederherstellungscodes kopiert.",
    download: "Herunterladen",
    print: "Drucken",
    kept: "Ich habe sie aufbewahrt",
  },

  setUp: {
    text: "Mit einer Authenticator-App auf Ihrem Handy gehört zu Ihrem Passwort ein Code, alle 30 Sekunden ein neuer. Ein Passkey dieses Geräts ersetzt das Passwort.",
    app: "Authenticator-App einrichten",
    passkey: "Passkey hinzufügen",
    passkeyAdded: "Passkey hinzugefügt.",
    scan: "Scannen Sie dies mit einer Authenticator-App, zum Beispiel Aegis, 2FAS oder Google Authenticator.",
    qrCode: "QR-Code für Ihre Authenticator-App",
    typeKey: "Oder tippen Sie dort den Schlüssel ein:",
    code: "Code, den die App zeigt",
    turnOn: "Einschalten",
  },

  first: {
    title: "Schützen Sie Ihre Anmeldung",
    required: (shop) =>
      `${shop} verlangt einen zweiten Faktor. Richten Sie einen ein, um fortzufahren.`,
    asked:
      "Sie können diesen Laden betreiben: Geld, Preise und Personen. Nur Ihr Passwort schützt ihn vor anderen.",
    notNow: "Nicht jetzt",
  },
};
