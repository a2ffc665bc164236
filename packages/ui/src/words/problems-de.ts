import type { ProblemWords } from "../problem-words.ts";

export const problemsGerman: ProblemWords = {
  other: {
    title: "Im Laden ist etwas schiefgegangen",
    advice: "Versuchen Sie es noch einmal. Bleibt es so, sprechen Sie mit dem Personal.",
  },
  "no-connection": {
    title: "Der Laden ist nicht erreichbar",
    advice: "Prüfen Sie das Netz und versuchen Sie es noch einmal: Nichts geschieht doppelt.",
  },
  "passkey-called-off": {
    title: "Es wurde kein Passkey verwendet",
    advice: "Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.",
  },
  "not-signed-in": {
    title: "Sie sind nicht angemeldet",
    advice: "Melden Sie sich mit Ihrem Passkey an.",
  },
  "token-invalid": { title: "Sie wurden abgemeldet", advice: "Melden Sie sich wieder an." },
  "sign-in-refused": {
    title: "Dieser Passkey ist hier nicht bekannt",
    advice: "Nehmen Sie einen anderen Passkey, oder registrieren Sie sich neu.",
  },
  "sign-in-delayed": {
    title: "Zu viele Anmeldungen sind fehlgeschlagen",
    advice: "Warten Sie eine Weile, und versuchen Sie es dann noch einmal.",
  },
  "rate-limited": {
    title: "Das war viel auf einmal",
    advice: "Warten Sie eine Minute, und versuchen Sie es dann noch einmal.",
  },
  "customer-busy": {
    title: "Es ist noch etwas offen",
    advice: "Sie können Ihre Daten löschen, sobald Ihr Besuch beendet und bezahlt ist.",
  },
  "gate-closed": {
    title: "Dieses Tor ist geschlossen",
    advice: "Nehmen Sie ein anderes Tor, oder fragen Sie das Personal.",
  },
  "gate-busy": {
    title: "Gerade tritt jemand ein",
    advice: "Versuchen Sie es gleich noch einmal.",
  },
  "gate-unknown": {
    title: "Ein solches Tor gibt es hier nicht",
    advice: "Nehmen Sie ein Tor dieses Ladens.",
  },
  "gate-leads-out": {
    title: "Das ist der Ausgang",
    advice: "Nehmen Sie das Tor, das hineinführt.",
  },
  "entry-code-invalid": {
    title: "Dieser Code öffnet das Tor nicht",
    advice: "Zeigen Sie den Code von der Seite dieses Ladens.",
  },
  "entry-code-expired": {
    title: "Dieser Code ist zu alt",
    advice: "Zeigen Sie den Code von jetzt.",
  },
  "entry-code-replayed": {
    title: "Dieser Code wurde schon verwendet",
    advice: "Warten Sie auf den nächsten, oder halten Sie die Karte noch einmal an den Leser.",
  },
  "entry-card-refused": {
    title: "Diese Karte geht hier nicht",
    advice: "Nehmen Sie eine andere Karte, oder einen anderen Weg hinein.",
  },
  "entry-badge-unknown": {
    title: "Dieser Ausweis ist nicht bekannt",
    advice: "Fragen Sie das Personal.",
  },
  "entry-badge-blocked": {
    title: "Dieser Ausweis ist gesperrt",
    advice: "Fragen Sie das Personal.",
  },
  "entry-passkey-refused": {
    title: "Dieser Passkey wurde nicht angenommen",
    advice: "Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg hinein.",
  },
  "entry-barred-by-debt": {
    title: "Ein früherer Besuch ist nicht bezahlt",
    advice: "Bezahlen Sie ihn am Terminal oder in der App, dann kommen Sie hinein.",
  },
  "entry-hold-declined": {
    title: "Ihre Bank hat die Vormerkung abgelehnt",
    advice: "Es wurde nichts abgebucht. Nehmen Sie eine andere Karte oder einen anderen Weg.",
  },
  "entry-hold-refused": {
    title: "Die Vormerkung war nicht möglich",
    advice:
      "Es wurde nichts abgebucht. Nehmen Sie eine andere Karte oder einen anderen Weg, oder fragen Sie das Personal.",
  },
  "entry-offline": {
    title: "Karten können gerade nicht geprüft werden",
    advice: "Versuchen Sie es später, oder bitten Sie das Personal, das Tor zu öffnen.",
  },
  "entry-interrupted": {
    title: "Der Eintritt wurde unterbrochen",
    advice: "Es wird nichts berechnet. Zeigen Sie einen neuen Code oder die Karte noch einmal.",
  },
  "entry-method-unavailable": {
    title: "So kommt man hier nicht hinein",
    advice: "Nehmen Sie einen der anderen Wege.",
  },
  "party-size-invalid": {
    title: "Sie sind zu viele für einen Eintritt",
    advice: "Teilen Sie sich auf, und kommen Sie nacheinander hinein.",
  },
  "not-found": {
    title: "Hier ist nichts",
    advice: "Prüfen Sie den Link, oder gehen Sie zum Anfang.",
  },
  "receipt-not-final": {
    title: "Der Beleg ist noch vorläufig",
    advice: "Warten Sie, bis er endgültig ist: Es dauert einige Sekunden.",
  },
  "contest-too-late": {
    title: "Gegen diesen Beleg ist kein Einwand mehr möglich",
    advice: "Sprechen Sie mit dem Personal.",
  },
  "contest-already-open": {
    title: "Das wird schon geprüft",
    advice: "Warten Sie auf die Antwort: Sie kommt von selbst.",
  },
  "contest-not-open": { title: "Das ist entschieden", advice: "Sehen Sie auf den Beleg." },
  "quantity-invalid": {
    title: "Diese Menge ergibt hier keinen Sinn",
    advice: "Wählen Sie eine andere.",
  },
  "debt-not-open": { title: "Es ist nichts zu bezahlen", advice: "Alles ist beglichen." },
  "charge-not-open": {
    title: "Die Zahlung kann gerade nicht geändert werden",
    advice: "Versuchen Sie es gleich noch einmal.",
  },
  "account-limit-exceeded": {
    title: "Das Konto würde überzogen",
    advice: "Zahlen Sie auf anderem Weg.",
  },
  "mail-unavailable": {
    title: "Der Beleg kann nicht per E-Mail gesendet werden",
    advice: "Speichern Sie das PDF, oder kopieren Sie den Link.",
  },
  "mail-address-invalid": {
    title: "Das ist keine E-Mail-Adresse",
    advice: "Geben Sie eine wie name@example.com ein.",
  },
  "not-ready": {
    title: "Der Laden startet gerade",
    advice: "Warten Sie einen Moment, und versuchen Sie es noch einmal.",
  },
};
