import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

export const health: ConsoleWords["health"] = {
  title: "Zustand",
  devices: "Geräte",
  ok: "OK",
  online: "online",
  offline: "offline",

  alerts: {
    title: "Alarme",
    filter: "Alarme filtern",
    states: { open: "Offen", cleared: "Erledigt" },
    noneOpen: "Keine offenen Alarme",
    noneOpenText: "Neue Alarme erscheinen hier von selbst, und was zu tun ist.",
    noneCleared: "Noch keine erledigten Alarme",
    older: "Ältere",
    visit: "der Besuch",
    acknowledgedBy: (name, time) => ["bestätigt von ", name, " ", time],
    acknowledge: "Bestätigen",
    acknowledgeOne: (message) => `Bestätigen: ${message}`,
  },

  places: {
    catalogue: "Sortiment öffnen",
    planogram: "Regalplan öffnen",
    stock: "Bestand öffnen",
    receipts: "Belege öffnen",
    till: "Kasse öffnen",
    carts: "Smarte Wagen öffnen",
    review: "Prüfung öffnen",
    floor: "Verkaufsfläche öffnen",
    devices: "Geräte öffnen",
    webhooks: "Webhooks öffnen",
    yourSignIn: "Ihre Anmeldung öffnen",
    shelf: "Regal öffnen",
  },

  advice: {
    "exit-without-entry":
      "Sprechen Sie die Person an, wenn sie noch in der Nähe ist, und zählen Sie dann den Bestand im Regal.",
    "price-missing": "Legen Sie einen Preis fest.",
    "misplaced-item": "Stellen Sie den Artikel an seinen Platz zurück.",
    "wrong-planogram":
      "Stellen Sie die Artikel nach dem Regalplan um, oder korrigieren Sie den Regalplan.",
    "wrong-weight": "Wiegen Sie zehn Stück, und korrigieren Sie das Gewicht.",
    "plate-dead": "Prüfen Sie die Platte und ihr Kabel.",
    "plate-noisy": "Prüfen Sie, dass nichts die Platte berührt und keine Zugluft sie erreicht.",
    "camera-fault":
      "Bis diese Kamera wieder läuft, müssen Belege von Kunden in ihrem Blickfeld vielleicht geprüft werden.",
    "wrong-units": "Bis dahin müssen betroffene Belege geprüft werden.",
    "chain-offline": "Der Verkauf läuft weiter. Prüfen Sie das Netzwerk, wenn es länger dauert.",
    "chain-forged":
      "Informieren Sie den Betreiber der Kette: Möglicherweise kann jemand anderes in ihren Hub schreiben.",
    "chain-silent":
      "Der Verkauf läuft weiter. Wenn es länger dauert, prüfen Sie das Netzwerk und fragen Sie den Betreiber der Kette.",
    "chain-behind":
      "Preise, Benutzer oder Richtlinien sind möglicherweise veraltet. Wenn es länger dauert, fragen Sie den Betreiber der Kette.",
    "payment-offline": "Prüfen Sie das Netzwerk, wenn es länger dauert.",
    "fiscal-fault": "Belege werden später signiert. Prüfen Sie das Gerät, wenn es länger dauert.",
    "hold-missing":
      "Tragen Sie eine Reservierung in die Konfiguration ein, oder nehmen Sie den Verlust hin, wenn eine Bank ablehnt.",
    "many-disputes": "Prüfen Sie die Belege dazu.",
    "many-refunds": "Prüfen Sie die Belege dazu.",
    "cash-float":
      "Tragen Sie dort ein, was Sie zur Bank gebracht oder an Wechselgeld geholt haben.",
    "review-due": "Läuft die Frist ab, wird zugunsten des Kunden entschieden.",
    "review-overdue": "Jetzt kann nur noch ein Prüfer entscheiden.",
    "webhook-failing":
      "Sagen Sie dem Betreiber des empfangenden Systems Bescheid. Fehlgeschlagene Ereignisse können Sie erneut senden.",
    "second-factor-missing":
      "Jeder Betreiber richtet eine Authenticator-App ein oder verwendet einen Passkey.",
    "disk-low":
      "Schaffen Sie Speicherplatz, oder verschieben Sie den Ordner des Ladens auf eine größere Festplatte.",
    "rows-damaged":
      "Lassen Sie die Festplatte prüfen, und legen Sie neu an, was herausgenommen wurde.",
    "process-slow":
      "Beenden Sie andere Programme auf diesem Computer, und schließen Sie Seiten der Verkaufsfläche, die niemand braucht.",
  },

  cameras: {
    title: "Kameras",
    well: (well, all) => `${well} von ${all} OK`,
    caption: "Zustand jeder Kamera",
    noFrame: "kein Bild seit dem Start",
    resting: (time) => ["niemand im Bild; letztes Bild ", time],
    running: (framesPerS, time) => [`${framesPerS} Bilder/s; letztes Bild `, time],
    dropping: (framesPerS, droppedPercent, time) => [
      `${framesPerS} Bilder/s, ${droppedPercent} % verworfen; letztes Bild `,
      time,
    ],
    standby: "Bereitschaft",
    connecting: "verbindet",
    ended: "Video zu Ende",
    noFrames: "keine Bilder",
    faults: {
      silent: "keine Bilder",
      black: "schwarz",
      covered: "verdeckt",
      frozen: "eingefroren",
      "upside-down": "verkehrt herum",
      swapped: "vertauscht",
      moved: "verschoben",
      elsewhere: "falsche Kalibrierung",
      damaged: "beschädigte Bilder",
      drifted: "angestoßen",
      unsure: "Kalibrierung unsicher",
      "out-of-focus": "unscharf",
    },
    faulty: "gestört",
    advice: {
      black: "Das Bild ist schwarz: Prüfen Sie Licht und Objektiv.",
      covered: "Das Bild zeigt fast nichts: Prüfen Sie, ob etwas das Objektiv verdeckt.",
      frozen:
        "Das Bild ist eingefroren: Starten Sie die Kamera neu, oder was ihren Stream weiterleitet.",
      "upside-down":
        "Das Bild steht auf dem Kopf: Prüfen Sie die Montage und die Einstellung der Drehung.",
      swapped:
        "Sie zeigt, was bei der Einrichtung eine andere Kamera zeigte: Prüfen Sie, ob die beiden vertauscht sind.",
      moved:
        "Ihr Blickfeld hat sich seit der Einrichtung geändert: Kalibrieren Sie sie neu, wenn sie bewegt wurde.",
      drifted:
        "Sie sieht Personen an anderer Stelle als zuvor: Kalibrieren Sie sie neu, wenn sie bewegt wurde.",
      "out-of-focus": "Das Bild ist unscharf: Reinigen Sie das Objektiv, und prüfen Sie den Fokus.",
    },
  },

  gates: {
    title: "Tore",
    modes: { automatic: "Automatisch", "held-open": "Offen halten", closed: "Schließen" },
    states: {
      idle: "automatisch",
      admitting: "öffnet",
      "held-open": "offen gehalten",
      closed: "geschlossen",
    },
    now: (name, state) => `${name}: ${state}`,
    expected: (count) => `${count} noch erwartet`,
    modeOf: (name) => `Betriebsart von ${name}`,
    questions: {
      "held-open": {
        title: (name) => `${name}: offen halten?`,
        text: "Wer hineingeht, hat keinen Eintritt: Es wird nichts berechnet, und jede Person löst einen Alarm aus.",
        confirm: "Offen halten",
      },
      closed: {
        title: (name) => `${name}: schließen?`,
        text: "Durch dieses Tor kann niemand mehr eintreten.",
        confirm: "Tor schließen",
      },
    },
    cancel: "Abbrechen",
  },

  server: {
    title: "Server",
    caption: "Zustand des Servers",
    status: "Status",
    lastUpdated: (time) => ["zuletzt aktualisiert ", time],
    since: (time) => ["seit ", time],
    provider: "Zahlungsdienst",
    noAnswer: "keine Antwort",
    disk: "Festplatte",
    nearlyFull: "fast voll",
    diskFree: (free, all) => `${free} von ${all} GiB frei`,
    speed: "Geschwindigkeit",
    slow: "langsam",
    busy: "ausgelastet",
    delay: (delayMs) => `${delayMs} ms Verzögerung (99. Perzentil)`,
    memory: "Arbeitsspeicher",
    mebibytes: (amount) => `${amount} MiB`,
    journal: "Journal",
    events: (count) => `${count} Ereignisse`,
    backlog: "Rückstand",
    charges: (count) => plural(count, { one: "# Abbuchung", other: "# Abbuchungen" }),
    reviews: (count) => plural(count, { one: "# Prüfung", other: "# Prüfungen" }),
    webhooks: (count) => plural(count, { one: "# Webhook", other: "# Webhooks" }),
    mails: (count) => plural(count, { one: "# E-Mail", other: "# E-Mails" }),
    list: (texts) => texts.join(", "),
    nothing: "nichts",
  },

  chain: {
    title: "Kette",
    caption: "Was die Kette entschieden hat",
    connection: "Verbindung",
    sent: "alle Ereignisse gesendet",
    waiting: (count) => `${count} Ereignisse zu senden`,
    kinds: {
      goods: "Artikel und Preise",
      offers: "Angebote",
      planogram: "Regalplan",
      policies: "Richtlinien",
      staff: "Personal",
      engine: "Parameter der Erkennung",
      software: "Software",
    },
    states: {
      "in-force": "in Kraft",
      refused: "abgelehnt",
      scheduled: "geplant",
      waiting: "unterwegs",
    },
    since: (version, time) => [`Version ${version}, seit `, time],
    refused: (version, time) => [`Version ${version}, abgelehnt `, time],
    from: (version, time) => [`Version ${version}, ab `, time],
    update: "Aktualisierung",
    updateDue: "fällig",
    updateTo: (running, wanted) => `Saunter ${running} wird zu ${wanted}`,
    updateAdvice: "Installieren Sie die neue Version.",
    refusedAdvice: (reason) =>
      `Die Version davor bleibt in Kraft. Sagen Sie der Kette Bescheid: ${reason}`,
  },

  sensors: {
    title: "Sensoren",
    online: (online, all) => `${online} von ${all} online`,
    comma: ", ",
    withFault: (count) => `${count} mit Störung`,
    fault: "Störung",
    caption: "Wann jeder Sensor zuletzt aktiv war",
    never: "nicht seit dem Start",
    cameras: "Kameras",
    gondola: (gondola) => `Gondel ${gondola}`,
  },
};
