import { createPlural, isolated } from "@saunter/ui/i18n";
import { alertKindsArabic } from "@saunter/ui/words/alert-kinds-ar";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("ar");

const everyMinutes = (minutes: number): string =>
  plural(minutes, {
    zero: "دون انقطاع حتى يؤكد أحد الاطلاع",
    one: "كل دقيقة حتى يؤكد أحد الاطلاع",
    two: "كل دقيقتين حتى يؤكد أحد الاطلاع",
    few: "كل # دقائق حتى يؤكد أحد الاطلاع",
    many: "كل # دقيقة حتى يؤكد أحد الاطلاع",
    other: "كل # دقيقة حتى يؤكد أحد الاطلاع",
  });

export const alerts: ConsoleWords["alerts"] = {
  title: "من يتلقى التنبيهات",
  open: "التنبيهات المفتوحة",
  remove: "إزالة",
  removeOne: (name) => isolated`إزالة ${name}`,

  devices: {
    title: "أجهزتك",
    states: {
      unsupported: isolated`لا يعرض هذا المتصفح الإشعارات هنا. افتح لوحة التحكم بعنوانها الذي يبدأ بـ ${"https://"}، وعلى iPhone أضفها أولًا إلى الشاشة الرئيسية.`,
      denied: "يحظر هذا المتصفح إشعارات لوحة التحكم. اسمح بها في إعدادات الموقع.",
      off: "لا يعرض هذا الجهاز التنبيهات بعد.",
      on: "يعرض هذا الجهاز التنبيهات، حتى عندما تكون لوحة التحكم مغلقة.",
    },
    show: "عرض التنبيهات على هذا الجهاز",
    stop: "إيقافها على هذا الجهاز",
    since: (day) => ["منذ ", day],
    removed: "تمت الإزالة.",
    name: (browser, system) => isolated`${browser} على ${system}`,
    browser: "متصفح",
    system: "جهاز",
  },

  rules: {
    title: "القواعد",
    add: "إضافة قاعدة",
    change: "تغيير القاعدة",
    none: "لا قواعد بعد",
    noneText: "تظهر التنبيهات في صفحة «الحالة». أضف قاعدة لتصل إلى من لا ينظر إليها.",
    removed: (name) => isolated`تمت إزالة ${name}.`,
    tested: "أُرسل الاختبار.",
    notTested: (why) => isolated`لم يُرسل: ${why}.`,
    off: "متوقفة",
    notSent: (count) => `لم يُرسل: ${count}`,
    test: "إرسال اختبار",
    testOne: (name) => isolated`إرسال اختبار ${name}`,
    sent: "التنبيهات المرسلة",
    sentOne: (name) => isolated`التنبيهات المرسلة بحسب ${name}`,
    edit: "تغيير",
    editOne: (name) => isolated`تغيير ${name}`,
    once: "مرة واحدة",
    everyMinutes,
    allKinds: "كل التنبيهات",
    kinds: (kinds, rest) => `${kinds.join("، ")}${rest === 0 ? "" : ` وغيرها ${rest}`}`,
    always: "على مدار الساعة",
    hours: (from, until) => isolated`من ${from} إلى ${until}`,
    pushTo: {
      operator: "إشعار على الهواتف والحواسيب: كل مشغّل",
      reviewer: "إشعار على الهواتف والحواسيب: كل مراجع",
      clerk: "إشعار على الهواتف والحواسيب: كل موظف خدمة",
    },
    mailTo: (address) => isolated`بريد إلكتروني إلى ${address}`,
  },

  notices: {
    none: "لم يُرسل شيء بعد",
    states: { waiting: "بالانتظار", pending: "يتكرر", ended: "انتهى", failed: "تُرك" },
    notSent: "لم يُرسل",
    sent: (count, last) => [
      `${plural(count, {
        zero: "لم يُرسل",
        one: "أُرسل مرة واحدة",
        two: "أُرسل مرتين",
        few: "أُرسل # مرات",
        many: "أُرسل # مرة",
        other: "أُرسل # مرة",
      })}، آخرها `,
      last,
    ],
    older: "الأقدم",
  },

  form: {
    name: "الاسم",
    nameExample: "هواتف المتجر",
    from: "من",
    until: "حتى",
    sameTime: "الوقت نفسه مرتين: على مدار الساعة.",
    repeat: "الإرسال",
    repeats: {
      once: "مرة واحدة",
      everyMinute: "كل دقيقة حتى يؤكد أحد الاطلاع",
      everyMinutes,
      everyHour: "كل ساعة حتى يؤكد أحد الاطلاع",
    },
    isOn: "هذه القاعدة مفعّلة",
    save: "حفظ",
    alerts: "التنبيهات",
    allAlerts: "كل التنبيهات",
    chosen: (count, all) => `${count} من ${all}`,
    channel: "عبر",
    role: "إلى كل",
    roles: { operator: "مشغّل", reviewer: "مراجع", clerk: "موظف خدمة" },
    broker: (topic) => ["يُنشر عبر وسيط الموازين، تحت الموضوع ", topic, "."],
    to: "إلى",
    choosePerson: "اختر شخصًا",
    address: "عنوان البريد الإلكتروني",
    chooseWebhook: "اختر خطاف ويب",
  },

  channels: {
    push: "إشعار على الهواتف والحواسيب",
    mail: "بريد إلكتروني",
    webhook: "خطاف ويب",
    mqtt: "MQTT",
  },

  groups: {
    people: "الأشخاص",
    carts: "عربات ذكية",
    goods: "المنتجات",
    sensors: "أجهزة الاستشعار والبوابات",
    money: "الأموال والمراجعات",
    server: "الخادم",
  },

  kinds: alertKindsArabic,
};
