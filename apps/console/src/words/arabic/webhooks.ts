import { createPlural, isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("ar");

export const webhooks: ConsoleWords["webhooks"] = {
  title: "خطافات الويب",
  keys: "مفاتيح API",
  add: "إضافة خطاف ويب",
  none: "لا خطافات ويب بعد",
  noneText: "يرسل خطاف الويب ما يحدث في المتجر إلى نظام آخر، مع توقيع.",
  remove: "إزالة",

  secret: {
    title: "مفتاح التوقيع",
    another: (url) => isolated`اختر «مفتاح جديد» عند ${url}`,
    shown: (url) => [
      "هذا مفتاح التوقيع الخاص بـ ",
      url,
      ". نعرضه مرة واحدة فقط: انسخه الآن إلى النظام المستقبِل، وأرسل إليه اختبارًا.",
    ],
    new: "مفتاح جديد",
    both: "تُوقَّع الرسائل بالمفتاحين معًا مدة من الزمن، حتى لا تُرفض أي رسالة في أثناء ذلك.",
    former: "يوقّع المفتاح السابق",
    make: "إنشاء مفتاح جديد",
    formerUntil: (time) => ["يُوقَّع بالمفتاح السابق أيضًا حتى ", time],
  },

  adding: {
    address: "العنوان",
    hint: isolated`يبدأ بـ ${"https://"} ويؤدي إلى خارج المتجر.`,
    add: "إضافة",
    save: "حفظ",
  },

  removing: {
    title: "إزالة خطاف الويب",
    text: (url) => ["لن يُرسل شيء بعد الآن إلى ", url, "، وتُحذف قائمة عمليات تسليمه."],
    done: "تمت إزالة خطاف الويب.",
  },

  endpoint: {
    enabled: "مفعّل",
    disabled: "معطّل",
    pending: (count) => `قيد الانتظار: ${count}`,
    failed: (count) => `فشل: ${count}`,
    resendAll: "إعادة إرسال كل ما فشل",
    resending: (count) =>
      plural(count, {
        zero: "لا أحداث يعاد إرسالها.",
        one: "يعاد إرسال حدث واحد.",
        two: "يعاد إرسال حدثين.",
        few: "يعاد إرسال # أحداث.",
        many: "يعاد إرسال # حدثًا.",
        other: "يعاد إرسال # حدث.",
      }),
    configured: "من إعدادات المتجر",
    enable: "تفعيل",
    disable: "تعطيل",
    events: "الأحداث",
  },

  test: {
    send: "إرسال اختبار",
    delivered: "تم تسليم الاختبار",
    failed: "فشل الاختبار",
    took: (tookMs) => isolated`خلال ${String(tookMs)} مللي ثانية`,
  },

  deliveries: {
    caption: "عمليات التسليم",
    none: "لا عمليات تسليم بعد",
    event: "الحدث",
    visit: "الزيارة",
    state: "الحالة",
    attempts: "المحاولات",
    when: "الوقت",
    response: "آخر رد",
    actions: "الإجراءات",
    tries: "المحاولات",
    answer: "الرد",
    older: "الأقدم",
    openVisit: "فتح الزيارة",
    resend: "إعادة الإرسال",
    resendOne: (eventId) => `إعادة إرسال الحدث ${eventId}`,
    unknown: (eventId) => `الحدث ${eventId}`,
    number: (eventId) => `رقم ${eventId}`,
    states: { pending: "قيد الانتظار", delivered: "تم التسليم", dead: "فشل" },
  },

  events: {
    title: "الأحداث",
    all: "كل الأحداث، ومنها ما يأتي في الإصدارات اللاحقة",
    types: {
      "visit.opened": "بدأت زيارة",
      "visit.closed": "انتهت زيارة",
      "cart.updated": "تغيرت سلة",
      "interaction.decided": "حُسمت عملية أخذ أو إعادة",
      "receipt.drafted": "أُعدت مسودة إيصال",
      "receipt.finalised": "أصبح إيصال نهائيًا",
      "receipt.contested": "اعتُرض على صنف",
      "receipt.corrected": "صُحح إيصال",
      "receipt.refunded": "رُدّ مبلغ",
      "charge.updated": "حُجز مبلغ أو سُحب أو رُدّ",
      "debt.opened": "تعذّر تحصيل مبلغ",
      "debt.settled": "سُدد دين أو أُعفي منه",
      "review.opened": "مراجعة بالانتظار",
      "review.ended": "حُسمت مراجعة أو انتهت مهلتها",
      "stock.changed": "جُرد موضع أو عُبّئ أو بيع منه",
      "drawer.changed": "جُرد درج النقود، أو أُخذ منه إلى البنك، أو أُضيفت إليه فكّة",
      "goods.changed": "تغيرت المنتجات أو مخطط الرفوف أو العروض",
      "alert.raised": "صدر تنبيه",
      "alert.acknowledged": "أُكد الاطلاع على تنبيه",
      "alert.cleared": "انتهى تنبيه",
    },
  },
};
