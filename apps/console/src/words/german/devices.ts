import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

type Words = ConsoleWords["devices"];
type FaultKind = keyof Words["faults"];

const plural = createPlural("de");

const ofPicks = (count: number) =>
  plural(count, { one: "# Entnahme oder Rückgabe", other: "# Entnahmen und Rückgaben" });
const nameWatcher = (by: Parameters<Words["clocks"]["inTime"]>[0]) =>
  by === "cameras" ? "Die Kameras sind" : "Der Tracker ist";
const REVIEWED = "Bis dahin müssen Belege von Kunden geprüft werden, die nahe beieinander standen.";

/** What is wrong, and what to check. */
const ADVICE: Readonly<Record<FaultKind, string>> = {
  silent: "Sendet nichts: Prüfen Sie Strom, Netz und Schlüssel",
  dead: "Liefert keine Messwerte: Prüfen Sie Kabel und Verstärker",
  saturated:
    "Am Ende des Messbereichs: Suchen Sie nach einem gebrochenen Kabel, oder nehmen Sie Gewicht weg",
  stuck:
    "Misst immer dasselbe: Starten Sie das Steuergerät neu, und prüfen Sie dann den Verstärker",
  uncalibrated: "Nennt eine andere Kalibrierung als die Konfiguration: Kalibrieren Sie neu",
  misshapen: "Sendet eine andere Zahl von Kanälen, als konfiguriert ist: Prüfen Sie „channels“",
  refused: "Sendet Unbrauchbares: Prüfen Sie Firmware, Leitung und Konfiguration",
  intermittent: "Viele Messwerte fehlen: Prüfen Sie Kabel und Verstärker",
  noisy: "Schwankt weit mehr als sonst: Prüfen Sie Kabel, Masse und was daran stößt",
  drifting:
    "Driftet immer weiter: Prüfen Sie, ob etwas daran lehnt, und auf Feuchtigkeit oder eine lose Zelle",
  late: "Sendet Messwerte zu spät: Prüfen Sie das WLAN",
  "lost-frames":
    "Pakete gehen verloren: Prüfen Sie das WLAN, und ob ein anderes Gerät dieselbe Kennung hat",
  restarted: "Ist neu gestartet: Prüfen Sie Strom und WLAN",
  "clock-jump": "Die Uhr ist gesprungen: Prüfen Sie die Firmware",
  "wrong-rate":
    "Misst mit einer anderen Rate, als eingestellt ist: Prüfen Sie Firmware und „everyMs“",
};

