import { createPlural, isolated } from "@saunter/ui/i18n";
import { problemsArabic } from "@saunter/ui/words/problems-ar";
import type { KioskWords } from "./british.ts";

const plural = createPlural("ar");

export const arabic: KioskWords = {
  problems: problemsArabic,
  tryAgain: "حاول مرة أخرى",
  back: "رجوع",
  startAgain: "ابدأ من جديد",
  language: "اللغة",
  loading: "لحظة من فضلك",
  lost: "تعذر الوصول إلى المتجر. جار إعادة الاتصال …",

  setUp: {
    title: "إعداد هذا الكشك",
    demo: "في هذا العرض التجريبي يمكن إنشاء المفتاح على الفور.",
    beginDemo: "إنشاء مفتاح",
    text: "للموظفين: أدخل مفتاح جهاز مرة واحدة. يبقى في هذا المتصفح.",
    key: "مفتاح الجهاز",
    keyHint: isolated`يبدأ بـ ${"saunter_"}`,
    noKey: "هذا ليس مفتاح جهاز. تحقق منه وحاول مرة أخرى.",
    reader: "اسم قارئ البطاقات",
    readerHint: "كما هو مضبوط في جهاز الدفع.",
    begin: "استخدم هذا المفتاح",
    refused: "مفتاح هذا الكشك لم يعد صالحا. أدخل مفتاحا جديدا.",
  },

  start: {
    title: "اعثر على إيصالك",
    text: "اعرضه أو ادفعه أو خذه معك على هاتفك.",
    card: "دفعت بالبطاقة",
    cardText: "قرب البطاقة نفسها من القارئ مرة أخرى",
    digits: "أعرف آخر أربعة أرقام من بطاقتي",
    digitsText: "ومتى غادرت تقريبا",
    code: "لدي الرمز",
    codeText: "امسح رمز الإيصال أو اكتبه",
  },

  card: {
    title: "قرب بطاقتك من القارئ",
    text: "البطاقة التي دخلت بها. لن نسحب أي مبلغ.",
    none: "لم نجد إيصالا لهذه البطاقة",
    noneText: "استخدم البطاقة التي دخلت بها، أو ابحث عن إيصالك بطريقة أخرى.",
  },

  digits: {
    title: "آخر أربعة أرقام من بطاقتك",
    entered: (digits) => isolated`المدخل: ${digits.split("").join(" ")}`,
    nothing: "لم تدخل أي رقم بعد",
    erase: "مسح",
    when: "متى غادرت تقريبا؟",
    earlier: "قبل ذلك",
    later: "بعد ذلك",
    find: "بحث",
    none: "لم نجد أي إيصال",
    noneText: "تحقق من الأرقام، وجرب قبل عشر دقائق أو بعدها.",
    several: "هناك أكثر من إيصال مطابق",
    severalText: "كي نعرض لك إيصالك وحده، قرب بطاقتك من القارئ.",
  },

  code: {
    title: "رمز إيصالك",
    text: "ضعه تحت الماسح، أو اكتب نهاية رابطه.",
    label: "الرمز",
    find: "بحث",
    camera: "المسح بالكاميرا",
    cameraOn: "ضع الرمز أمام الكاميرا",
    cameraFailed: "الكاميرا غير متاحة. اكتب الرمز بدلا من ذلك.",
    wrong: "هذا ليس رمز إيصال. تحقق منه وحاول مرة أخرى.",
  },

  choose: {
    title: "أي زيارة؟",
    left: (time) => isolated`غادرت ${time}`,
  },

  receipt: {
    title: "إيصالك",
    number: (number) => isolated`رقم ${number}`,
    left: (time) => isolated`غادرت ${time}`,
    nothing: "لم تأخذ شيئا.",
    things: (count) =>
      plural(count, {
        zero: "لا شيء",
        one: "قطعة واحدة",
        two: "قطعتان",
        few: "# قطع",
        many: "# قطعة",
        other: "# قطعة",
      }),
    total: "المجموع",
    sure: "مدى تأكدنا من هذا الصنف",
    take: "خذه معك",
    takeText: "امسح هذا لفتح إيصالك على هاتفك. يمكنك هناك أيضا الاعتراض على صنف.",
    draft: "يصبح إيصالك نهائيا خلال ثوان.",
    waiting: (time) =>
      isolated`يراجعه موظفونا في موعد أقصاه ${time}. وإذا تأخرنا عن ذلك نحسم الأمر لصالحك.`,
    paid: "مدفوع",
    paidText: "لا شيء عليك.",
    owed: (amount) => isolated`ما زال عليك ${amount}`,
    owedText: "لم تغط بطاقتك المبلغ كله. ادفع الباقي لتتمكن من الدخول من جديد.",
    cash: (amount) => isolated`يدفع ${amount} نقدا`,
    cashText: "يرجى الدفع عند الصندوق.",
    comesBack: (amount) => isolated`مبلغ ${amount} المسترد في الطريق`,
    comesBackText: "يحتاج بنكك إلى بضعة أيام.",
    asked: (amount) => isolated`جار سحب ${amount}`,
    askedText: "بانتظار بنكك.",
    pay: "ادفع بالبطاقة",
  },

  pay: {
    title: (amount) => isolated`ادفع ${amount}`,
    hold: "قرب بطاقة من القارئ",
    holdText: "يمكنك استخدام بطاقة أخرى.",
    asking: "بانتظار بنكك",
    confirm: "يريد بنكك أن تؤكد",
    confirmText: "امسح هذا بهاتفك وأكد هناك. ثم تتابع هذه الشاشة تلقائيا.",
    confirmApp: "افتح تطبيق بنكك وأكد هناك. ثم تتابع هذه الشاشة تلقائيا.",
    bankPage: "صفحة بنكك",
    another: "استخدم بطاقة أخرى",
    declined: "تم رفض البطاقة",
    declinedText: "لم نسحب أي مبلغ. جرب بطاقة أخرى، أو اسأل عند الصندوق.",
    again: "جرب بطاقة مرة أخرى",
    paid: "تم الدفع. شكرا!",
    paidText: "يمكنك الدخول من جديد.",
    simulated: "هذا المتجر محاكاة: اختر بطاقة للقارئ.",
    cards: {
      good: "بطاقة سليمة",
      confirmed: "بطاقة يطلب بنكها التأكيد",
      declined: "بطاقة مرفوضة",
    },
  },

  idle: {
    title: "هل ما زلت هنا؟",
    text: (seconds) =>
      plural(seconds, {
        zero: "يعود الآن إلى البداية.",
        one: "يعود إلى البداية خلال ثانية واحدة.",
        two: "يعود إلى البداية خلال ثانيتين.",
        few: "يعود إلى البداية خلال # ثوان.",
        many: "يعود إلى البداية خلال # ثانية.",
        other: "يعود إلى البداية خلال # ثانية.",
      }),
    stay: "ما زلت هنا",
  },
};
