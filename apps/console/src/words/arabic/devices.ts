import { createPlural, isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

type Words = ConsoleWords["devices"];
type FaultKind = keyof Words["faults"];

const plural = createPlural("ar");

const picks = (count: number) =>
  plural(count, {
    zero: "لا عمليات أخذ أو إعادة",
    one: "عملية أخذ أو إعادة واحدة",
    two: "عمليتا أخذ أو إعادة",
    few: "# عمليات أخذ أو إعادة",
    many: "# عملية أخذ أو إعادة",
    other: "# عملية أخذ أو إعادة",
  });
const nameWatcher = (by: Parameters<Words["clocks"]["inTime"]>[0]) =>
  by === "cameras" ? "توقيت الكاميرات" : "توقيت جهاز التتبّع";
const REVIEWED = "وحتى ذلك الحين تحتاج إيصالات المتسوقين الذين وقفوا معًا إلى مراجعة.";

/** What is wrong, and what to check. */
const ADVICE: Readonly<Record<FaultKind, string>> = {
  silent: "لا يُرسل شيء: تحقق من الكهرباء والشبكة والمفتاح",
  dead: "لا قراءات: تحقق من الأسلاك والمضخم",
  saturated: "القراءة في نهاية المدى: تحقق من سلك مقطوع، أو خفف الوزن",
  stuck: "القراءة نفسها طوال الوقت: أعد تشغيل وحدة التحكم، ثم تحقق من المضخم",
  uncalibrated: "المعايرة المذكورة غير التي في الإعدادات: أعد المعايرة",
  misshapen: "عدد القنوات المرسلة غير الذي في الإعدادات: تحقق من \u2066channels\u2069",
  refused: "يُرسل ما لا يمكن استخدامه: تحقق من البرنامج الثابت والكابل والإعدادات",
  intermittent: "تنقص قراءات كثيرة: تحقق من الأسلاك والمضخم",
  noisy: "تتذبذب القراءة أكثر من المعتاد بكثير: تحقق من الأسلاك والتأريض وما يلامسها",
  drifting: "تنجرف القراءة باستمرار: تحقق من شيء يستند إليها، أو رطوبة، أو خلية غير مثبتة",
  late: "تصل القراءات متأخرة: تحقق من شبكة الواي فاي",
  "lost-frames": "تضيع رزم: تحقق من شبكة الواي فاي، ومن أن لا جهاز آخر يحمل المعرّف نفسه",
  restarted: "أعيد التشغيل: تحقق من الكهرباء وشبكة الواي فاي",
  "clock-jump": "قفزت الساعة: تحقق من البرنامج الثابت",
  "wrong-rate":
    "معدل القياس غير المضبوط: تحقق من البرنامج الثابت ومن \u2066everyMs\u2069 في الإعدادات",
};

export const devices: Words = {
  title: "الأجهزة",
  inOrder: (count, all) => `${count} من ${all} سليمة`,
  none: "لا وحدات تحكم بالموازين في الإعدادات",
  noneText: (key) => ["أضفها تحت ", key, " في الإعدادات."],
  back: "الرجوع إلى الأجهزة",
  notConfigured: "هذا الجهاز ليس في الإعدادات",
  seeAll: "عرض كل الأجهزة",
  state: "الحالة",
  gondola: (gondola) => `الجندولة ${gondola}`,
  copy: "نسخ",
  copied: "تم النسخ.",

  states: { waiting: "بالانتظار", ok: "سليم" },
  faults: {
    silent: "لا يرسل شيئًا",
    dead: "لا قراءات",
    saturated: "خارج المدى",
    stuck: "عالق",
    uncalibrated: "غير معاير",
    misshapen: "قنوات خاطئة",
    refused: "غير مقروء",
    intermittent: "قراءات ناقصة",
    noisy: "متذبذب",
    drifting: "منجرف",
    late: "متأخر",
    "lost-frames": "رزم ضائعة",
    restarted: "أعيد تشغيله",
    "clock-jump": "قفزت الساعة",
    "wrong-rate": "معدل خاطئ",
  },
  fault: ({ channel, kind, place }) => {
    if (channel === null) return `${ADVICE[kind]}.`;
    return `القناة ${channel}${place === null ? "" : ` (${place})`}: ${ADVICE[kind]}.`;
  },
  places: {
    unused: "غير مستخدمة",
    door: "الباب",
    plate: (shelf, plate) => `الرف ${shelf}، اللوح ${plate}`,
  },
  readings: { none: "لا قراءة", open: "مفتوح", closed: "مغلق" },
  transports: {
    mqtt: "MQTT",
    http: "HTTP",
    modbus: "Modbus",
    serial: "تسلسلي",
    esphome: "ESPHome",
    tasmota: "Tasmota",
    plugin: "إضافة",
  },
  rates: {
    unknown: "غير معروف بعد",
    set: (rate) => `المضبوط ${rate} قياس/ث`,
    measured: (rate, measured) => `المضبوط ${rate} قياس/ث، المقاس ${measured}`,
  },

  facts: {
    lastFrame: "آخر رزمة",
    noneSinceStart: "لا شيء منذ بدء التشغيل",
    rate: "المعدل",
    drift: "انحراف الساعة",
    transport: "النقل",
    ppm: (parts) => isolated`${parts} جزء في المليون`,
    counts: (lost, late, doubled) => `ضائعة: ${lost}، متأخرة: ${late}، مكررة: ${doubled}`,
  },
  counts: {
    frames: { name: "الرزم", meaning: "المستخدمة منذ بدء تشغيل المتجر." },
    lost: {
      name: "ضائعة",
      meaning: "لم تصل قط، أو وصلت متأخرة جدًا: شبكة واي فاي ضعيفة، أو جهازان بمعرّف واحد.",
    },
    late: {
      name: "متأخرة",
      meaning: "وصلت بعد استخدام ما تلاها: شبكة واي فاي ضعيفة.",
    },
    doubled: {
      name: "مكررة",
      meaning: "وصلت مرتين واستُخدمت مرة: أرسلها الجهاز من جديد. لا ضرر.",
    },
    reordered: {
      name: "معاد ترتيبها",
      meaning: "وصلت دون ترتيب ثم رُتّبت. لا ضرر.",
    },
    replayed: {
      name: "مرسلة لاحقًا",
      meaning: "أُرسلت بعد وقت قياسها: كان الاتصال منقطعًا.",
    },
    overflows: {
      name: "امتلاء الذاكرة",
      meaning: "امتلأت ذاكرة الجهاز المؤقتة والاتصال منقطع.",
    },
    restarts: { name: "إعادات التشغيل", meaning: "بدأ الجهاز من جديد: تحقق من الكهرباء." },
    clockJumps: {
      name: "قفزات الساعة",
      meaning: "ضُبطت ساعته أو قفزت: تحقق من البرنامج الثابت.",
    },
    rateChanges: {
      name: "تغيّرات المعدل",
      meaning: "يذكر معدلًا غير السابق: تحقق من البرنامج الثابت.",
    },
    saturated: {
      name: "قياسات خارج المدى",
      meaning: "في نهاية مدى المضخم: سلك مقطوع أو حمل زائد.",
    },
    missing: {
      name: "قياسات ناقصة",
      meaning: "لم يعط المضخم شيئًا، أو أعطى وزنًا غير ممكن.",
    },
    misshapen: {
      name: "قنوات خاطئة",
      meaning: "رزم بعدد قنوات غير الذي في الإعدادات.",
    },
    uncalibrated: {
      name: "معايرة أخرى",
      meaning: "رزم تذكر معايرة غير التي في الإعدادات.",
    },
    refused: {
      name: "غير مقروءة",
      meaning: "رسائل ليست رزمًا: تحقق من البرنامج الثابت.",
    },
  },

  feed: {
    tooMany: "عروض مباشرة كثيرة للأجهزة مفتوحة. أغلق أحدها لترى هذا الجهاز مباشرة.",
    lost: "انقطع الاتصال. هذه آخر القراءات.",
  },
  channels: {
    title: "القنوات",
    lastMinute: "الدقيقة الأخيرة",
    channel: (channel) => `القناة ${channel}`,
    noise: "ضجيج القياس",
    noiseUnknown: "غير معروف",
    grams: (grams) => `${grams} غ`,
    different: "قيم مختلفة",
    differentOf: (count, all) => `${count} من ${all}`,
    saturated: "خارج المدى",
    missing: "ناقصة",
    raw: "القيم الخام",
    rawNone: "لا شيء",
    rawRange: (least, most) => isolated`من ${least} إلى ${most}`,
  },
  bars: "ما يزنه كل لوح الآن",

  unknown: {
    title: "ليست في الإعدادات بعد",
    noFrame: "ما ليس رزمة",
    frames: (channels, rateHz) =>
      `${plural(channels, {
        zero: "0 قناة",
        one: "قناة واحدة",
        two: "قناتين",
        few: "# قنوات",
        many: "# قناة",
        other: "# قناة",
      })} بمعدل ${rateHz} قياس/ث`,
    sends: (device, what, ago) => [
      "الجهاز ",
      device,
      ` يرسل ${what}؛ آخرها `,
      ago,
      ". لاستخدامه أضفه إلى الإعدادات وأعد تشغيل المتجر.",
    ],
    configuration: (deviceId) => isolated`إعدادات ${deviceId}`,
  },
  announced: {
    title: "موجودة على الوسيط وليست في الإعدادات بعد",
    unnamed: "مستشعر دون اسم",
    sensor: (name, unit) => isolated`${name}، ${unit}`,
    toUse: "لاستخدامه أضفه إلى الإعدادات وأعد تشغيل المتجر.",
  },
  people: {
    tracker: "جهاز التتبّع",
    cameras: "الكاميرات",
    online: "متصل",
    offline: "غير متصل",
    none: "لا مواقع للأشخاص منذ بدء تشغيل المتجر.",
    last: (ago) => ["آخر مواقع للأشخاص ", ago, "."],
    openHealth: "فتح الحالة",
  },

  clocks: {
    title: "التزامن",
    states: {
      unknown: "قيد القياس",
      aligned: "متزامن",
      corrected: "مصحح",
      lost: "غير متزامن",
    },
    isOff: "غير متزامن",
    seconds: (seconds) => isolated`${seconds} ث`,
    offsets: {
      none: "متزامن مع الرفوف",
      behind: (seconds) => isolated`متأخر عن الرفوف ${seconds}`,
      ahead: (seconds) => isolated`متقدم على الرفوف ${seconds}`,
    },
    unknown: (by, changes) =>
      `لا يُعرف بعد هل ${nameWatcher(by)} متزامن مع الرفوف: ${picks(changes)} حتى الآن. ${REVIEWED}`,
    lost: (by) =>
      `لم يعد ${nameWatcher(by)} متزامنًا مع الرفوف. يُقاس الفرق الجديد عند عمليات الأخذ التالية. ${REVIEWED}`,
    inTime: (by) => `${nameWatcher(by)} متزامن مع الرفوف.`,
    known: (by, offset, { changes, isCorrected, spread }) =>
      `${nameWatcher(by)} ${offset}${isCorrected ? "؛ مصحح" : ""}. هامش الخطأ ${spread}، من ${picks(changes)}.`,
    gondolaBehind: (gondola, seconds) =>
      `موازين الجندولة ${gondola} متأخرة عن غيرها ${seconds}. تحقق من معدل وحدة التحكم ومرشحها.`,
    gondolaAhead: (gondola, seconds) =>
      `موازين الجندولة ${gondola} متقدمة على غيرها ${seconds}. تحقق من معدل وحدة التحكم ومرشحها.`,
    chart: (hours, now, least, most) =>
      isolated`الفرق خلال ${plural(hours, {
        zero: "الساعة الأخيرة",
        one: "الساعة الأخيرة",
        two: "الساعتين الأخيرتين",
        few: "آخر # ساعات",
        many: "آخر # ساعة",
        other: "آخر # ساعة",
      })}، الآن ${now}؛ معروض من ${least} إلى ${most}.`,
  },

  recording: {
    title: "التسجيل",
    on: "جارٍ",
    off: "متوقف",
    text: "يسجل الأوزان والمواضع لتختبر التغييرات على ما حدث في متجرك. لا يحتوي على صور ولا أسماء: المتسوقون أرقام.",
    start: "بدء التسجيل",
    stop: "إيقاف التسجيل",
    started: "بدأ التسجيل.",
    stopped: "توقف التسجيل.",
    running: (size, since, until) => [`${size} منذ `, since, ". يتوقف تلقائيًا عند ", until, "."],
    folder: "مجلد التسجيل",
    ended: (size, at) => [`آخر تسجيل: ${size}، انتهى `, at, "."],
    endedBy: {
      stopped: "أوقفه مشغّل.",
      time: "بلغ الحد الزمني.",
      size: "بلغ حد الحجم.",
      disk: "انتهى لأن القرص ممتلئ تقريبًا. حرّر مساحة على القرص.",
      planogram: "انتهى لأن مخطط رفوف جديدًا أصبح ساريًا.",
      failed: "انتهى لأنه تعذرت كتابته. افحص القرص.",
      shop: "انتهى لأن نظام المتجر توقف.",
    },
  },

  gates: {
    gate: "بوابة",
    unnamed: "البوابة",
    told: (name) => isolated`${name}: أُمرت بالفتح`,
    openOnceOf: (name) => isolated`${name}: هل تفتحها مرة واحدة؟`,
    openText:
      "للتوريد والإصلاح. لا يُدخَل أحد: من يدخل ليس له دخول مسجل، وكل شخص يطلق تنبيهًا. يسجل سجل التدقيق من فتحها.",
    openOnce: "فتح مرة واحدة",
    cancel: "إلغاء",
    open: "مفتوحة",
    closed: "مغلقة",
    ok: "سليمة",
    faults: {
      "no-acknowledgement": "لا تستجيب",
      offline: "غير متصلة",
      "forced-open": "فُتحت عنوة",
      "stuck-open": "عالقة مفتوحة",
      fault: "خطأ",
      tamper: "عُبث بها",
      "code-reader-offline": "قارئ الرموز غير متصل",
      "card-reader-offline": "قارئ البطاقات غير متصل",
      "card-reader-refused": "قارئ البطاقات مرفوض",
    },
    advice: {
      "no-acknowledgement": "لم تؤكد الأمر الأخير: تحقق من الكهرباء والشبكة.",
      offline: "غير متصلة: تحقق من الكهرباء والشبكة.",
      "forced-open": "فُتحت دون أمر: تحقق ممن دخل ومن القفل.",
      "stuck-open": "تبقى مفتوحة: تحقق من أن لا شيء يسد الباب.",
      fault: "تبلغ عن خطأ في القفل أو المحرك.",
      tamper: "تبلغ عن فتح غلافها.",
      "code-reader-offline": "قارئ الرموز فيها غير متصل: تحقق من الكابل.",
      "card-reader-offline": "قارئ البطاقات فيها غير متصل: تحقق من الكهرباء والشبكة.",
      "card-reader-refused": "يرفض مزود الدفع قارئ البطاقات فيها: تحقق من معرّفه ومن مفاتيح الحساب.",
    },
    lastCommand: "آخر أمر",
    lastPassage: "آخر عبور",
    noneSinceStart: "لا شيء منذ بدء التشغيل",
    commands: {
      sent: "أُرسل",
      acknowledged: "نُفّذ",
      "not-acknowledged": "لم يُؤكد",
      "not-sent": "لم يُرسل",
    },
    passages: { in: "دخول", out: "خروج" },
    counted: "العدد",
    counts: (into, out) => `دخول: ${into}، خروج: ${out}`,
    countsWithout: (into, out, withoutEntry) =>
      `دخول: ${into}، خروج: ${out}، دون تسجيل دخول: ${withoutEntry}`,
    cardReader: "قارئ البطاقات",
    cardReaders: {
      starting: "يبدأ التشغيل",
      waiting: "بانتظار بطاقة",
      reading: "يقرأ بطاقة",
      offline: "غير متصل",
      refused: "رفضه مزود الدفع",
    },
    openedOver: "تُفتح عبر",
  },

  calibration: {
    title: "المعايرة",
    empty: "أزل كل شيء عن كل ألواح هذا الجهاز وانتظر 3 ثوانٍ.",
    zero: "تصفير",
    zeroed: (count, all) => `قيس صفر ${count} من ${all} من القنوات.`,
    load: "ضع وزنًا معروفًا على لوح واحد وانتظر 3 ثوانٍ. كرر ذلك لكل لوح.",
    plate: "اللوح",
    weight: "الوزن بالغرام",
    measure: "قياس",
    refused: {
      "no-weight": "أدخل الوزن بالغرام، مثل 500 أو 1250.5.",
      "too-few": "القراءات في آخر 3 ثوانٍ قليلة جدًا. تحقق من اتصال الجهاز.",
      moving: "ما زالت القراءات تتحرك. انتظر 3 ثوانٍ ثم حاول مرة أخرى.",
      "too-light": "لم يكد الوزن يغيّر القراءة. تحقق من أنه على هذا اللوح، أو استخدم وزنًا أثقل.",
    },
    ofChannels: (channels, refused) => isolated`القناة ${channels.join("، ")}: ${refused}`,
    expectedError: (grams, share) =>
      isolated`الخطأ المتوقع: ${`±${grams}`} غ في القراءة و${`±${share}%`} من الوزن (95%).`,
    upsideDown: "الخلية مركّبة بالمقلوب: الرقم السالب يصحح ذلك.",
    lines: (key, device) => [
      "استبدل بقيمة ",
      key,
      " للجهاز ",
      device,
      " في الإعدادات هذه الأسطر، وأعد تشغيل المتجر:",
    ],
    channelsOf: (deviceId) => isolated`قنوات ${deviceId}`,
  },

  firmware: {
    title: "البرنامج الثابت",
    text: "برنامج لوحة ESP32 تقرأ مضخمات هذا الجهاز. لم تشغّله أي لوحة ESP32 بعد: تحقق من كل قناة قبل أن تعتمد عليه.",
    kind: "لأجل",
    kinds: { esphome: "ESPHome", arduino: "Arduino" },
    board: "اللوحة",
    amplifier: "المضخم",
    rate: "القياسات في الثانية",
    pin: (use) => isolated`رقم GPIO لـ ${use}`,
    pinsWrong: "يجب أن يكون كل طرف رقم GPIO، مثل 16.",
    noAuthority: (key) => [
      "يستخدم الوسيط TLS، ويجب أن تعرف وحدة التحكم جهة شهادته. أضف ملف جهة التصديق إلى الإعدادات باسم ",
      key,
      "، وأعد تشغيل المتجر.",
    ],
    notes: {
      notAnId: (deviceId) =>
        isolated`${deviceId} ليس معرّف جهاز: استخدم أحرفًا لاتينية صغيرة وأرقامًا وواصلات`,
      cellCount: (most) => `اذكر توصيل 1 إلى ${most} من الخلايا`,
      rates: (amplifier, allowed, found) =>
        isolated`معدلات ${amplifier} هي ${allowed.join("، ")}، وليس ${String(found)}`,
      gains: (amplifier, allowed, found) =>
        isolated`تضخيمات ${amplifier} هي ${allowed.join("، ")}، وليس ${String(found)}`,
      pinOfCell: (pin, cell) => isolated`${pin} للخلية ${String(cell)}`,
      cell: (cell) => `الخلية ${cell}`,
      of: (what, said) => isolated`${what}: ${said}`,
      noPin: (pin, most) => isolated`لا يوجد ${`GPIO${pin}`}، والمسموح: من 0 إلى ${String(most)}`,
      flashPin: (pin) => isolated`${`GPIO${pin}`} تابع لذاكرة الفلاش، فاختر غيره`,
      readOnlyPin: (pin) => isolated`${`GPIO${pin}`} للقراءة فقط، فاختر غيره`,
      strappingPin: (pin) =>
        isolated`${`GPIO${pin}`} يحدد طريقة إقلاع اللوحة: قد يمنعها مضخم موصول به من الإقلاع`,
      usbPin: (pin) =>
        isolated`${`GPIO${pin}`} من أطراف المنفذ الذي تُبرمج به اللوحة، فاختر غيره إن أمكن`,
      pinInUse: (pin, use) => isolated`${`GPIO${pin}`} مستخدم من قبل: ${use}`,
      addressAndPort: "اذكر عنوان المبدّل ومنفذه معًا، أو لا تذكر أيًا منهما",
      oneAddress: "لكل وحدات NAU7802 عنوان واحد: صِل كلًا منها بمنفذ مبدّل",
      address: (least, most, found) =>
        isolated`عنوان المبدّل ${"TCA9548"} بين ${String(least)} و${String(most)}، وليس ${String(found)}`,
      port: (least, most, found) =>
        isolated`منافذ المبدّل من ${String(least)} إلى ${String(most)}، وليس ${String(found)}`,
      placeInUse: (port, multiplexer) =>
        `المنفذ ${port} للمبدّل عند العنوان ${multiplexer} مستخدم من قبل`,
      busCells: (most, samplesPerSecond, found) =>
        `يتسع الناقل لعدد ${most} من الخلايا بمعدل ${samplesPerSecond} قياس في الثانية، وليس ${found}: اختر معدلًا أقل أو لوحة ثانية`,
      outage: (seconds, wanted) =>
        `تكفي الذاكرة لانقطاع مدته ${seconds} ث، وليس ${wanted}: في انقطاع أطول تضيع أقدم القراءات، وتذكر الرزمة التالية ذلك، فاستخدم خلايا أقل أو معدلًا أقل`,
    },
    correctWiring: "صحح التوصيل",
    beforeFlashing: "قبل أن تثبّته",
    addLines: (device) => ["أضف هذه الأسطر إلى ", device, " في الإعدادات حتى يكون توصيله معروفًا:"],
    wiringOf: (deviceId) => isolated`توصيل ${deviceId}`,
    esphomeSteps: (example, secrets, command) => [
      "احفظ ",
      example,
      " باسم ",
      secrets,
      " واكتب فيه شبكة الواي فاي وعنوان الوسيط ومفتاح الجهاز. ثم نفّذ ",
      command,
      ".",
    ],
    arduinoSteps: (folder) => [
      "ضع الملف في مجلد اسمه ",
      folder,
      "، واكتب في أسطره الأولى شبكة الواي فاي وعنوان الوسيط ومفتاح الجهاز. ثم ارفعه ببرنامج Arduino IDE.",
    ],
    keyStep: (people, deviceId) => [
      "يُعرض المفتاح مرة واحدة عندما ينشئه مشغّل: في صفحة ",
      people,
      isolated` أضف مستخدمًا اسمه ${deviceId} ودوره «مستشعر».`,
    ],
    download: "تنزيل",
    downloadOf: (file) => isolated`تنزيل ${file}`,
    wired: (amplifiers, board, rateHz, pins) =>
      isolated`كما في الإعدادات: ${amplifiers} على ${board}، القياسات في الثانية: ${String(rateHz)}. ${pins}.`,
    pinAt: (use, pin) => isolated`${use} على ${`GPIO${pin}`}`,
    pinsBetween: "، ",
    cellsBetween: "؛ ",
  },

  yaml: {
    gondola: "الجندولة التي يزن عليها",
    http: "إذا كان يرسل عبر HTTP",
    everyMs: {
      esphome: "قيمة update_interval بالمللي ثانية",
      tasmota: "قيمة TelePeriod بالمللي ثانية",
    },
  },
};