export const devices: Words = {
  title: "Geräte",
  inOrder: (count, all) => `${count} von ${all} in Ordnung`,
  none: "Keine Steuergeräte von Waagen konfiguriert",
  noneText: (key) => ["Fügen Sie sie unter ", key, " in der Konfiguration hinzu."],
  back: "Zurück zu den Geräten",
  notConfigured: "Dieses Gerät ist nicht konfiguriert",
  seeAll: "Alle Geräte ansehen",
  state: "Zustand",
  gondola: (gondola) => `Gondel ${gondola}`,
  copy: "Kopieren",
  copied: "Kopiert.",

  states: { waiting: "wartet", ok: "OK" },
  faults: {
    silent: "sendet nichts",
    dead: "keine Messwerte",
    saturated: "übersteuert",
    stuck: "hängt",
    uncalibrated: "nicht kalibriert",
    misshapen: "falsche Kanäle",
    refused: "unlesbar",
    intermittent: "Messwerte fehlen",
    noisy: "unruhig",
    drifting: "driftet",
    late: "verspätet",
    "lost-frames": "Pakete gehen verloren",
    restarted: "neu gestartet",
    "clock-jump": "Uhr gesprungen",
    "wrong-rate": "falsche Rate",
  },
  fault: ({ channel, kind, place }) => {
    if (channel === null) return `${ADVICE[kind]}.`;
    return `Kanal ${channel}${place === null ? "" : ` (${place})`}: ${ADVICE[kind]}.`;
  },
  places: {
    unused: "nicht benutzt",
    door: "Tür",
    plate: (shelf, plate) => `Regal ${shelf}, Platte ${plate}`,
  },
  readings: { none: "kein Messwert", open: "offen", closed: "geschlossen" },
  transports: {
    mqtt: "MQTT",
    http: "HTTP",
    modbus: "Modbus",
    serial: "seriell",
    esphome: "ESPHome",
    tasmota: "Tasmota",
    plugin: "Plug-in",
  },
  rates: {
    unknown: "noch nicht bekannt",
    set: (rate) => `${rate} Messungen/s eingestellt`,
    measured: (rate, measured) => `${rate} Messungen/s eingestellt, ${measured} gemessen`,
  },

  facts: {
    lastFrame: "Letztes Paket",
    noneSinceStart: "keines seit dem Start",
    rate: "Rate",
    drift: "Gang der Uhr",
    transport: "Übertragung",
    ppm: (parts) => `${parts} ppm`,
    counts: (lost, late, doubled) => `${lost} verloren, ${late} verspätet, ${doubled} doppelt`,
  },
  counts: {
    frames: { name: "Pakete", meaning: "Verwendet, seit der Laden gestartet ist." },
    lost: {
      name: "Verloren",
      meaning: "Kamen nie oder zu spät: schwaches WLAN, oder zwei Geräte mit einer Kennung.",
    },
    late: {
      name: "Verspätet",
      meaning: "Kamen, als spätere schon verwendet waren: schwaches WLAN.",
    },
    doubled: {
      name: "Doppelt",
      meaning: "Kamen zweimal und zählten einmal: Das Gerät sendete sie noch einmal. Kein Schaden.",
    },
    reordered: {
      name: "Umgeordnet",
      meaning: "Kamen in falscher Reihenfolge und wurden geordnet. Kein Schaden.",
    },
    replayed: {
      name: "Nachgesendet",
      meaning: "Später gesendet als gemessen: Die Verbindung war weg.",
    },
    overflows: {
      name: "Puffer voll",
      meaning: "Der Puffer des Geräts war voll, während die Verbindung weg war.",
    },
    restarts: { name: "Neustarts", meaning: "Das Gerät ist neu gestartet: Prüfen Sie den Strom." },
    clockJumps: {
      name: "Zeitsprünge",
      meaning: "Die Uhr wurde gestellt oder sprang: Prüfen Sie die Firmware.",
    },
    rateChanges: {
      name: "Wechsel der Rate",
      meaning: "Es nennt eine andere Rate als zuvor: Prüfen Sie die Firmware.",
    },
    saturated: {
      name: "Übersteuerte Messungen",
      meaning: "Am Ende des Bereichs des Verstärkers: gebrochenes Kabel oder Überlast.",
    },
    missing: {
      name: "Fehlende Messungen",
      meaning: "Der Verstärker gab nichts, oder kein mögliches Gewicht.",
    },
    misshapen: {
      name: "Falsche Kanäle",
      meaning: "Pakete mit einer anderen Zahl von Kanälen, als konfiguriert ist.",
    },
    uncalibrated: {
      name: "Andere Kalibrierung",
      meaning: "Pakete, die eine andere Kalibrierung nennen, als konfiguriert ist.",
    },
    refused: {
      name: "Unlesbar",
      meaning: "Nachrichten, die keine Pakete waren: Prüfen Sie die Firmware.",
    },
  },

  feed: {
    tooMany:
      "Zu viele Geräte sind live geöffnet. Schließen Sie eines, um dieses Gerät live zu sehen.",
    lost: "Verbindung verloren. Das sind die letzten Messwerte.",
  },
  channels: {
    title: "Kanäle",
    lastMinute: "die letzte Minute",
    channel: (channel) => `Kanal ${channel}`,
    noise: "Rauschen einer Messung",
    noiseUnknown: "nicht bekannt",
    grams: (grams) => `${grams} g`,
    different: "Verschiedene Werte",
    differentOf: (count, all) => `${count} von ${all}`,
    saturated: "Übersteuert",
    missing: "Fehlend",
    raw: "Rohwerte",
    rawNone: "nichts",
    rawRange: (least, most) => `${least} bis ${most}`,
  },
  bars: "Was jede Platte jetzt wiegt",

  unknown: {
    title: "Noch nicht konfiguriert",
    noFrame: "etwas, das kein Paket ist",
    frames: (channels, rateHz) =>
      `${plural(channels, { one: "# Kanal", other: "# Kanäle" })} mit ${rateHz} Messungen/s`,
    sends: (device, what, ago) => [
      device,
      ` sendet ${what}; zuletzt `,
      ago,
      ". Um es zu verwenden, fügen Sie es der Konfiguration hinzu und starten den Laden neu.",
    ],
    configuration: (deviceId) => `Konfiguration von ${deviceId}`,
  },
  announced: {
    title: "Auf dem Broker gefunden, noch nicht in der Konfiguration",
    unnamed: "Sensor ohne Namen",
    sensor: (name, unit) => `${name}, ${unit}`,
    toUse: "Um es zu verwenden, fügen Sie es der Konfiguration hinzu und starten den Laden neu.",
  },
  people: {
    tracker: "Tracker",
    cameras: "Kameras",
    online: "online",
    offline: "offline",
    none: "Keine Positionen von Personen, seit der Laden gestartet ist.",
    last: (ago) => ["Letzte Positionen von Personen ", ago, "."],
    openHealth: "Zustand öffnen",
  },

  clocks: {
    title: "Gleichzeitigkeit",
    states: {
      unknown: "wird gemessen",
      aligned: "zeitgleich",
      corrected: "korrigiert",
      lost: "nicht zeitgleich",
    },
    isOff: "nicht zeitgleich",
    seconds: (seconds) => `${seconds} s`,
    offsets: {
      none: "zeitgleich mit den Regalen",
      behind: (seconds) => `${seconds} hinter den Regalen`,
      ahead: (seconds) => `${seconds} vor den Regalen`,
    },
    unknown: (by, changes) =>
      `Noch nicht bekannt, ob ${by === "cameras" ? "die Kameras" : "der Tracker"} und die Regale zeitgleich sind: bisher ${ofPicks(changes)}. ${REVIEWED}`,
    lost: (by) =>
      `${nameWatcher(by)} nicht mehr zeitgleich mit den Regalen. Der neue Abstand wird bei den nächsten Entnahmen gemessen. ${REVIEWED}`,
    inTime: (by) => `${nameWatcher(by)} zeitgleich mit den Regalen.`,
    known: (by, offset, { changes, isCorrected, spread }) =>
      `${nameWatcher(by)} ${offset}${isCorrected ? "; korrigiert" : ""}. Auf ${spread} genau, aus ${ofPicks(changes)}.`,
    gondolaBehind: (gondola, seconds) =>
      `Die Waagen von Gondel ${gondola} sind ${seconds} hinter den anderen. Prüfen Sie Rate und Filter des Steuergeräts.`,
    gondolaAhead: (gondola, seconds) =>
      `Die Waagen von Gondel ${gondola} sind ${seconds} vor den anderen. Prüfen Sie Rate und Filter des Steuergeräts.`,
    chart: (hours, now, least, most) =>
      `Abstand in ${plural(hours, { one: "der letzten Stunde", other: "den letzten # Stunden" })}, jetzt ${now}; gezeigt von ${least} bis ${most}.`,
  },

  recording: {
    title: "Aufzeichnung",
    on: "läuft",
    off: "aus",
    text: "Zeichnet Gewichte und Positionen auf, damit Sie Änderungen an dem testen können, was in Ihrem Laden passiert ist. Sie enthält weder Bilder noch Namen: Kunden sind Nummern.",
    start: "Aufzeichnung starten",
    stop: "Aufzeichnung beenden",
    started: "Aufzeichnung gestartet.",
    stopped: "Aufzeichnung beendet.",
    running: (size, since, until) => [
      `${size} seit `,
      since,
      ". Sie endet automatisch um ",
      until,
      ".",
    ],
    folder: "Ordner der Aufzeichnung",
    ended: (size, at) => [`Letzte Aufzeichnung: ${size}, beendet `, at, "."],
    endedBy: {
      stopped: "Ein Betreiber hat sie beendet.",
      time: "Sie hat das Zeitlimit erreicht.",
      size: "Sie hat das Größenlimit erreicht.",
      disk: "Sie endete, weil die Festplatte fast voll ist. Geben Sie Speicherplatz frei.",
      planogram: "Sie endete, weil ein neuer Regalplan gilt.",
      failed: "Sie endete, weil sie nicht geschrieben werden konnte. Prüfen Sie die Festplatte.",
      shop: "Sie endete, weil der Prozess des Ladens beendet wurde.",
    },
  },

  gates: {
    gate: "Tor",
    unnamed: "Tor",
    told: (name) => `${name}: Öffnen ist angewiesen`,
    openOnceOf: (name) => `${name}: einmal öffnen?`,
    openText:
      "Für Lieferungen und Reparaturen. Niemand wird eingelassen: Wer hineingeht, hat keinen Zugang, und jede Person löst einen Alarm aus. Das Protokoll hält fest, wer geöffnet hat.",
    openOnce: "Einmal öffnen",
    cancel: "Abbrechen",
    open: "offen",
    closed: "geschlossen",
    ok: "OK",
    faults: {
      "no-acknowledgement": "antwortet nicht",
      offline: "offline",
      "forced-open": "aufgebrochen",
      "stuck-open": "bleibt offen",
      fault: "Fehler",
      tamper: "Gehäuse geöffnet",
      "code-reader-offline": "Codeleser offline",
      "card-reader-offline": "Kartenleser offline",
      "card-reader-refused": "Kartenleser abgelehnt",
    },
    advice: {
      "no-acknowledgement": "Es hat den letzten Befehl nicht bestätigt: Prüfen Sie Strom und Netz.",
      offline: "Es ist offline: Prüfen Sie Strom und Netz.",
      "forced-open": "Es öffnete sich ohne Befehl: Prüfen Sie, wer hereinkam, und das Schloss.",
      "stuck-open": "Es bleibt offen: Prüfen Sie, ob etwas die Tür blockiert.",
      fault: "Es meldet einen Fehler von Schloss oder Antrieb.",
      tamper: "Es meldet, dass sein Gehäuse geöffnet wurde.",
      "code-reader-offline": "Sein Codeleser ist offline: Prüfen Sie das Kabel.",
      "card-reader-offline": "Sein Kartenleser ist offline: Prüfen Sie Strom und Netz.",
      "card-reader-refused":
        "Der Zahlungsdienst lehnt seinen Kartenleser ab: Prüfen Sie dessen Kennung und die Schlüssel des Kontos.",
    },
    lastCommand: "Letzter Befehl",
    lastPassage: "Letzter Durchgang",
    noneSinceStart: "keiner seit dem Start",
    commands: {
      sent: "gesendet",
      acknowledged: "ausgeführt",
      "not-acknowledged": "nicht bestätigt",
      "not-sent": "nicht gesendet",
    },
    passages: { in: "hinein", out: "hinaus" },
    counted: "Gezählt",
    counts: (into, out) => `${into} hinein, ${out} hinaus`,
    countsWithout: (into, out, withoutEntry) =>
      `${into} hinein, ${out} hinaus, ${withoutEntry} ohne Zugang`,
    cardReader: "Kartenleser",
    cardReaders: {
      starting: "startet",
      waiting: "wartet auf eine Karte",
      reading: "liest eine Karte",
      offline: "offline",
      refused: "vom Zahlungsdienst abgelehnt",
    },
    openedOver: "Geöffnet über",
  },

  calibration: {
    title: "Kalibrierung",
    empty: "Nehmen Sie alles von allen Platten dieses Geräts, und warten Sie 3 Sekunden.",
    zero: "Nullen",
    zeroed: (count, all) => `Nullpunkt von ${count} von ${all} Kanälen gemessen.`,
    load: "Stellen Sie ein bekanntes Gewicht auf eine Platte, und warten Sie 3 Sekunden. Wiederholen Sie das für jede Platte.",
    plate: "Platte",
    weight: "Gewicht, Gramm",
    measure: "Messen",
    refused: {
      "no-weight": "Geben Sie das Gewicht in Gramm ein, etwa 500 oder 1250,5.",
      "too-few":
        "Zu wenige Messwerte in den letzten 3 Sekunden. Prüfen Sie, ob das Gerät online ist.",
      moving:
        "Die Messwerte bewegen sich noch. Warten Sie 3 Sekunden, und versuchen Sie es noch einmal.",
      "too-light":
        "Das Gewicht änderte den Messwert kaum. Prüfen Sie, ob es auf dieser Platte steht, oder nehmen Sie ein schwereres.",
    },
    ofChannels: (channels, refused) => `Kanal ${channels.join(", ")}: ${refused}`,
    expectedError: (grams, share) =>
      `Erwarteter Fehler: ±${grams} g einer Messung und ±${share} % eines Gewichts (95 %).`,
    upsideDown: "Die Zelle ist verkehrt herum eingebaut: Die negative Zahl gleicht das aus.",
    lines: (key, device) => [
      "Ersetzen Sie ",
      key,
      " von ",
      device,
      " in der Konfiguration durch diese Zeilen, und starten Sie den Laden neu:",
    ],
    channelsOf: (deviceId) => `Kanäle von ${deviceId}`,
  },

  firmware: {
    title: "Firmware",
    text: "Das Programm eines ESP32, der die Verstärker dieses Geräts liest. Noch kein ESP32 hat es ausgeführt: Prüfen Sie jeden Kanal, bevor Sie sich darauf verlassen.",
    kind: "Für",
    kinds: { esphome: "ESPHome", arduino: "Arduino" },
    board: "Board",
    amplifier: "Verstärker",
    rate: "Messungen pro Sekunde",
    pin: (use) => `GPIO von ${use}`,
    pinsWrong: "Jeder Pin muss die Nummer eines GPIO sein, etwa 16.",
    noAuthority: (key) => [
      "Der Broker spricht TLS, und das Steuergerät muss wissen, von wem sein Zertifikat ist. Tragen Sie die Datei der Zertifizierungsstelle in der Konfiguration als ",
      key,
      " ein, und starten Sie den Laden neu.",
    ],
    notes: {
      notAnId: (deviceId) =>
        `${deviceId} ist keine Kennung eines Geräts: Nehmen Sie Kleinbuchstaben, Ziffern und Bindestriche`,
      cellCount: (most) => `nennen Sie die Verdrahtung von 1 bis ${most} Zellen`,
      rates: (amplifier, allowed, found) =>
        `der ${amplifier} hat die Raten ${allowed.join(", ")}, nicht ${found}`,
      gains: (amplifier, allowed, found) =>
        `der ${amplifier} hat die Verstärkungen ${allowed.join(", ")}, nicht ${found}`,
      pinOfCell: (pin, cell) => `${pin} von Zelle ${cell}`,
      cell: (cell) => `Zelle ${cell}`,
      of: (what, said) => `${what}: ${said}`,
      noPin: (pin, most) => `es gibt kein GPIO${pin}; erlaubt: 0 bis ${most}`,
      flashPin: (pin) => `GPIO${pin} gehört zum Flash-Speicher; wählen Sie ein anderes`,
      readOnlyPin: (pin) => `GPIO${pin} kann nur gelesen werden; wählen Sie ein anderes`,
      strappingPin: (pin) =>
        `GPIO${pin} entscheidet, wie das Board startet: Ein Verstärker dort kann es am Start hindern`,
      usbPin: (pin) =>
        `GPIO${pin} ist ein Pin des Anschlusses, über den das Board bespielt wird; wählen Sie möglichst ein anderes`,
      pinInUse: (pin, use) => `GPIO${pin} ist schon ${use}`,
      addressAndPort: "nennen Sie Adresse und Port des Multiplexers, oder keines von beiden",
      oneAddress:
        "alle NAU7802 haben dieselbe Adresse: Schließen Sie jeden an einen Port eines Multiplexers an",
      address: (least, most, found) =>
        `ein Multiplexer TCA9548 hat eine Adresse von ${least} bis ${most}, nicht ${found}`,
      port: (least, most, found) =>
        `ein Multiplexer hat die Ports ${least} bis ${most}, nicht ${found}`,
      placeInUse: (port, multiplexer) =>
        `Port ${port} des Multiplexers bei ${multiplexer} ist schon belegt`,
      busCells: (most, samplesPerSecond, found) =>
        `ein Bus fasst ${most} Zellen bei ${samplesPerSecond} Messungen pro Sekunde, nicht ${found}: Wählen Sie eine niedrigere Rate oder ein zweites Board`,
      outage: (seconds, wanted) =>
        `der Speicher überbrückt einen Ausfall von ${seconds} s, nicht von ${wanted}: Bei einem längeren gehen die ältesten Messwerte verloren, und das Paket danach sagt es; nehmen Sie weniger Zellen oder eine niedrigere Rate`,
    },
    correctWiring: "Berichtigen Sie die Verdrahtung",
    beforeFlashing: "Bevor Sie es aufspielen",
    addLines: (device) => [
      "Fügen Sie diese Zeilen in der Konfiguration bei ",
      device,
      " ein, damit die Verdrahtung bekannt ist:",
    ],
    wiringOf: (deviceId) => `Verdrahtung von ${deviceId}`,
    esphomeSteps: (example, secrets, command) => [
      "Speichern Sie ",
      example,
      " als ",
      secrets,
      " und tragen Sie Ihr WLAN, die Adresse des Brokers und den Schlüssel des Geräts ein. Führen Sie dann ",
      command,
      " aus.",
    ],
    arduinoSteps: (folder) => [
      "Legen Sie die Datei in einen Ordner namens ",
      folder,
      ", und tragen Sie in den ersten Zeilen Ihr WLAN, die Adresse des Brokers und den Schlüssel des Geräts ein. Laden Sie sie dann mit der Arduino IDE hoch.",
    ],
    keyStep: (people, deviceId) => [
      "Der Schlüssel wird einmal gezeigt, wenn ein Betreiber ihn anlegt: Fügen Sie unter ",
      people,
      ` einen Benutzer namens ${deviceId} mit der Rolle Sensor hinzu.`,
    ],
    download: "Herunterladen",
    downloadOf: (file) => `${file} herunterladen`,
    wired: (amplifiers, board, rateHz, pins) =>
      `Wie konfiguriert: ${amplifiers} an ${board}, ${rateHz} Messungen pro Sekunde. ${pins}.`,
    pinAt: (use, pin) => `${use} an GPIO${pin}`,
    pinsBetween: ", ",
    cellsBetween: "; ",
  },

  yaml: {
    gondola: "die Gondel, auf der es wiegt",
    http: "falls es über HTTP sendet",
    everyMs: {
      esphome: "sein update_interval, in Millisekunden",
      tasmota: "seine TelePeriod, in Millisekunden",
    },
  },
};
