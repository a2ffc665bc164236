import type { ProblemWords } from "../problem-words.ts";

export const problemsGerman: ProblemWords = {
  other: {
    title: "Im Laden ist ein Fehler aufgetreten",
    advice: "Versuchen Sie es noch einmal. Hilft das nicht, fragen Sie das Personal.",
  },
  "no-connection": {
    title: "Der Laden ist nicht erreichbar",
    advice:
      "Prüfen Sie die Verbindung und versuchen Sie es noch einmal. Sie zahlen nichts doppelt.",
  },
  "passkey-called-off": {
    title: "Es wurde kein Passkey verwendet",
    advice: "Versuchen Sie es noch einmal oder wählen Sie eine andere Möglichkeit.",
  },
  "not-signed-in": {
    title: "Sie sind nicht angemeldet",
    advice: "Melden Sie sich mit Ihrem Passkey an.",
  },
  "token-invalid": { title: "Sie wurden abgemeldet", advice: "Melden Sie sich wieder an." },
  "sign-in-refused": {
    title: "Dieser Laden kennt diesen Passkey nicht",
    advice: "Verwenden Sie einen anderen Passkey oder registrieren Sie sich neu.",
  },
  "sign-in-delayed": {
    title: "Zu viele fehlgeschlagene Anmeldungen",
    advice: "Warten Sie eine Weile und versuchen Sie es dann noch einmal.",
  },
  "rate-limited": {
    title: "Zu viele Versuche",
    advice: "Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
  },
  "customer-busy": {
    title: "Ihre Daten können noch nicht gelöscht werden",
    advice:
      "Beenden Sie Ihren Besuch, bezahlen Sie den Beleg und versuchen Sie es dann noch einmal.",
  },
  "gate-closed": {
    title: "Dieses Tor ist geschlossen",
    advice: "Benutzen Sie ein anderes Tor oder fragen Sie das Personal.",
  },
  "gate-busy": {
    title: "Gerade tritt jemand ein",
    advice: "Versuchen Sie es gleich noch einmal.",
  },
  "gate-unknown": {
    title: "Dieses Tor gibt es nicht",
    advice: "Benutzen Sie ein Tor dieses Ladens.",
  },
  "gate-leads-out": {
    title: "Dieses Tor ist der Ausgang",
    advice: "Benutzen Sie ein Eingangstor.",
  },
  "entry-code-invalid": {
    title: "Dieser Code öffnet das Tor nicht",
    advice: "Öffnen Sie die Seite dieses Ladens und zeigen Sie den Code dort.",
  },
  "entry-code-expired": {
    title: "Dieser Code ist abgelaufen",
    advice: "Zeigen Sie den aktuellen Code auf Ihrem Handy.",
  },
  "entry-code-replayed": {
    title: "Dieser Code wurde schon verwendet",
    advice: "Warten Sie auf den nächsten Code oder halten Sie die Karte noch einmal an den Leser.",
  },
  "entry-card-refused": {
    title: "Diese Karte kann nicht verwendet werden",
    advice: "Verwenden Sie eine andere Karte oder treten Sie auf andere Weise ein.",
  },
  "card-setup-unknown": {
    title: "Ihre Karte wurde nicht gespeichert",
    advice: "Geben Sie die Karte erneut ein.",
  },
  "entry-badge-unknown": {
    title: "Wir kennen diesen Ausweis nicht",
    advice: "Fragen Sie das Personal.",
  },
  "entry-badge-blocked": {
    title: "Dieser Ausweis ist gesperrt",
    advice: "Fragen Sie das Personal.",
  },
  "entry-passkey-refused": {
    title: "Dieser Passkey wurde nicht angenommen",
    advice: "Versuchen Sie es noch einmal oder treten Sie auf andere Weise ein.",
  },
  "entry-barred-by-debt": {
    title: "Sie haben einen unbezahlten Beleg",
    advice: "Bezahlen Sie ihn am Terminal oder in der App und treten Sie dann ein.",
  },
  "entry-hold-declined": {
    title: "Ihre Bank hat die Reservierung abgelehnt",
    advice:
      "Es wurde nichts abgebucht. Verwenden Sie eine andere Karte oder treten Sie auf andere Weise ein.",
  },
  "entry-hold-refused": {
    title: "Wir konnten den Betrag nicht reservieren",
    advice:
      "Es wurde nichts abgebucht. Verwenden Sie eine andere Karte, treten Sie auf andere Weise ein oder fragen Sie das Personal.",
  },
  "entry-offline": {
    title: "Wir können Karten gerade nicht prüfen",
    advice: "Versuchen Sie es später oder bitten Sie das Personal, das Tor zu öffnen.",
  },
  "entry-interrupted": {
    title: "Ihr Eintritt wurde unterbrochen",
    advice:
      "Es wurde nichts abgebucht. Zeigen Sie einen neuen Code oder halten Sie die Karte noch einmal an den Leser.",
  },
  "entry-method-unavailable": {
    title: "Diese Eintrittsart gibt es in diesem Laden nicht",
    advice: "Treten Sie auf andere Weise ein.",
  },
  "party-size-invalid": {
    title: "Ihre Gruppe ist zu groß für einen Eintritt",
    advice: "Teilen Sie sich auf und treten Sie in kleineren Gruppen ein.",
  },
  "not-found": {
    title: "Seite nicht gefunden",
    advice: "Prüfen Sie den Link oder gehen Sie zur Startseite.",
  },
  "receipt-not-final": {
    title: "Der Beleg ist noch vorläufig",
    advice:
      "Warten Sie ein paar Sekunden, bis er endgültig ist, und versuchen Sie es dann noch einmal.",
  },
  "contest-too-late": {
    title: "Diesen Beleg können Sie nicht mehr reklamieren",
    advice: "Fragen Sie das Personal.",
  },
  "contest-already-open": {
    title: "Dieser Artikel wird schon geprüft",
    advice: "Warten Sie auf die Antwort. Sie erscheint auf dem Beleg.",
  },
  "contest-not-open": {
    title: "Diese Reklamation ist abgeschlossen",
    advice: "Die Antwort steht auf dem Beleg.",
  },
  "quantity-invalid": {
    title: "Diese Menge ist nicht möglich",
    advice: "Wählen Sie eine andere Menge.",
  },
  "debt-not-open": { title: "Es ist nichts zu bezahlen", advice: "Ihr Beleg ist bezahlt." },
  "charge-not-open": {
    title: "Die Zahlung kann gerade nicht geändert werden",
    advice: "Versuchen Sie es gleich noch einmal.",
  },
  "account-limit-exceeded": {
    title: "Damit wäre das Limit des Kontos überschritten",
    advice: "Zahlen Sie auf anderem Weg.",
  },
  "mail-unavailable": {
    title: "Der Beleg kann nicht per E-Mail gesendet werden",
    advice: "Speichern Sie das PDF oder kopieren Sie den Link.",
  },
  "mail-address-invalid": {
    title: "Das ist keine E-Mail-Adresse",
    advice: "Geben Sie eine wie name@example.com ein.",
  },
  "not-ready": {
    title: "Der Laden startet gerade",
    advice: "Warten Sie einen Moment und versuchen Sie es dann noch einmal.",
  },
};
