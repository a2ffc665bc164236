import { isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

export const giftCards: ConsoleWords["giftCards"] = {
  title: "بطاقات الهدايا وبطاقة العضوية",
  askBalance: "رصيد البطاقة",
  use: "استخدام بطاقة هدية أو بطاقة عضوية",
  useThis: "الدفع بهذه البطاقة",
  showBalance: "عرض الرصيد",
  number: "رقم البطاقة",
  code: "الرمز",
  hint: "ثمانية أحرف وأرقام على ظهر البطاقة.",
  asking: "يجري التحقق من البطاقة …",
  names: {
    "gift-card": (lastFour) => isolated`بطاقة هدية تنتهي بالأرقام ${lastFour}`,
    points: (lastFour) => isolated`بطاقة عضوية تنتهي بالأرقام ${lastFour}`,
  },
  pays: (amount) => isolated`تدفع حتى ${amount}.`,
  paid: (amount) => isolated`دفعت ${amount}.`,
  remove: "إزالة",
  removeOf: (name) => isolated`إزالة ${name}`,
  held: (amount) => isolated`${amount} أخرى محجوزة لزيارات لم تنتهِ.`,
  expires: (date) => isolated`صالحة حتى ${date}.`,
  causes: {
    "card-unknown": "الرقم أو الرمز خطأ. تحقق منهما وحاول مجددًا.",
    "card-blocked": "هذه البطاقة محظورة. يمكن لإدارة السلسلة إلغاء حظرها.",
    "card-expired": "انتهت صلاحية هذه البطاقة.",
    "card-not-accepted": "لا يمكن استخدام هذه البطاقة في هذا المتجر.",
    "card-empty": "لم يبقَ شيء في هذه البطاقة.",
    "too-many-attempts": "محاولات كثيرة بهذه البطاقة. حاول لاحقًا.",
    "hold-ended": "استغرق ذلك وقتًا طويلًا. حاول مجددًا.",
    unavailable: "لا يمكن الوصول إلى السلسلة. خذ دفعة أخرى.",
    removed: "أُزيلت البطاقة.",
    "not-needed": "لا يوجد ما يُدفع.",
    "card-known": "هذه البطاقة تدفع للزيارة بالفعل.",
    "paid-otherwise": "دفعة أخرى قيد التنفيذ.",
  },
};
