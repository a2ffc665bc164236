import { problemsGerman as shoppers } from "@saunter/ui/words/problems-de";
import type { ConsoleProblems, ConsoleProblemWords } from "../console-codes.ts";

const NOTHING_TO_DO = "Sie müssen nichts tun.";
const IN_A_MOMENT = "Versuchen Sie es gleich noch einmal.";
const CHECK_CONFIGURATION = "Prüfen Sie die Konfiguration: saunter config check.";
const RESTORE =
  "Halten Sie den Laden an und stellen Sie die letzte gute Sicherung wieder her: saunter restore --data FOLDER --force FILE.";
const REPORT = "Laden Sie die Seite neu. Hilft das nicht, melden Sie den Fehler.";

const words: ConsoleProblemWords = {
  other: {
    title: "Das hat nicht funktioniert",
    advice: "Der Laden meldet auf Englisch, warum:",
  },

  // On the way to the shop.
  "no-connection": {
    title: "Der Laden ist nicht erreichbar",
    advice:
      "Prüfen Sie die Verbindung, und versuchen Sie es noch einmal. Nichts geschieht doppelt.",
  },
  unreadable: {
    title: "Die Antwort des Ladens ist nicht lesbar",
    advice: "Versuchen Sie es noch einmal. Hilft das nicht, fragen Sie, wer den Server betreibt.",
  },
  "passkey-called-off": shoppers["passkey-called-off"],
  "input-invalid": {
    title: "Die Anfrage enthält ungültige Angaben",
    advice: "Korrigieren Sie die genannten Felder.",
  },
  "body-malformed": { title: "Die Anfrage ist kein gültiges JSON", advice: REPORT },
  "body-too-large": {
    title: "Die Anfrage ist zu groß",
    advice: "Senden Sie höchstens 64 kB auf einmal.",
  },
  "body-type-unsupported": { title: "Dieser Inhaltstyp wird nicht unterstützt", advice: REPORT },
  "not-acceptable": {
    title: "Dieses Format gibt es hier nicht",
    advice: "Wählen Sie JSON, HTML oder PDF.",
  },
  "route-unknown": {
    title: "Diese Adresse gibt es nicht",
    advice: "Laden Sie die Seite neu: Der Laden hat vielleicht eine andere Version.",
  },
  "method-not-allowed": { title: "Das ist unter dieser Adresse nicht möglich", advice: REPORT },
  "request-too-slow": {
    title: "Die Anfrage kam zu langsam an",
    advice: "Senden Sie sie noch einmal. Geschieht das öfter, prüfen Sie das Netzwerk.",
  },
  "headers-too-large": {
    title: "Die Kopfzeilen der Anfrage sind zu groß",
    advice: "Löschen Sie alte Cookies dieser Website.",
  },
  "rate-limited": {
    title: "Zu viele Anfragen",
    advice: "Warten Sie eine Minute, und versuchen Sie es dann noch einmal.",
  },
  "avatar-refused": {
    title: "Der Kunde der Vorführung kann das nicht",
    advice: "Der Grund steht dabei. Wählen Sie etwas anderes.",
  },
  "streams-too-many": {
    title: "Zu viele Live-Ansichten sind offen",
    advice: "Schließen Sie zuerst eine.",
  },
  "idempotency-key-missing": {
    title: "Der Anfrage fehlt ein Idempotenzschlüssel",
    advice: REPORT,
  },
  "idempotency-key-reused": {
    title: "Der Idempotenzschlüssel gehört zu einer anderen Anfrage",
    advice: REPORT,
  },
  "csrf-header-missing": { title: "Der Anfrage fehlt die CSRF-Kopfzeile", advice: REPORT },

  // Amounts and goods.
  "amount-invalid": {
    title: "Der Betrag ist ungültig",
    advice: "Geben Sie einen Betrag von 0 oder mehr ein.",
  },
  "quantity-invalid": {
    title: "Diese Menge ist nicht möglich",
    advice: "Welche Mengen möglich sind, steht dabei.",
  },
  "currency-mismatch": {
    title: "Der Betrag ist in einer anderen Währung",
    advice: "Verwenden Sie die Währung des Ladens.",
  },
  "product-unknown": {
    title: "Diesen Artikel gibt es im Laden nicht",
    advice: "Verwenden Sie eine GTIN aus dem Sortiment.",
  },
  "price-missing": {
    title: "Der Artikel hat keinen Preis",
    advice: "Legen Sie im Sortiment einen Preis fest.",
  },
  "offer-invalid": {
    title: "Ein Angebot im Sortiment ist ungültig",
    advice: CHECK_CONFIGURATION,
  },
  "tax-unknown": {
    title: "Diese Steuerkategorie gibt es im Steuergebiet des Ladens nicht",
    advice: CHECK_CONFIGURATION,
  },
  "facing-unknown": {
    title: "Diesen Platz gibt es im Regalplan nicht",
    advice: "Laden Sie die Seite neu, und wählen Sie einen Platz des Regalplans.",
  },
  "goods-fixed": {
    title: "Die Artikel dieses Ladens können hier nicht geändert werden",
    advice:
      "Entscheidet die Kette darüber, ändern Sie sie dort. Sonst tragen Sie Sortiment, Regale und Regalplan in die Konfiguration ein.",
  },
  "planogram-unchanged": {
    title: "Am Regalplan gibt es nichts zu veröffentlichen oder rückgängig zu machen",
    advice: "Laden Sie die Seite neu, und ändern Sie zuerst den Entwurf.",
  },
  "goods-invalid": {
    title: "Artikel und Regalplan passen nicht zusammen",
    advice: "Welcher Eintrag falsch ist und was erlaubt ist, steht dabei.",
  },

  // People and sign-in.
  "not-signed-in": { title: "Sie sind nicht angemeldet", advice: "Melden Sie sich an." },
  "token-invalid": shoppers["token-invalid"],
  "sign-in-refused": {
    title: "Die Anmeldung wurde abgelehnt",
    advice: "Prüfen Sie Name und Passwort, oder verwenden Sie einen anderen Passkey.",
  },
  "sign-in-delayed": {
    title: "Zu viele fehlgeschlagene Anmeldungen",
    advice: "Warten Sie eine Weile, oder melden Sie sich mit einem Passkey an.",
  },
  "second-factor-needed": {
    title: "Zu Ihrer Anmeldung gehört ein Code",
    advice:
      "Geben Sie den Code ein, den Ihre Authenticator-App zeigt, oder einen Wiederherstellungscode.",
  },
  "second-factor-wrong": {
    title: "Der Code wurde abgelehnt",
    advice:
      "Jeder Code gilt einmal: Warten Sie auf den nächsten. Prüfen Sie, ob die Uhr Ihres Handys richtig geht.",
  },
  "second-factor-on": {
    title: "Sie haben schon einen zweiten Faktor",
    advice: "Schalten Sie ihn ab, bevor Sie einen anderen einrichten.",
  },
  "second-factor-required": {
    title: "Dieser Laden verlangt einen zweiten Faktor",
    advice:
      "Richten Sie ihn unter „Ihre Anmeldung“ ein, oder melden Sie sich mit einem Passkey an.",
  },
  forbidden: {
    title: "Ihre Rolle erlaubt das nicht",
    advice: "Bitten Sie den Betreiber um eine andere Rolle.",
  },
  "name-taken": {
    title: "So heißt schon ein anderer Benutzer",
    advice: "Wählen Sie einen anderen Namen.",
  },
  "customer-busy": {
    title: "Die Daten des Kunden können noch nicht gelöscht werden",
    advice: "Was noch offen ist, steht dabei.",
  },

  // Entry.
  "gate-closed": {
    title: "Das Tor ist geschlossen",
    advice: "Öffnen Sie es unter „Zustand“, oder wählen Sie ein anderes Tor.",
  },
  "gate-busy": shoppers["gate-busy"],
  "gate-unknown": {
    title: "Dieses Tor gibt es im Laden nicht",
    advice: "Wählen Sie ein Tor dieses Ladens.",
  },
  "gate-leads-out": { title: "Dieses Tor ist ein Ausgang", advice: "Wählen Sie ein Eingangstor." },
  "entry-code-invalid": {
    title: "Dieser Code ist nicht von diesem Laden",
    advice: "Zeigen Sie den Code von der Seite dieses Ladens.",
  },
  "entry-code-expired": shoppers["entry-code-expired"],
  "entry-code-replayed": shoppers["entry-code-replayed"],
  "entry-card-refused": shoppers["entry-card-refused"],
  "card-setup-unknown": {
    title: "Diese Karte wurde nicht gespeichert",
    advice: "Geben Sie die Karte noch einmal ein.",
  },
  "entry-badge-unknown": {
    title: "Dieser Ausweis ist unbekannt",
    advice: "Geben Sie ihn unter „Personen“ aus.",
  },
  "entry-badge-blocked": {
    title: "Dieser Ausweis ist gesperrt",
    advice: "Ein Betreiber kann ihn unter „Personen“ freigeben.",
  },
  "entry-passkey-refused": shoppers["entry-passkey-refused"],
  "entry-barred-by-debt": {
    title: "Ein früherer Besuch ist nicht bezahlt",
    advice: "Er muss zuerst bezahlt werden, etwa an der Kasse.",
  },
  "entry-hold-declined": {
    title: "Die Bank hat die Reservierung abgelehnt",
    advice: "Verwenden Sie eine andere Karte oder eine andere Eintrittsart.",
  },
  "entry-hold-refused": {
    title: "Der Zahlungsanbieter hat die Reservierung abgelehnt",
    advice:
      "Es wurde nichts abgebucht. Verwenden Sie eine andere Karte oder eine andere Eintrittsart.",
  },
  "entry-offline": {
    title: "Zahlungsanbieter oder Kartenterminal sind nicht erreichbar",
    advice: "Versuchen Sie es später noch einmal, oder öffnen Sie das Tor für Barzahler.",
  },
  "entry-interrupted": {
    title: "Der Eintritt wurde unterbrochen, bevor das Tor offen war",
    advice: "Es wurde nichts abgebucht. Beginnen Sie noch einmal.",
  },
  "entry-method-unavailable": {
    title: shoppers["entry-method-unavailable"].title,
    advice: "Wählen Sie eine andere Eintrittsart.",
  },
  "party-size-invalid": {
    title: "Die Gruppe ist zu groß für einen Eintritt",
    advice: "Teilen Sie die Gruppe auf.",
  },

  // Visits.
  "not-found": {
    title: "Nicht gefunden, oder Sie haben keinen Zugriff",
    advice: "Prüfen Sie die Adresse oder die Kennung.",
  },
  "version-conflict": {
    title: "Inzwischen hat sich etwas geändert",
    advice: "Laden Sie die Seite neu, und versuchen Sie es noch einmal.",
  },
  "trip-not-left": {
    title: "Dieser smarte Wagen wurde nicht verlassen",
    advice: "Tragen Sie ein, was gefunden wurde, sobald der Einkauf ohne Zahlung beendet ist.",
  },
  "visit-not-open": { title: "Der Besuch ist beendet", advice: "Öffnen Sie seinen Beleg." },
  "visit-already-left": { title: "Der Kunde ist schon gegangen", advice: NOTHING_TO_DO },
  "visit-not-left": {
    title: "Jemand aus der Gruppe ist noch im Laden",
    advice: "Warten Sie, oder beenden Sie den Besuch selbst.",
  },
  "exit-without-entry": {
    title: "Zu diesem Ausgang gibt es keinen Eintritt",
    advice: "Prüfen Sie die Alarme.",
  },
  "shopper-already-bound": {
    title: "Der Kunde gehört schon zu diesem Besuch",
    advice: NOTHING_TO_DO,
  },
  "shopper-unknown": {
    title: "Dieser Kunde ist nicht im Laden",
    advice: "Wählen Sie einen Kunden, der gerade im Laden ist.",
  },
  "age-check-not-needed": { title: "Keine Altersprüfung ist offen", advice: NOTHING_TO_DO },

  // Money.
  "day-closed": {
    title: "Dieser Tag ist schon abgeschlossen",
    advice: "Was danach kam, gehört zu einem späteren Tag: Schließen Sie diesen ab.",
  },
  "day-to-come": {
    title: "Dieser Tag hat noch nicht begonnen",
    advice: "Schließen Sie heute ab, oder einen früheren Tag, der noch nicht abgeschlossen ist.",
  },
  "account-limit-exceeded": {
    title: shoppers["account-limit-exceeded"].title,
    advice: "Verwenden Sie ein anderes Zahlungsmittel, oder lassen Sie das Limit erhöhen.",
  },
  "account-unknown": {
    title: "Dieses Konto gibt es nicht",
    advice: "Prüfen Sie die Konfiguration.",
  },
  "charge-not-open": shoppers["charge-not-open"],
  "debt-not-open": { title: shoppers["debt-not-open"].title, advice: NOTHING_TO_DO },
  "cash-amount-wrong": {
    title: "Der Betrag stimmt nicht mit dem offenen Betrag überein",
    advice: "Rechnen Sie den ganzen offenen Betrag ab.",
  },
  "cash-exceeds-drawer": {
    title: "Mehr Bargeld, als in der Kassenlade sein sollte",
    advice: "Nehmen Sie weniger, oder zählen Sie zuerst die Kassenlade, wenn es mehr ist.",
  },
  "drawer-not-counted": {
    title: "Die Kassenlade ist noch nicht gezählt",
    advice: "Zählen Sie sie zuerst.",
  },
  "refund-exceeds-captured": {
    title: "Mehr, als erstattet werden kann",
    advice: "Was noch erstattet werden kann, steht auf dem Beleg.",
  },
  "refund-needs-operator": {
    title: "Diese Erstattung braucht einen Betreiber",
    advice: "Bitten Sie einen Betreiber darum, oder erstatten Sie weniger.",
  },

  // Receipts and reviews.
  "receipt-not-final": {
    title: shoppers["receipt-not-final"].title,
    advice: "Warten Sie, bis er endgültig ist.",
  },
  "receipt-line-unknown": {
    title: "Diese Position gibt es auf dem Beleg nicht",
    advice: "Laden Sie die Seite neu, und wählen Sie eine Position des Belegs.",
  },
  "contest-too-late": {
    title: "Dieser Beleg kann nicht mehr reklamiert werden",
    advice: "Die Frist ist vorbei. Sie können den Artikel stattdessen erstatten.",
  },
  "contest-already-open": {
    title: shoppers["contest-already-open"].title,
    advice: "Warten Sie auf die Entscheidung.",
  },
  "contest-not-open": shoppers["contest-not-open"],
  "review-not-open": {
    title: "Die Frist dieser Prüfung ist vorbei",
    advice: "Sie wurde zugunsten des Kunden entschieden. Nehmen Sie die nächste.",
  },
  "review-claimed-by-other": {
    title: "Ein anderer Prüfer hat diese Prüfung offen",
    advice: "Nehmen Sie die nächste.",
  },
  "review-already-decided": {
    title: "Diese Prüfung ist schon entschieden",
    advice: "Nehmen Sie die nächste.",
  },
  "review-choice-unknown": {
    title: "Diese Antwort gibt es hier nicht",
    advice: "Wählen Sie eine der angebotenen Antworten.",
  },
  "mail-unavailable": {
    title: shoppers["mail-unavailable"].title,
    advice: "Geben Sie eine E-Mail-Adresse ein, oder speichern Sie das PDF.",
  },
  "mail-address-invalid": shoppers["mail-address-invalid"],
  "clip-unreadable": {
    title: "Dieses Video lässt sich nicht öffnen",
    advice:
      "Es wurde mit einem anderen Schlüssel verschlüsselt oder ist beschädigt. Entscheiden Sie nach den anderen Nachweisen.",
  },

  // The shop's process, and its disk.
  "webhook-configured": {
    title: "Dieser Webhook steht in der Konfiguration des Ladens",
    advice: "Ändern Sie ihn dort, unter webhooks.",
  },
  "reports-busy": {
    title: "Zu viele Berichte werden gerade erstellt",
    advice: IN_A_MOMENT,
  },
  "recording-unavailable": {
    title: "Der Laden kann gerade nicht aufzeichnen",
    advice:
      "Geben Sie Speicherplatz frei, und prüfen Sie, ob der Laden Waagen hat und in seinen Ordner schreiben darf.",
  },
  "export-too-large": {
    title: "Der Export hat zu viele Zeilen",
    advice:
      "Wählen Sie einen kürzeren Zeitraum, oder Tage oder Artikel statt Belegen oder Positionen.",
  },
  "receipts-busy": {
    title: "Zu viele Belege werden gerade als PDF erstellt",
    advice: IN_A_MOMENT,
  },
  "not-ready": {
    title: "Der Laden startet oder wird beendet",
    advice: "Warten Sie einen Moment, und versuchen Sie es dann noch einmal.",
  },
  "internal-error": {
    title: "Auf dem Server ist ein Fehler aufgetreten",
    advice:
      "Versuchen Sie es noch einmal. Geschieht das öfter, suchen Sie im Protokoll des Servers nach dem Fehler.",
  },
  "journal-corrupt": { title: "Das Journal ist beschädigt", advice: RESTORE },
  "journal-cut": { title: "Das Journal endet zu früh", advice: RESTORE },
  "journal-newer": {
    title: "Das Journal stammt von einer neueren Version",
    advice: "Aktualisieren Sie Saunter.",
  },
  "shop-replaced": {
    title: "Ein anderer Computer ist an die Stelle von diesem getreten",
    advice: "Holen Sie die Ereignisse des Ladens hierher: saunter restore --from-chain shop.yaml.",
  },
  "row-damaged": {
    title: "Ein gespeicherter Eintrag ist beschädigt",
    advice:
      "Versuchen Sie es in einer Minute noch einmal: Er wird repariert oder herausgenommen, und das Personal erhält einen Alarm.",
  },
  "database-locked": {
    title: "Ein anderer Prozess benutzt den Ordner des Ladens",
    advice: "Beenden Sie den anderen Prozess.",
  },
  "disk-full": {
    title: "Die Festplatte ist voll",
    advice: "Schaffen Sie Speicherplatz, und versuchen Sie es noch einmal.",
  },
  "disk-failing": {
    title: "Die Festplatte kann nicht gelesen oder beschrieben werden",
    advice: "Prüfen Sie die Festplatte und die Zugriffsrechte des Ordners.",
  },
  "queue-full": { title: "Die Festplatte kommt nicht nach", advice: IN_A_MOMENT },
  "event-too-large": {
    title: "Ein Ereignis ist zu groß",
    advice: "Melden Sie den Fehler zusammen mit dem Protokoll des Servers.",
  },
  closed: { title: "Der Laden wird gerade beendet", advice: IN_A_MOMENT },
};

export const problems: ConsoleProblems = { tryAgain: "Erneut versuchen", words };
