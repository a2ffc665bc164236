/** What is recorded and kept of people: for whoever comes in, before they do. */

import { GET_NOTICE, GET_NOTICE_SIGN } from "@saunter/protocol/http/notice-routes";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { Notice } from "../../notice/make-notice.ts";
import { SIGN_PAGE_POLICY } from "../../notice/sign-style.ts";
import { chooseLocale } from "../receipts/receipt-forms.ts";

export interface NoticeServices {
  /** What is recorded and kept of people, in the language of a locale (BCP 47). */
  readonly notice: {
    readonly make: (locale: string) => Notice;
    /** HTML. */
    readonly renderSign: (locale: string) => string;
  };
}

export function addNoticeRoutes(context: HttpContext<NoticeServices>): void {
  const { notice, identity } = context.deps;
  addRead(context, GET_NOTICE, ({ query, request, reply }) => {
    reply.header("vary", "accept-language");
    const asked = query.locale ?? request.headers["accept-language"];
    return notice.make(chooseLocale(asked, identity.locale));
  });
  addRead(context, GET_NOTICE_SIGN, ({ query, reply }) => {
    reply.header("content-security-policy", SIGN_PAGE_POLICY).type("text/html; charset=utf-8");
    return notice.renderSign(chooseLocale(query.locale, identity.locale));
  });
}
