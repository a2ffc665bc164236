import { createPlural, isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("ar");

export const yourSignIn: ConsoleWords["yourSignIn"] = {
  secondFactor: "العامل الثاني",
  demo: "في هذا العرض يسجّل الجميع الدخول كالمشغّل نفسه. في متجرك الخاص تُعدّ هنا تطبيق مصادقة أو مفتاح مرور.",
  byKey: "يسجّل هذا المستخدم الدخول بمفتاح: لا شيء لإعداده.",
  on: (status, date) => [
    status,
    " منذ ",
    date,
    ". تحتاج مع كلمة المرور إلى رمز من تطبيق المصادقة.",
  ],
  isOn: "العامل الثاني مفعّل",
  codesLeft: (count) =>
    plural(count, {
      zero: "لم يبقَ أي رمز استرداد.",
      one: "بقي رمز استرداد واحد.",
      two: "بقي رمزا استرداد.",
      few: "بقيت # رموز استرداد.",
      many: "بقي # رمز استرداد.",
      other: "بقي # رمز استرداد.",
    }),
  newCodes: "رموز استرداد جديدة",
  newCodesText: "تتوقف رموزك الحالية عن العمل.",
  getNewCodes: "إنشاء رموز جديدة",
  turnOff: "إيقاف",
  turnOffTitle: "إيقاف العامل الثاني",
  turnOffText: "تسجّل الدخول بعدها بكلمة المرور فقط. وتنتهي جلساتك الأخرى.",
  turnedOff: "أُوقف العامل الثاني.",

  confirm: {
    password: "كلمة المرور",
    code: "الرمز",
    codeHint: "من تطبيق المصادقة، أو رمز استرداد.",
  },

  codes: {
    sheet: (shop) => isolated`رموز الاسترداد، ${shop}`,
    sheetText: "يسجّل كل رمز دخولك مرة واحدة.",
    title: "احتفظ برموز الاسترداد",
    text: (shop) =>
      isolated`يسجّل كل رمز دخولك إلى ${shop} مرة واحدة مع كلمة المرور إذا فقدت هاتفك. نعرضها الآن فقط.`,
    copy: "نسخ",
    copied: "نُسخت رموز الاسترداد.",
    download: "تنزيل",
    print: "طباعة",
    kept: "احتفظت بها",
  },

  setUp: {
    text: "مع تطبيق مصادقة على هاتفك تحتاج كلمة المرور إلى رمز أيضًا، رمز جديد كل 30 ثانية. ومفتاح مرور لهذا الجهاز يغني عن كلمة المرور.",
    app: "إعداد تطبيق مصادقة",
    passkey: "إضافة مفتاح مرور",
    passkeyAdded: "أُضيف مفتاح المرور.",
    scan: "امسح هذا بتطبيق مصادقة، مثل Aegis أو 2FAS أو Google Authenticator.",
    qrCode: "رمز QR لتطبيق المصادقة",
    typeKey: "أو اكتب المفتاح فيه:",
    code: "الرمز الذي يعرضه التطبيق",
    turnOn: "تفعيل",
  },

  first: {
    title: "احمِ تسجيل دخولك",
    required: (shop) => isolated`يتطلب ${shop} عاملًا ثانيًا. أعدّ واحدًا للمتابعة.`,
    asked: "يمكنك إدارة هذا المتجر: أمواله وأسعاره وأشخاصه. كلمة مرورك وحدها تمنع الآخرين منه.",
    notNow: "ليس الآن",
  },
};
