/**
 * What each route of the HTTP API takes and answers. Made from the API's own OpenAPI document by the
 * test that compares them (npx vitest run apps/shop/src/http/http-api -u); not to be changed by hand.
 */

export interface Routes {
  "GET /v1/healthz": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      status: "alive";
    };
  };
  "GET /v1/readyz": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      status: "ready";
      /**
       * Events of the journal.
       */
      position: number;
      providerSilentSinceMs: number | null;
    };
  };
  "GET /v1/health": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      /**
       * By the shop's clock, Unix ms.
       */
      nowMs: number;
      /**
       * When the process began, Unix ms.
       */
      startedMs: number;
      /**
       * How late the loop was, 99th percentile, ms.
       */
      lagMs: number;
      /**
       * Memory of the process.
       */
      memoryBytes: number;
      /**
       * Room on the disk of the shop's folder.
       */
      diskFreeBytes: number;
      /**
       * Size of that disk.
       */
      diskBytes: number;
      /**
       * It is nearly full: there is an alert.
       */
      isDiskLow: boolean;
      /**
       * The loop has been late for a minute: there is an alert.
       */
      isSlow: boolean;
      /**
       * Events of the journal.
       */
      journalEvents: number;
      providerSilentSinceMs: number | null;
      sensors: {
        name: string;
        heardMs: number | null;
        /**
         * It has said nothing for too long.
         */
        isQuiet: boolean;
      }[];
      /**
       * None where the shop looks through none.
       */
      cameras: {
        /**
         * As the file of cameras has it.
         */
        cameraId: string;
        /**
         * How its stream is.
         */
        state: "starting" | "live" | "stalled" | "waiting" | "ended";
        /**
         * Pictures come now and then, as nobody is there.
         */
        isResting: boolean;
        /**
         * The same in words.
         */
        message: string;
        /**
         * Frames that are looked at, a second.
         */
        framesPerS: number;
        /**
         * Of its frames, those that gave way to newer ones.
         */
        droppedShare: number;
        lastFrameMs: number | null;
        /**
         * What it sees does not count now.
         */
        isLeftOut: boolean;
        faults: {
          /**
           * What is wrong, in a word.
           */
          kind: string;
          sinceMs: number | null;
          /**
           * What is wrong, and what to look at.
           */
          message: string;
        }[];
      }[];
      backlog: {
        /**
         * Charges that are being worked on.
         */
        charges: number;
        /**
         * Reviews that wait for a person.
         */
        reviews: number;
        /**
         * Deliveries that are on their way.
         */
        webhooks: number;
        /**
         * Mails that are on their way.
         */
        mails: number;
      };
    };
  };
  "GET /v1/metrics": {
    params: {};
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /v1/openapi.json": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      openapi: string;
    };
  };
  "GET /v1/shop": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      id: string;
      name: string;
      /**
       * ISO 4217.
       */
      currency: string;
      /**
       * BCP 47.
       */
      locale: string;
      /**
       * IANA.
       */
      timeZone: string;
      /**
       * How shoppers give a card that they come again with.
       */
      cards:
        | {
            kind: "simulator" | "free" | "none";
          }
        | {
            kind: "stripe";
            publishableKey: string;
          };
      /**
       * Whether receipts go out by mail.
       */
      sendsMail: boolean;
      demo: {
        name: string;
        password: string;
      } | null;
      /**
       * Where phones reach it, without a slash at its end.
       */
      publicUrl: string;
      /**
       * What happens in it can be changed: see `/v1/demo`.
       */
      isDemonstration: boolean;
    };
  };
  "POST /v1/sign-in": {
    params: {};
    query: {};
    body: {
      name: string;
      password: string;
      /**
       * `cookie` for pages: no script can read it. `token` for programs.
       */
      carrier: "cookie" | "token";
    };
    answer: {
      principal: {
        id: string;
        roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
        customerId: string | null;
      };
      /**
       * When the access token ends, Unix ms.
       */
      accessExpiresMs: number;
      /**
       * When the session ends where it is not used, Unix ms.
       */
      refreshExpiresMs: number;
      accessToken: string | null;
      refreshToken: string | null;
    };
  };
  "POST /v1/sign-in/passkey/options": {
    params: {};
    query: {};
    body: {
      /**
       * Of the console, or a shopper.
       */
      who: "user" | "customer";
    };
    answer: {};
  };
  "POST /v1/sign-in/passkey/verify": {
    params: {};
    query: {};
    body: {
      /**
       * Of the console, or a shopper.
       */
      who: "user" | "customer";
      /**
       * As `navigator.credentials.get` gives it, as JSON.
       */
      response: {};
      /**
       * `cookie` for pages: no script can read it. `token` for programs.
       */
      carrier: "cookie" | "token";
    };
    answer: {
      principal: {
        id: string;
        roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
        customerId: string | null;
      };
      /**
       * When the access token ends, Unix ms.
       */
      accessExpiresMs: number;
      /**
       * When the session ends where it is not used, Unix ms.
       */
      refreshExpiresMs: number;
      accessToken: string | null;
      refreshToken: string | null;
    };
  };
  "POST /v1/refresh": {
    params: {};
    query: {};
    body: {
      refreshToken: string | null;
    };
    answer: {
      principal: {
        id: string;
        roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
        customerId: string | null;
      };
      /**
       * When the access token ends, Unix ms.
       */
      accessExpiresMs: number;
      /**
       * When the session ends where it is not used, Unix ms.
       */
      refreshExpiresMs: number;
      accessToken: string | null;
      refreshToken: string | null;
    };
  };
  "POST /v1/sign-out": {
    params: {};
    query: {};
    body: {
      refreshToken: string | null;
    };
    answer: undefined;
  };
  "GET /v1/me": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      id: string;
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
      customerId: string | null;
    };
  };
  "POST /v1/me/passkeys/options": {
    params: {};
    query: {};
    body: undefined;
    answer: {};
  };
  "POST /v1/me/passkeys": {
    params: {};
    query: {};
    body: {
      /**
       * As `navigator.credentials.create` gives it, as JSON.
       */
      response: {};
    };
    answer: {
      passkeyId: string;
      /**
       * How the device is reached.
       */
      transports: string[];
      /**
       * When it was made, Unix ms.
       */
      createdMs: number;
    };
  };
  "GET /v1/me/passkeys": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      items: {
        passkeyId: string;
        /**
         * How the device is reached.
         */
        transports: string[];
        /**
         * When it was made, Unix ms.
         */
        createdMs: number;
      }[];
    };
  };
  "POST /v1/me/passkeys/:passkeyId/remove": {
    params: {
      passkeyId: string;
    };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /v1/entry/terms": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      shopName: string;
      /**
       * Whether there is a gate that lets people in.
       */
      isOpen: boolean;
      /**
       * All gates, as signs at them call them.
       */
      gates: {
        gateId: string;
        name: string;
      }[];
      /**
       * ISO 4217.
       */
      currency: string;
      /**
       * Held at entry; 0 where nothing is, minor units.
       */
      holdMinor: number;
      /**
       * When what is held is let go, in the shop's language.
       */
      releaseText: string;
      /**
       * The same in other languages.
       */
      releaseTexts: {
        /**
         * BCP 47.
         */
        language: string;
        text: string;
      }[];
      methods: ("qr" | "card" | "badge" | "passkey")[];
      /**
       * People of one entry.
       */
      partyMax: number;
      /**
       * How long a receipt can be contested, ms.
       */
      contestMs: number;
      /**
       * A review is over after so long, in the shopper's favour; ms.
       */
      reviewWithinMs: number;
      /**
       * What is recorded of people, in the shop's language.
       */
      notice: string;
    };
  };
  "GET /v1/gates": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      items: {
        gateId: string;
        /**
         * What people call it.
         */
        name: string;
        /**
         * Whether somebody can be let in by it.
         */
        leadsIn: boolean;
        state: "idle" | "admitting" | "held-open" | "closed";
        mode: "automatic" | "held-open" | "closed";
        /**
         * People who have been let in and not been seen yet.
         */
        remaining: number;
      }[];
    };
  };
  "POST /v1/gates/:gateId/passkey-options": {
    params: {
      gateId: string;
    };
    query: {};
    body: undefined;
    answer: {};
  };
  "POST /v1/gates/:gateId/entries": {
    params: {
      gateId: string;
    };
    query: {};
    body: {
      method: "qr" | "card" | "badge" | "passkey";
      /**
       * By method: the code's text; `{requestId}` of a card; `{badgeNumber, readingId}`; the passkey's response.
       */
      shown: {
        [k: string]: unknown;
      };
      /**
       * People let in; where left out as many as a code says, else one.
       */
      partySize?: number;
    };
    answer: {
      visitId: string;
      /**
       * The provider could not be asked for the hold yet.
       */
      isHoldPending: boolean;
      receiptUrl: string | null;
    };
  };
  "POST /v1/gates/:gateId/admissions": {
    params: {
      gateId: string;
    };
    query: {};
    body: {
      /**
       * People let in.
       */
      partySize: number;
      payer: "cash" | "staff";
      staffId: string | null;
    };
    answer: {
      visitId: string;
      /**
       * The provider could not be asked for the hold yet.
       */
      isHoldPending: boolean;
      receiptUrl: string | null;
    };
  };
  "POST /v1/gates/:gateId/mode": {
    params: {
      gateId: string;
    };
    query: {};
    body: {
      mode: "automatic" | "held-open" | "closed";
    };
    answer: {
      gateId: string;
      mode: "automatic" | "held-open" | "closed";
      /**
       * When, Unix ms.
       */
      setMs: number;
    };
  };
  "GET /v1/gates/:gateId/watch": {
    params: {
      gateId: string;
    };
    query: {
      version?: string;
    };
    body: undefined;
    answer: {
      version: string;
      gate: {
        gateId: string;
        /**
         * What people call it.
         */
        name: string;
        /**
         * Whether somebody can be let in by it.
         */
        leadsIn: boolean;
        state: "idle" | "admitting" | "held-open" | "closed";
        mode: "automatic" | "held-open" | "closed";
        /**
         * People who have been let in and not been seen yet.
         */
        remaining: number;
      };
      told: {
        /**
         * The bank is asked; the way in was refused; the gate is open.
         */
        kind: "asking" | "refused" | "admitted";
        code: string | null;
        /**
         * When, Unix ms.
         */
        atMs: number;
      } | null;
      receiptUrl: string | null;
      inviteUrl: string | null;
    };
  };
  "GET /v1/me/entry": {
    params: {};
    query: {
      version?: string;
    };
    body: undefined;
    answer: {
      version: string;
      told: {
        /**
         * The bank is asked; the way in was refused; the gate is open.
         */
        kind: "asking" | "refused" | "admitted";
        code: string | null;
        /**
         * When, Unix ms.
         */
        atMs: number;
      } | null;
    };
  };
  "POST /v1/gates/:gateId/invited/passkey-options": {
    params: {
      gateId: string;
    };
    query: {};
    body: {
      /**
       * Of the address that the gate's display shows.
       */
      invitation: string;
    };
    answer: {};
  };
  "POST /v1/gates/:gateId/invited/entries": {
    params: {
      gateId: string;
    };
    query: {};
    body: {
      /**
       * As `navigator.credentials.get` gives it, as JSON.
       */
      response: {};
      /**
       * People let in; where left out as many as a code says, else one.
       */
      partySize?: number;
    };
    answer: {
      visitId: string;
      /**
       * The provider could not be asked for the hold yet.
       */
      isHoldPending: boolean;
      receiptUrl: string | null;
    };
  };
  "GET /v1/notice": {
    params: {};
    query: {
      locale?: string;
    };
    body: undefined;
    answer: {
      /**
       * BCP 47.
       */
      language: string;
      direction: "ltr" | "rtl";
      /**
       * As the sign has them.
       */
      sentences: string[];
      kept: {
        kind:
          | "positions"
          | "evidence-positions"
          | "evidence-doubtful"
          | "evidence-clip"
          | "evidence-curve"
          | "visit"
          | "card"
          | "account"
          | "passkey"
          | "session"
          | "badge"
          | "mail"
          | "mail-address";
        what: string;
        why: string;
        until: string;
      }[];
    };
  };
  "GET /v1/notice/sign": {
    params: {};
    query: {
      locale?: string;
    };
    body: undefined;
    answer: undefined;
  };
  "GET /v1/floor": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      gondolas: {
        gondola: number;
        /**
         * Metres, on the shop's axes.
         */
        xM: number;
        /**
         * Metres, on the shop's axes.
         */
        yM: number;
        /**
         * 0: the depth goes along y, the plates along x.
         */
        yawRad: number;
        /**
         * Metres, on the shop's axes.
         */
        depthM: number;
        /**
         * Metres, on the shop's axes.
         */
        plateWidthM: number;
        plateCount: number;
        shelves: {
          shelf: number;
          heightM: number | null;
          facings: {
            /**
             * As `GET /v1/stock` names it.
             */
            facing: string;
            plates: number[];
            gtin: string | null;
            name: string | null;
          }[];
        }[];
      }[];
      gates: {
        gateId: string;
        name: string;
        direction: "in" | "out" | "both";
        corners: {
          /**
           * Metres, on the shop's axes.
           */
          xM: number;
          /**
           * Metres, on the shop's axes.
           */
          yM: number;
        }[];
      }[];
    };
  };
  "GET /v1/live/floor": {
    params: {};
    query: {
      sinceMs?: number;
    };
    body: undefined;
    answer:
      | {
          event: "people";
          /**
           * Everybody, whenever something changes
           */
          data: {
            people: {
              /**
               * What somebody is shown by while they are here
               */
              number: number;
              /**
               * As the tracker names them
               */
              shopperId: string;
              visitId: string | null;
              /**
               * `arriving`: stands in a door, and has not come in yet
               */
              standing: "bound" | "unbound" | "staff" | "arriving";
              /**
               * False of who has left before the rest of their party
               */
              isInside: boolean;
              appearedMs: number | null;
            }[];
          };
        }
      | {
          event: "visits";
          /**
           * First all that are open, then what changes
           */
          data: {
            /**
             * There are no others: as when a stream begins
             */
            isAll: boolean;
            changed: {
              visitId: string;
              payer: "customer" | "card" | "account" | "cash" | "staff";
              gateId: string;
              partySize: number;
              /**
               * Unix ms
               */
              openedMs: number;
              age: "not-needed" | "needed" | "verified" | "refused";
              flags: string[];
              lines: {
                gtin: string;
                name: string;
                quantity: number;
              }[];
              totalMinor: number | null;
              /**
               * That all carts are exactly this
               */
              probability: number;
            }[];
            closed: string[];
          };
        }
      | {
          event: "inside";
          /**
           * How many were inside from when on: first of the last minutes, then what changes
           */
          data: {
            counts: {
              /**
               * Unix ms
               */
              atMs: number;
              inside: number;
            }[];
          };
        }
      | {
          event: "past";
          /**
           * Where people were, if it is asked for
           */
          data: {
            pictures: {
              /**
               * Unix ms
               */
              atMs: number;
              people: (number | null)[][];
            }[];
          };
        }
      | {
          event: "picture";
          data: {
            /**
             * Unix ms
             */
            atMs: number;
            people: (number | null)[][];
            /**
             * Items: gondola/shelf on which something happens at this moment
             */
            shelves: string[];
          };
        }
      | {
          event: "cut-off";
          data: {
            reason: "too-slow" | "too-many" | "closing";
          };
        };
  };
  "GET /v1/live/shelves/:gondola/:shelf": {
    params: {
      gondola: string;
      shelf: string;
    };
    query: {};
    body: undefined;
    answer:
      | {
          event: "plates";
          data: {
            plates: {
              plate: number;
              levelG: number | null;
              sinceCountG: number | null;
              /**
               * Spread of readings at rest
               */
              noiseG: number;
              isDisturbed: boolean;
              problem: string | null;
            }[];
            facings: {
              /**
               * As `GET /v1/stock` names it
               */
              facing: string;
              seen: number | null;
              weighsG: number | null;
              unitG: number | null;
            }[];
          };
        }
      | {
          event: "curve";
          data: {
            /**
             * By the sensors' clock, Unix ms
             */
            startMs: number;
            stepMs: number;
            plates: {
              plate: number;
              gramsG: (number | null)[];
            }[];
          };
        }
      | {
          event: "cut-off";
          data: {
            reason: "too-slow" | "too-many" | "closing";
          };
        };
  };
  "GET /v1/interactions": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      gondola?: number;
      shelf?: number;
    };
    body: undefined;
    answer: {
      items: {
        kind: "pick" | "putback" | "handover";
        shopperId: string | null;
        giverId: string | null;
        gtin: string;
        quantity: number;
        /**
         * Of the likeliest account.
         */
        probability: number;
        evidenceId: string;
        /**
         * When, Unix ms.
         */
        occurredMs: number;
        /**
         * Change of weight, grams.
         */
        weightG: number;
        gondola: number;
        shelf: number;
        plates: number[];
        candidates: {
          kind: "pick" | "putback" | "handover";
          shopperId: string | null;
          giverId: string | null;
          gtin: string;
          quantity: number;
          /**
           * Of this account.
           */
          probability: number;
        }[];
        /**
         * Of the product.
         */
        name: string;
        visitId: string | null;
      }[];
      next: string | null;
    };
  };
  "GET /v1/visits": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      status?: "open" | "closed";
      payer?: "customer" | "card" | "account" | "cash" | "staff";
      only?: "flagged" | "waiting";
      untilMs?: number;
    };
    body: undefined;
    answer: {
      items: {
        visitId: string;
        status: "open" | "closed";
        payer: "customer" | "card" | "account" | "cash" | "staff";
        gateId: string;
        method: string;
        /**
         * People let in.
         */
        partySize: number;
        /**
         * People of the party who have been seen.
         */
        bound: number;
        /**
         * Of those, who are still inside.
         */
        inside: number;
        age: "not-needed" | "needed" | "verified" | "refused";
        /**
         * When it began, Unix ms.
         */
        openedMs: number;
        closedMs: number | null;
        /**
         * Why its receipt has to be looked at, whatever the engine believes.
         */
        flags: number;
        receipt: {
          status: "draft" | "final" | "contested" | "reviewed";
          /**
           * For a person to look at it.
           */
          isWaiting: boolean;
          /**
           * What it comes to, minor units.
           */
          totalMinor: number;
          /**
           * That it is exact.
           */
          probability: number;
        } | null;
      }[];
      next: string | null;
    };
  };
  "GET /v1/visits/:visitId": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      visitId: string;
      status: "open" | "closed";
      payer: "customer" | "card" | "account" | "cash" | "staff";
      gateId: string;
      method: string;
      /**
       * People let in.
       */
      partySize: number;
      isMember: boolean;
      currency: string;
      /**
       * Held at entry, minor units.
       */
      holdMinor: number;
      age: "not-needed" | "needed" | "verified" | "refused";
      /**
       * When it began, Unix ms.
       */
      openedMs: number;
      closedMs: number | null;
      flags: {
        flag: string;
        detail: string;
      }[];
      shoppers: {
        shopperId: string;
        status: "unseen" | "inside" | "exited" | "concluded";
        /**
         * First seen, Unix ms.
         */
        appearedMs: number;
        exitedMs: number | null;
        lines: {
          gtin: string;
          quantity: number;
        }[];
        /**
         * That the cart is exactly this.
         */
        probability: number;
        needsReview: boolean;
        reasons: string[];
      }[];
      interactions: {
        kind: "pick" | "putback" | "handover";
        shopperId: string | null;
        giverId: string | null;
        gtin: string;
        quantity: number;
        /**
         * Of the likeliest account.
         */
        probability: number;
        evidenceId: string;
        /**
         * When, Unix ms.
         */
        occurredMs: number;
        /**
         * Change of weight, grams.
         */
        weightG: number;
        gondola: number;
        shelf: number;
        plates: number[];
        candidates: {
          kind: "pick" | "putback" | "handover";
          shopperId: string | null;
          giverId: string | null;
          gtin: string;
          quantity: number;
          /**
           * Of this account.
           */
          probability: number;
        }[];
        name: string;
      }[];
      timeline: {
        /**
         * Position in the journal.
         */
        id: number;
        type:
          | "visit.opened"
          | "visit.closed"
          | "cart.updated"
          | "interaction.decided"
          | "receipt.drafted"
          | "receipt.finalised"
          | "receipt.contested"
          | "receipt.corrected"
          | "charge.updated"
          | "debt.opened"
          | "debt.settled"
          | "review.opened"
          | "review.ended"
          | "stock.changed"
          | "goods.changed"
          | "alert.raised"
          | "alert.cleared";
        /**
         * When, Unix ms.
         */
        atMs: number;
        visitId: string | null;
        data: {
          [k: string]: unknown;
        };
      }[];
    };
  };
  "GET /v1/visits/:visitId/belief": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      products: {
        gtin: string;
        name: string;
        counts: {
          /**
           * Units that the carts may hold together.
           */
          quantity: number;
          /**
           * Of just so many.
           */
          probability: number;
        }[];
      }[];
      doubts: {
        evidenceId: string;
        tellings: {
          /**
           * When it was told so, Unix ms.
           */
          atMs: number;
          status: "provisional" | "revised" | "final" | "retracted";
          /**
           * Of the likeliest account.
           */
          probability: number;
          accounts: {
            kind: "pick" | "putback" | "handover";
            shopperId: string | null;
            giverId: string | null;
            gtin: string;
            quantity: number;
            /**
             * Of this account.
             */
            probability: number;
            name: string;
          }[];
        }[];
      }[];
    };
  };
  "POST /v1/visits/:visitId/bindings": {
    params: {
      visitId: string;
    };
    query: {};
    body: {
      /**
       * As the tracker names them.
       */
      shopperId: string;
    };
    answer: {
      visitId: string;
      status: "open" | "closed";
      age: "not-needed" | "needed" | "verified" | "refused";
    };
  };
  "POST /v1/visits/:visitId/age-check": {
    params: {
      visitId: string;
    };
    query: {};
    body: {
      isOldEnough: boolean;
    };
    answer: {
      visitId: string;
      status: "open" | "closed";
      age: "not-needed" | "needed" | "verified" | "refused";
    };
  };
  "POST /v1/visits/:visitId/close": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      visitId: string;
      status: "open" | "closed";
      age: "not-needed" | "needed" | "verified" | "refused";
    };
  };
  "GET /v1/numbers": {
    params: {};
    query: {
      fromMs: number;
      untilMs: number;
      stepMs: number;
    };
    body: undefined;
    answer: {
      visits: {
        /**
         * People are inside.
         */
        open: number;
        /**
         * That are over, without those of staff.
         */
        closed: number;
        /**
         * Of staff.
         */
        staff: number;
        /**
         * Of those that are over, that bought something.
         */
        buying: number;
      };
      /**
       * From entry to exit, ms.
       */
      dwellMs: {
        /**
         * Values that there are.
         */
        count: number;
        median: number | null;
        p99: number | null;
        mean: number | null;
      };
      /**
       * Units of those that bought.
       */
      basketUnits: {
        /**
         * Values that there are.
         */
        count: number;
        median: number | null;
        p99: number | null;
        mean: number | null;
      };
      /**
       * What they paid, minor units.
       */
      basketMinor: {
        /**
         * Values that there are.
         */
        count: number;
        median: number | null;
        p99: number | null;
        mean: number | null;
      };
      /**
       * What receipts say, minor units.
       */
      takingsMinor: number;
      receipts: {
        /**
         * That are final.
         */
        final: number;
        /**
         * Visits that a person had to look at.
         */
        reviewed: number;
        /**
         * Reviews that nobody came to in time.
         */
        lapsed: number;
        /**
         * Visits that are over, and have no final receipt yet.
         */
        waiting: number;
      };
      /**
       * From exit to draft, ms.
       */
      draftAfterExitMs: {
        /**
         * Values that there are.
         */
        count: number;
        median: number | null;
        p99: number | null;
        mean: number | null;
      };
      /**
       * From exit to the final receipt, where nobody had to look, ms.
       */
      finalAfterExitMs: {
        /**
         * Values that there are.
         */
        count: number;
        median: number | null;
        p99: number | null;
        mean: number | null;
      };
      contests: {
        /**
         * Lines that shoppers contested.
         */
        all: number;
        /**
         * That were granted.
         */
        granted: number;
        /**
         * That were refused.
         */
        refused: number;
        /**
         * That wait.
         */
        open: number;
      };
      accuracy: {
        /**
         * Doubtful interactions that a reviewer decided.
         */
        decided: number;
        /**
         * Of those, that were as the engine thought likeliest.
         */
        agreed: number;
        /**
         * Final receipts that nobody looked at.
         */
        accepted: number;
        /**
         * Of those, that a contest proved wrong.
         */
        provedWrong: number;
      };
      steps: {
        /**
         * Beginning of the step, Unix ms.
         */
        fromMs: number;
        /**
         * Visits that were opened in it.
         */
        visits: number;
        /**
         * What their receipts say, minor units.
         */
        takingsMinor: number;
        /**
         * Of those, that a person had to look at.
         */
        reviewed: number;
      }[];
    };
  };
  "GET /v1/me/visits": {
    params: {};
    query: {
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: {
      items: {
        visitId: string;
        status: "open" | "closed";
        /**
         * People let in.
         */
        partySize: number;
        /**
         * When it began, Unix ms.
         */
        openedMs: number;
        closedMs: number | null;
        receiptState:
          ("draft" | "waiting" | "final" | "contested" | "reviewed" | "corrected") | null;
        totalMinor: number | null;
        currency: string | null;
      }[];
      next: string | null;
    };
  };
  "GET /v1/me/visits/:visitId/cart": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      visitId: string;
      status: "open" | "closed";
      /**
       * ISO 4217.
       */
      currency: string;
      lines: {
        lineId: string;
        gtin: string;
        name: string;
        /**
         * Units.
         */
        quantity: number;
        /**
         * Price of a unit, minor units.
         */
        unitMinor: number;
        /**
         * Taken off by offers, minor units.
         */
        discountMinor: number;
        /**
         * Deposit, minor units.
         */
        depositMinor: number;
        /**
         * To be paid for the line, minor units.
         */
        payableMinor: number;
        /**
         * How sure the line is: its weakest evidence.
         */
        probability: number;
      }[];
      /**
       * Offers that are used.
       */
      offers: {
        offerId: string;
        name: string;
        /**
         * Taken off, minor units.
         */
        discountMinor: number;
      }[];
      totals: {
        /**
         * Goods at their prices, minor units.
         */
        goodsMinor: number;
        /**
         * Taken off by offers, minor units.
         */
        discountMinor: number;
        /**
         * Deposits, minor units.
         */
        depositMinor: number;
        /**
         * Without tax, minor units.
         */
        netMinor: number;
        /**
         * Tax, minor units.
         */
        taxMinor: number;
        /**
         * Left off, not above 0: there where amounts are paid in steps, as dinars by card, minor units.
         */
        roundingMinor?: number;
        /**
         * To be paid, minor units.
         */
        totalMinor: number;
      };
      /**
       * That the cart is exactly this.
       */
      probability: number;
      /**
       * Products that cost nothing yet.
       */
      unpriced: string[];
      age: "not-needed" | "needed" | "verified" | "refused";
    };
  };
  "GET /v1/me/code": {
    params: {};
    query: {
      partySize?: number;
    };
    body: undefined;
    answer: {
      code: string;
      /**
       * A new code is made every so many ms.
       */
      slotMs: number;
      /**
       * When to ask for the next one, Unix ms.
       */
      expiresMs: number;
    };
  };
  "POST /v1/me/certificate": {
    params: {};
    query: {};
    body: {
      /**
       * Ed25519, of the phone's own: 32 bytes, base64url, as `x` of its JWK.
       */
      devicePublicKey: string;
    };
    answer: {
      /**
       * Base64url.
       */
      certificate: string;
      /**
       * When it ends, Unix ms.
       */
      notAfterMs: number;
      /**
       * A new code is made every so many ms.
       */
      slotMs: number;
      /**
       * The shop's time: the gate goes by it, Unix ms.
       */
      nowMs: number;
    };
  };
  "GET /v1/me/data": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      kept: {
        table: "customers" | "passkeys" | "refresh_tokens" | "journal" | "evidence";
        field: string;
        value: string | number | null;
        why: string;
        /**
         * In words.
         */
        until: string;
        untilMs: number | null;
      }[];
      visits: {
        visitId: string;
        status: "open" | "closed";
        /**
         * People let in.
         */
        partySize: number;
        /**
         * When it began, Unix ms.
         */
        openedMs: number;
        closedMs: number | null;
        receiptState:
          ("draft" | "waiting" | "final" | "contested" | "reviewed" | "corrected") | null;
        totalMinor: number | null;
        currency: string | null;
      }[];
    };
  };
  "POST /v1/me/forget": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      /**
       * When, Unix ms.
       */
      forgottenMs: number;
    };
  };
  "GET /v1/me/debts": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      items: {
        visitId: string;
        /**
         * Still to be paid, minor units.
         */
        owedMinor: number;
        currency: string;
        sinceMs: number | null;
        /**
         * A payment waits to be confirmed by the payer.
         */
        isUnconfirmed: boolean;
        actionUrl: string | null;
      }[];
    };
  };
  "POST /v1/me/debts/:visitId/pay": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      visitId: string;
      /**
       * What is taken, minor units.
       */
      amountMinor: number;
    };
  };
  "POST /v1/me/debts/:visitId/call-off": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      visitId: string;
      /**
       * Still to be paid, minor units.
       */
      owedMinor: number;
      currency: string;
      sinceMs: number | null;
      /**
       * A payment waits to be confirmed by the payer.
       */
      isUnconfirmed: boolean;
      actionUrl: string | null;
    };
  };
  "GET /v1/r/:token/debt": {
    params: {
      token: string;
    };
    query: {};
    body: undefined;
    answer: {
      /**
       * Still to be paid, minor units.
       */
      owedMinor: number;
      currency: string;
      sinceMs: number | null;
      /**
       * A payment waits to be confirmed by the payer.
       */
      isUnconfirmed: boolean;
      actionUrl: string | null;
    };
  };
  "POST /v1/customers": {
    params: {};
    query: {};
    body: {
      /**
       * The provider's token of the card, never its number.
       */
      cardToken: string;
      /**
       * The card's last four digits.
       */
      lastFour: string;
      email?: string | null;
      /**
       * BCP 47: of receipts and pages.
       */
      locale?: string;
      /**
       * `cookie` for pages: no script can read it. `token` for programs.
       */
      carrier: "cookie" | "token";
    };
    answer: {
      principal: {
        id: string;
        roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
        customerId: string | null;
      };
      /**
       * When the access token ends, Unix ms.
       */
      accessExpiresMs: number;
      /**
       * When the session ends where it is not used, Unix ms.
       */
      refreshExpiresMs: number;
      accessToken: string | null;
      refreshToken: string | null;
    };
  };
  "POST /v1/customers/:customerId/membership": {
    params: {
      customerId: string;
    };
    query: {};
    body: {
      isMember: boolean;
    };
    answer: {
      customerId: string;
      isMember: boolean;
    };
  };
  "POST /v1/me/details": {
    params: {};
    query: {};
    body: {
      card?: {
        /**
         * The provider's token of the card, never its number.
         */
        token: string;
        /**
         * The card's last four digits.
         */
        lastFour: string;
      } | null;
      email?: string | null;
      /**
       * BCP 47: of receipts and pages.
       */
      locale?: string;
    };
    answer: {
      customerId: string;
      lastFour: string | null;
      isMember: boolean;
      email: string | null;
      locale: string;
    };
  };
  "POST /v1/card-setups": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      clientSecret: string;
      customer: string;
    };
  };
  "GET /v1/receipts": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      search?: string;
      status?: "draft" | "final" | "contested" | "reviewed";
      money?: "owed" | "excess" | "refunded";
    };
    body: undefined;
    answer: {
      items: {
        visitId: string;
        status: "draft" | "final" | "contested" | "reviewed";
        documentNumber: number | null;
        /**
         * To be paid, minor units.
         */
        totalMinor: number;
        currency: string;
        /**
         * That the receipt is exact.
         */
        probability: number;
        /**
         * When it was drafted, Unix ms.
         */
        draftedMs: number;
        finalMs: number | null;
        reviewDueMs: number | null;
        /**
         * Things on it.
         */
        units: number;
        payer: "customer" | "card" | "account" | "cash" | "staff";
        lastFour: string | null;
        /**
         * Still to be paid, or below 0 to be given back; 0 of a draft, minor units.
         */
        missingMinor: number;
        /**
         * What of what was taken has been given back, minor units.
         */
        refundedMinor: number;
        /**
         * Lines that somebody has yet to look at.
         */
        contestsOpen: number;
      }[];
      next: string | null;
    };
  };
  "GET /v1/receipts/:visitId": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      specificationId: string;
      documentNumber: string | null;
      typeCode: ("380" | "384") | null;
      issueDate: string;
      issueTime: string;
      currency: string;
      currencyDecimals: number;
      precedingDocuments: {
        documentNumber: string;
        issueDate: string;
      }[];
      seller: {
        legalName: string;
        tradingName: string;
        taxNumber: string | null;
        addressLines: string[];
        countryCode: string | null;
      };
      lines: {
        lineId: string;
        quantity: number;
        unitCode: "C62";
        netMinor: number;
        itemNetPrice: string;
        allowanceMinor: number;
        allowanceReasons: string[];
        taxCategoryCode: "S" | "E" | "Z";
        taxRate: string;
        itemName: string;
        gtin: string | null;
      }[];
      taxes: {
        taxableMinor: number;
        taxMinor: number;
        categoryCode: "S" | "E" | "Z";
        rate: string;
        label: string;
        exemptionReason: string | null;
      }[];
      totals: {
        linesNetMinor: number;
        netMinor: number;
        taxMinor: number;
        grossMinor: number;
        roundingMinor: number;
        paidMinor: number;
        dueMinor: number;
      };
      payments: {
        meansCode: "10" | "48" | "ZZZ";
        cardLastFour: string | null;
        accountName: string | null;
        paidMinor: number;
        refundedMinor: number;
      }[];
      saunter: {
        visitId: string;
        state: "draft" | "waiting" | "final" | "contested" | "reviewed" | "corrected";
        probabilityExact: number;
        pricesIncludeTax: boolean;
        timeZone: string;
        enteredMs: number;
        leftMs: number | null;
        draftedMs: number;
        finalMs: number | null;
        reviewUntilMs: number | null;
        waitsFor: {
          kind: "interaction" | "gap" | "binding" | "age" | "contest";
          count: number;
        }[];
        contestUntilMs: number | null;
        evidenceUntilMs: number;
        lookupUrl: string;
        lines: {
          lineId: string;
          unitMinor: number;
          grossMinor: number;
          discountMinor: number;
          depositMinor: number;
          payableMinor: number;
          probability: number;
          evidenceIds: string[];
        }[];
        offers: {
          offerId: string;
          name: string;
          discountMinor: number;
        }[];
        contests: {
          contestId: string;
          kind: "wrong-item" | "wrong-count" | "missing";
          lineId: string | null;
          gtin: string;
          itemName: string;
          claimedQuantity: number;
          instead: {
            gtin: string;
            itemName: string;
            quantity: number;
          } | null;
          worthMinor: number;
          contestedMs: number;
          isGranted: boolean | null;
        }[];
        corrections: {
          documentNumber: string;
          correctedMs: number;
          differenceMinor: number;
        }[];
        waivedMinor: number;
        disputedMinor: number;
        owedMinor: number;
      };
    };
  };
  "GET /v1/r/:token": {
    params: {
      token: string;
    };
    query: {};
    body: undefined;
    answer: {
      specificationId: string;
      documentNumber: string | null;
      typeCode: ("380" | "384") | null;
      issueDate: string;
      issueTime: string;
      currency: string;
      currencyDecimals: number;
      precedingDocuments: {
        documentNumber: string;
        issueDate: string;
      }[];
      seller: {
        legalName: string;
        tradingName: string;
        taxNumber: string | null;
        addressLines: string[];
        countryCode: string | null;
      };
      lines: {
        lineId: string;
        quantity: number;
        unitCode: "C62";
        netMinor: number;
        itemNetPrice: string;
        allowanceMinor: number;
        allowanceReasons: string[];
        taxCategoryCode: "S" | "E" | "Z";
        taxRate: string;
        itemName: string;
        gtin: string | null;
      }[];
      taxes: {
        taxableMinor: number;
        taxMinor: number;
        categoryCode: "S" | "E" | "Z";
        rate: string;
        label: string;
        exemptionReason: string | null;
      }[];
      totals: {
        linesNetMinor: number;
        netMinor: number;
        taxMinor: number;
        grossMinor: number;
        roundingMinor: number;
        paidMinor: number;
        dueMinor: number;
      };
      payments: {
        meansCode: "10" | "48" | "ZZZ";
        cardLastFour: string | null;
        accountName: string | null;
        paidMinor: number;
        refundedMinor: number;
      }[];
      saunter: {
        visitId: string;
        state: "draft" | "waiting" | "final" | "contested" | "reviewed" | "corrected";
        probabilityExact: number;
        pricesIncludeTax: boolean;
        timeZone: string;
        enteredMs: number;
        leftMs: number | null;
        draftedMs: number;
        finalMs: number | null;
        reviewUntilMs: number | null;
        waitsFor: {
          kind: "interaction" | "gap" | "binding" | "age" | "contest";
          count: number;
        }[];
        contestUntilMs: number | null;
        evidenceUntilMs: number;
        lookupUrl: string;
        lines: {
          lineId: string;
          unitMinor: number;
          grossMinor: number;
          discountMinor: number;
          depositMinor: number;
          payableMinor: number;
          probability: number;
          evidenceIds: string[];
        }[];
        offers: {
          offerId: string;
          name: string;
          discountMinor: number;
        }[];
        contests: {
          contestId: string;
          kind: "wrong-item" | "wrong-count" | "missing";
          lineId: string | null;
          gtin: string;
          itemName: string;
          claimedQuantity: number;
          instead: {
            gtin: string;
            itemName: string;
            quantity: number;
          } | null;
          worthMinor: number;
          contestedMs: number;
          isGranted: boolean | null;
        }[];
        corrections: {
          documentNumber: string;
          correctedMs: number;
          differenceMinor: number;
        }[];
        waivedMinor: number;
        disputedMinor: number;
        owedMinor: number;
      };
    };
  };
  "GET /v1/r/:token/cart": {
    params: {
      token: string;
    };
    query: {};
    body: undefined;
    answer: {
      visitId: string;
      status: "open" | "closed";
      /**
       * ISO 4217.
       */
      currency: string;
      lines: {
        lineId: string;
        gtin: string;
        name: string;
        /**
         * Units.
         */
        quantity: number;
        /**
         * Price of a unit, minor units.
         */
        unitMinor: number;
        /**
         * Taken off by offers, minor units.
         */
        discountMinor: number;
        /**
         * Deposit, minor units.
         */
        depositMinor: number;
        /**
         * To be paid for the line, minor units.
         */
        payableMinor: number;
        /**
         * How sure the line is: its weakest evidence.
         */
        probability: number;
      }[];
      /**
       * Offers that are used.
       */
      offers: {
        offerId: string;
        name: string;
        /**
         * Taken off, minor units.
         */
        discountMinor: number;
      }[];
      totals: {
        /**
         * Goods at their prices, minor units.
         */
        goodsMinor: number;
        /**
         * Taken off by offers, minor units.
         */
        discountMinor: number;
        /**
         * Deposits, minor units.
         */
        depositMinor: number;
        /**
         * Without tax, minor units.
         */
        netMinor: number;
        /**
         * Tax, minor units.
         */
        taxMinor: number;
        /**
         * Left off, not above 0: there where amounts are paid in steps, as dinars by card, minor units.
         */
        roundingMinor?: number;
        /**
         * To be paid, minor units.
         */
        totalMinor: number;
      };
      /**
       * That the cart is exactly this.
       */
      probability: number;
      /**
       * Products that cost nothing yet.
       */
      unpriced: string[];
      age: "not-needed" | "needed" | "verified" | "refused";
    };
  };
  "POST /v1/receipts/:visitId/contests": {
    params: {
      visitId: string;
    };
    query: {};
    body: {
      kind: "wrong-item" | "wrong-count" | "missing";
      lineId: string | null;
      gtin: string | null;
      /**
       * How many it were; of a wrong item, of what it was.
       */
      claimedQuantity: number;
    };
    answer: {
      contestId: string;
      status: "open" | "granted" | "refused";
      receiptStatus: "draft" | "final" | "contested" | "reviewed";
      /**
       * What the receipt says now, minor units.
       */
      totalMinor: number;
    };
  };
  "POST /v1/r/:token/contests": {
    params: {
      token: string;
    };
    query: {};
    body: {
      kind: "wrong-item" | "wrong-count" | "missing";
      lineId: string | null;
      gtin: string | null;
      /**
       * How many it were; of a wrong item, of what it was.
       */
      claimedQuantity: number;
    };
    answer: {
      contestId: string;
      status: "open" | "granted" | "refused";
      receiptStatus: "draft" | "final" | "contested" | "reviewed";
      /**
       * What the receipt says now, minor units.
       */
      totalMinor: number;
    };
  };
  "POST /v1/receipts/:visitId/mail": {
    params: {
      visitId: string;
    };
    query: {};
    body: undefined;
    answer: {
      visitId: string;
    };
  };
  "POST /v1/r/:token/mail": {
    params: {
      token: string;
    };
    query: {};
    body: {
      /**
       * Where it is sent.
       */
      email: string;
      /**
       * BCP 47; where not given, as `Accept-Language` says.
       */
      locale?: string;
    };
    answer: {
      visitId: string;
    };
  };
  "POST /v1/receipts/lookups": {
    params: {};
    query: {};
    body:
      | {
          by: "card";
          /**
           * The kiosk's card reader.
           */
          readerId: string;
          /**
           * The kiosk's own of this try.
           */
          requestId: string;
        }
      | {
          by: "digits";
          lastFour: string;
          /**
           * About when they left, Unix ms; ten minutes more or less.
           */
          leftMs: number;
        };
    answer: {
      /**
       * The newest first.
       */
      items: {
        visitId: string;
        /**
         * When they left, Unix ms.
         */
        leftMs: number;
        /**
         * What the receipt says, minor units.
         */
        totalMinor: number;
        currency: string;
        status: "draft" | "final" | "contested" | "reviewed";
        /**
         * To be shown as a QR code, for a moment.
         */
        receiptUrl: string;
      }[];
      /**
       * More than one fits, and none is told: the card has to be shown.
       */
      isAmbiguous: boolean;
    };
  };
  "GET /v1/reviews": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      status?: "open" | "decided" | "lapsed";
      visitId?: string;
    };
    body: undefined;
    answer: {
      items: {
        reviewId: string;
        visitId: string;
        kind: "interaction" | "gap" | "binding" | "age" | "contest";
        status: "open" | "decided" | "lapsed";
        /**
         * What is at stake, minor units.
         */
        worthMinor: number;
        /**
         * When it was opened, Unix ms.
         */
        openedMs: number;
        /**
         * When it is settled in the shopper's favour, Unix ms.
         */
        dueMs: number;
        /**
         * Where nobody decides in time, nothing of the visit is charged.
         */
        isAllAtStake: boolean;
        claimedBy: string | null;
        claimedUntilMs: number | null;
      }[];
      next: string | null;
    };
  };
  "GET /v1/reviews/statistics": {
    params: {};
    query: {
      sinceMs?: number;
      reviewerId?: string;
    };
    body: undefined;
    answer: {
      /**
       * Visits that have ended and are charged.
       */
      visits: number;
      /**
       * Of those, that a person had to look at.
       */
      reviewedVisits: number;
      reviewedShare: number | null;
      decided: number;
      lapsed: number;
      medianTookMs: number | null;
      medianWaitMs: number | null;
      lastEndedMs: number | null;
      /**
       * Reviews that wait by now, and that nobody else looks at.
       */
      waiting: number;
      /**
       * Visits of which nothing is charged unless somebody decides.
       */
      atStake: {
        visits: number;
        firstDueMs: number | null;
      };
    };
  };
  "GET /v1/reviews/:reviewId": {
    params: {
      reviewId: string;
    };
    query: {};
    body: undefined;
    answer: {
      reviewId: string;
      visitId: string;
      status: "open" | "decided" | "lapsed";
      /**
       * What is at stake, minor units.
       */
      worthMinor: number;
      /**
       * When it was opened, Unix ms.
       */
      openedMs: number;
      /**
       * When it is settled in the shopper's favour, Unix ms.
       */
      dueMs: number;
      /**
       * Where nobody decides in time, nothing of the visit is charged.
       */
      isAllAtStake: boolean;
      claimedBy: string | null;
      claimedUntilMs: number | null;
      undoUntilMs: number | null;
      subject:
        | {
            kind: "interaction";
            evidence: {
              kind: "pick" | "putback" | "handover";
              shopperId: string | null;
              giverId: string | null;
              gtin: string;
              quantity: number;
              /**
               * Of the likeliest account.
               */
              probability: number;
              evidenceId: string;
              /**
               * When, Unix ms.
               */
              occurredMs: number;
              /**
               * Change of weight, grams.
               */
              weightG: number;
              gondola: number;
              shelf: number;
              plates: number[];
              candidates: {
                kind: "pick" | "putback" | "handover";
                shopperId: string | null;
                giverId: string | null;
                gtin: string;
                quantity: number;
                /**
                 * Of this account.
                 */
                probability: number;
              }[];
            };
          }
        | {
            kind: "gap";
            shopperId: string;
            reason: string;
          }
        | {
            kind: "binding";
            reason: string;
          }
        | {
            kind: "age";
            gtins: string[];
          }
        | {
            kind: "contest";
            contestId: string;
            claim: "wrong-item" | "wrong-count" | "missing";
            lineId: string | null;
            gtin: string;
            claimedQuantity: number;
            instead: {
              gtin: string;
              quantity: number;
            } | null;
            /**
             * What the receipt says.
             */
            receiptQuantity: number;
          };
      /**
       * What can be chosen with one key, in order: what the engine believes, its other accounts, and that nothing was moved; of a gap that nothing is missing, what may have been put back, and refuse; or grant and refuse.
       */
      choices: {
        /**
         * Of an interaction: a candidate, another account of the same people, or nothing; of a gap: nothing, what was taken or put back unseen, or to refuse to charge any of it; else grant or refuse.
         */
        choice:
          | {
              kind: "candidate";
              candidate: {
                kind: "pick" | "putback" | "handover";
                shopperId: string | null;
                giverId: string | null;
                gtin: string;
                quantity: number;
              };
            }
          | {
              kind: "other";
              candidate: {
                kind: "pick" | "putback" | "handover";
                shopperId: string | null;
                giverId: string | null;
                /**
                 * Barcode number.
                 */
                gtin: string;
                quantity: number;
              };
            }
          | {
              kind: "nothing";
            }
          | {
              kind: "add" | "remove";
              /**
               * Barcode number.
               */
              gtin: string;
              quantity: number;
            }
          | {
              kind: "grant" | "refuse";
            };
        probability: number | null;
      }[];
      form: ("other" | "add") | null;
      /**
       * Whom another account may name, besides nobody; the likeliest first.
       */
      people: string[];
      /**
       * All that the subject, the choices and the interactions name.
       */
      products: {
        gtin: string;
        name: string;
        unitMinor: number | null;
        weightG: number | null;
      }[];
      /**
       * What there is to look at, in order of time: the interaction; those of a contested line; of a product that the shopper says they took those of anybody during the visit, none where nothing of it was seen to move; of a gap those of the shopper; of an age check those of the products; of a binding those of the visit.
       */
      interactions: {
        evidence: {
          kind: "pick" | "putback" | "handover";
          shopperId: string | null;
          giverId: string | null;
          gtin: string;
          quantity: number;
          /**
           * Of the likeliest account.
           */
          probability: number;
          evidenceId: string;
          /**
           * When, Unix ms.
           */
          occurredMs: number;
          /**
           * Change of weight, grams.
           */
          weightG: number;
          gondola: number;
          shelf: number;
          plates: number[];
          candidates: {
            kind: "pick" | "putback" | "handover";
            shopperId: string | null;
            giverId: string | null;
            gtin: string;
            quantity: number;
            /**
             * Of this account.
             */
            probability: number;
          }[];
        };
        /**
         * Whether it may concern somebody of the visit; others moved the rest.
         */
        isOfVisit: boolean;
        curve: {
          /**
           * When it happened, by the clock of the steps.
           */
          happenedMs: number;
          /**
           * When the first step begins.
           */
          startMs: number;
          stepMs: number;
          gondola: number;
          shelf: number;
          plates: {
            plate: number;
            /**
             * Mean of each step.
             */
            gramsG: (number | null)[];
          }[];
        } | null;
        curveDeleteAfterMs: number | null;
        positions: {
          /**
           * When it happened, by the clock of the steps.
           */
          happenedMs: number;
          /**
           * When the first step begins.
           */
          startMs: number;
          stepMs: number;
          shoppers: {
            shopperId: string;
            body: (number[] | null)[];
            leftWrist: (number[] | null)[];
            rightWrist: (number[] | null)[];
          }[];
        } | null;
        positionsDeleteAfterMs: number | null;
        clip: {
          cameraId: string;
          /**
           * As browsers name it.
           */
          mediaType: string;
          widthPx: number;
          heightPx: number;
          /**
           * When it happened, by the clock of the clip.
           */
          happenedMs: number;
          /**
           * When the clip begins.
           */
          startMs: number;
          durationMs: number;
        } | null;
        /**
         * `unreadable`: it is kept, and was sealed with another key or changed since.
         */
        clipState: "none" | "kept" | "unreadable";
        clipDeleteAfterMs: number | null;
      }[];
    };
  };
  "GET /v1/reviews/:reviewId/clips/:evidenceId": {
    params: {
      reviewId: string;
      evidenceId: string;
    };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "POST /v1/reviews/next": {
    params: {};
    query: {};
    body: {
      /**
       * Those that somebody else is to look at.
       *
       * Items: A review's id.
       */
      skip?: string[];
    };
    answer: {
      review: {
        reviewId: string;
        visitId: string;
        status: "open" | "decided" | "lapsed";
        /**
         * What is at stake, minor units.
         */
        worthMinor: number;
        /**
         * When it was opened, Unix ms.
         */
        openedMs: number;
        /**
         * When it is settled in the shopper's favour, Unix ms.
         */
        dueMs: number;
        /**
         * Where nobody decides in time, nothing of the visit is charged.
         */
        isAllAtStake: boolean;
        claimedBy: string | null;
        claimedUntilMs: number | null;
        undoUntilMs: number | null;
        subject:
          | {
              kind: "interaction";
              evidence: {
                kind: "pick" | "putback" | "handover";
                shopperId: string | null;
                giverId: string | null;
                gtin: string;
                quantity: number;
                /**
                 * Of the likeliest account.
                 */
                probability: number;
                evidenceId: string;
                /**
                 * When, Unix ms.
                 */
                occurredMs: number;
                /**
                 * Change of weight, grams.
                 */
                weightG: number;
                gondola: number;
                shelf: number;
                plates: number[];
                candidates: {
                  kind: "pick" | "putback" | "handover";
                  shopperId: string | null;
                  giverId: string | null;
                  gtin: string;
                  quantity: number;
                  /**
                   * Of this account.
                   */
                  probability: number;
                }[];
              };
            }
          | {
              kind: "gap";
              shopperId: string;
              reason: string;
            }
          | {
              kind: "binding";
              reason: string;
            }
          | {
              kind: "age";
              gtins: string[];
            }
          | {
              kind: "contest";
              contestId: string;
              claim: "wrong-item" | "wrong-count" | "missing";
              lineId: string | null;
              gtin: string;
              claimedQuantity: number;
              instead: {
                gtin: string;
                quantity: number;
              } | null;
              /**
               * What the receipt says.
               */
              receiptQuantity: number;
            };
        /**
         * What can be chosen with one key, in order: what the engine believes, its other accounts, and that nothing was moved; of a gap that nothing is missing, what may have been put back, and refuse; or grant and refuse.
         */
        choices: {
          /**
           * Of an interaction: a candidate, another account of the same people, or nothing; of a gap: nothing, what was taken or put back unseen, or to refuse to charge any of it; else grant or refuse.
           */
          choice:
            | {
                kind: "candidate";
                candidate: {
                  kind: "pick" | "putback" | "handover";
                  shopperId: string | null;
                  giverId: string | null;
                  gtin: string;
                  quantity: number;
                };
              }
            | {
                kind: "other";
                candidate: {
                  kind: "pick" | "putback" | "handover";
                  shopperId: string | null;
                  giverId: string | null;
                  /**
                   * Barcode number.
                   */
                  gtin: string;
                  quantity: number;
                };
              }
            | {
                kind: "nothing";
              }
            | {
                kind: "add" | "remove";
                /**
                 * Barcode number.
                 */
                gtin: string;
                quantity: number;
              }
            | {
                kind: "grant" | "refuse";
              };
          probability: number | null;
        }[];
        form: ("other" | "add") | null;
        /**
         * Whom another account may name, besides nobody; the likeliest first.
         */
        people: string[];
        /**
         * All that the subject, the choices and the interactions name.
         */
        products: {
          gtin: string;
          name: string;
          unitMinor: number | null;
          weightG: number | null;
        }[];
        /**
         * What there is to look at, in order of time: the interaction; those of a contested line; of a product that the shopper says they took those of anybody during the visit, none where nothing of it was seen to move; of a gap those of the shopper; of an age check those of the products; of a binding those of the visit.
         */
        interactions: {
          evidence: {
            kind: "pick" | "putback" | "handover";
            shopperId: string | null;
            giverId: string | null;
            gtin: string;
            quantity: number;
            /**
             * Of the likeliest account.
             */
            probability: number;
            evidenceId: string;
            /**
             * When, Unix ms.
             */
            occurredMs: number;
            /**
             * Change of weight, grams.
             */
            weightG: number;
            gondola: number;
            shelf: number;
            plates: number[];
            candidates: {
              kind: "pick" | "putback" | "handover";
              shopperId: string | null;
              giverId: string | null;
              gtin: string;
              quantity: number;
              /**
               * Of this account.
               */
              probability: number;
            }[];
          };
          /**
           * Whether it may concern somebody of the visit; others moved the rest.
           */
          isOfVisit: boolean;
          curve: {
            /**
             * When it happened, by the clock of the steps.
             */
            happenedMs: number;
            /**
             * When the first step begins.
             */
            startMs: number;
            stepMs: number;
            gondola: number;
            shelf: number;
            plates: {
              plate: number;
              /**
               * Mean of each step.
               */
              gramsG: (number | null)[];
            }[];
          } | null;
          curveDeleteAfterMs: number | null;
          positions: {
            /**
             * When it happened, by the clock of the steps.
             */
            happenedMs: number;
            /**
             * When the first step begins.
             */
            startMs: number;
            stepMs: number;
            shoppers: {
              shopperId: string;
              body: (number[] | null)[];
              leftWrist: (number[] | null)[];
              rightWrist: (number[] | null)[];
            }[];
          } | null;
          positionsDeleteAfterMs: number | null;
          clip: {
            cameraId: string;
            /**
             * As browsers name it.
             */
            mediaType: string;
            widthPx: number;
            heightPx: number;
            /**
             * When it happened, by the clock of the clip.
             */
            happenedMs: number;
            /**
             * When the clip begins.
             */
            startMs: number;
            durationMs: number;
          } | null;
          /**
           * `unreadable`: it is kept, and was sealed with another key or changed since.
           */
          clipState: "none" | "kept" | "unreadable";
          clipDeleteAfterMs: number | null;
        }[];
      } | null;
      /**
       * Reviews that wait and that nobody else looks at, this one among them.
       */
      waiting: number;
    };
  };
  "POST /v1/reviews/:reviewId/claim": {
    params: {
      reviewId: string;
    };
    query: {};
    body: undefined;
    answer: {
      reviewId: string;
      claimedBy: string | null;
      claimedUntilMs: number | null;
    };
  };
  "POST /v1/reviews/:reviewId/release": {
    params: {
      reviewId: string;
    };
    query: {};
    body: undefined;
    answer: {
      reviewId: string;
      claimedBy: string | null;
      claimedUntilMs: number | null;
    };
  };
  "POST /v1/reviews/:reviewId/decide": {
    params: {
      reviewId: string;
    };
    query: {};
    body: {
      /**
       * Of an interaction: a candidate, another account of the same people, or nothing; of a gap: nothing, what was taken or put back unseen, or to refuse to charge any of it; else grant or refuse.
       */
      choice:
        | {
            kind: "candidate";
            candidate: {
              kind: "pick" | "putback" | "handover";
              shopperId: string | null;
              giverId: string | null;
              gtin: string;
              quantity: number;
            };
          }
        | {
            kind: "other";
            candidate: {
              kind: "pick" | "putback" | "handover";
              shopperId: string | null;
              giverId: string | null;
              /**
               * Barcode number.
               */
              gtin: string;
              quantity: number;
            };
          }
        | {
            kind: "nothing";
          }
        | {
            kind: "add" | "remove";
            /**
             * Barcode number.
             */
            gtin: string;
            quantity: number;
          }
        | {
            kind: "grant" | "refuse";
          };
    };
    answer: {
      reviewId: string;
      visitId: string;
      status: "open" | "decided" | "lapsed";
      undoUntilMs: number | null;
    };
  };
  "POST /v1/reviews/:reviewId/undo": {
    params: {
      reviewId: string;
    };
    query: {};
    body: undefined;
    answer: {
      reviewId: string;
      visitId: string;
      status: "open" | "decided" | "lapsed";
      undoUntilMs: number | null;
    };
  };
  "GET /v1/labels": {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    body: undefined;
    answer: undefined;
  };
  "GET /v1/charges": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      work?: "now" | "debt" | "cash" | "none";
    };
    body: undefined;
    answer: {
      items: {
        chargeId: string;
        payer: "card" | "account" | "cash";
        currency: string;
        dueMinor: number | null;
        /**
         * Taken less given back, minor units.
         */
        netMinor: number;
        /**
         * Still to be taken, or below 0 to be given back, minor units.
         */
        missingMinor: number;
        /**
         * Let off, minor units.
         */
        forgivenMinor: number;
        /**
         * Refunded at the provider or taken back by the payer's bank; not asked for again, minor units.
         */
        withdrawnMinor: number;
        /**
         * Owed, minor units.
         */
        debtMinor: number;
        debtSinceMs: number | null;
        /**
         * Who has to do with it: the process; the process, once the debt is asked for again; staff; nobody.
         */
        work: "now" | "debt" | "cash" | "none";
      }[];
      next: string | null;
    };
  };
  "GET /v1/debts": {
    params: {};
    query: {
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: {
      items: {
        chargeId: string;
        payer: "card" | "account" | "cash";
        currency: string;
        dueMinor: number | null;
        /**
         * Taken less given back, minor units.
         */
        netMinor: number;
        /**
         * Still to be taken, or below 0 to be given back, minor units.
         */
        missingMinor: number;
        /**
         * Let off, minor units.
         */
        forgivenMinor: number;
        /**
         * Refunded at the provider or taken back by the payer's bank; not asked for again, minor units.
         */
        withdrawnMinor: number;
        /**
         * Owed, minor units.
         */
        debtMinor: number;
        debtSinceMs: number | null;
        /**
         * Who has to do with it: the process; the process, once the debt is asked for again; staff; nobody.
         */
        work: "now" | "debt" | "cash" | "none";
      }[];
      next: string | null;
    };
  };
  "GET /v1/charges/:chargeId": {
    params: {
      chargeId: string;
    };
    query: {};
    body: undefined;
    answer: {
      chargeId: string;
      payer: "card" | "account" | "cash";
      lastFour: string | null;
      currency: string;
      dueMinor: number | null;
      /**
       * Taken less given back, minor units.
       */
      netMinor: number;
      /**
       * Still to be taken, or below 0 to be given back, minor units.
       */
      missingMinor: number;
      /**
       * Let off, minor units.
       */
      forgivenMinor: number;
      /**
       * Refunded at the provider or taken back by the payer's bank; not asked for again, minor units.
       */
      withdrawnMinor: number;
      /**
       * Taken in cash, minor units.
       */
      takenCashMinor: number;
      /**
       * Given back in cash, minor units.
       */
      returnedCashMinor: number;
      debt: {
        /**
         * Owed, minor units.
         */
        amountMinor: number;
        /**
         * Since when, Unix ms.
         */
        sinceMs: number;
        code: string;
      } | null;
      pending: {
        action: "hold" | "increase" | "capture" | "release" | "collect" | "refund";
        /**
         * Asked for, minor units.
         */
        amountMinor: number;
        /**
         * Since when the provider has not answered, Unix ms.
         */
        sinceMs: number;
      } | null;
      payments: {
        paymentId: string;
        /**
         * The provider's own id.
         */
        reference: string;
        status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
        /**
         * Held, minor units.
         */
        heldMinor: number;
        /**
         * Taken, minor units.
         */
        capturedMinor: number;
        /**
         * Given back by the shop, minor units.
         */
        refundedMinor: number;
        holdExpiresMs: number | null;
        actionUrl: string | null;
      }[];
      withdrawals: {
        /**
         * The provider's own id.
         */
        withdrawalId: string;
        paymentId: string;
        /**
         * Made at the provider; or by the payer's bank.
         */
        kind: "refund" | "dispute";
        /**
         * Taken; 0 once it came back, minor units.
         */
        amountMinor: number;
      }[];
    };
  };
  "GET /v1/charges/:chargeId/history": {
    params: {
      chargeId: string;
    };
    query: {};
    body: undefined;
    answer: {
      items: {
        /**
         * When, Unix ms.
         */
        atMs: number;
        /**
         * `due`: the receipt says so. `asked`: of the provider. `observed`: it told of a payment by itself.
         */
        kind:
          | "due"
          | "asked"
          | "observed"
          | "withdrawn"
          | "cash-taken"
          | "cash-returned"
          | "debt"
          | "settled"
          | "forgiven";
        /**
         * Of it, minor units.
         */
        amountMinor: number;
        action: ("hold" | "increase" | "capture" | "release" | "collect" | "refund") | null;
        outcome: ("pending" | "done" | "declined" | "needs-action" | "refused") | null;
        answeredMs: number | null;
        status:
          ("held" | "captured" | "released" | "declined" | "needs-action" | "processing") | null;
        paymentId: string | null;
        lastFour: string | null;
        code: string | null;
        by: string | null;
      }[];
    };
  };
  "POST /v1/charges/:chargeId/pay": {
    params: {
      chargeId: string;
    };
    query: {};
    body:
      | {
          /**
           * The provider's token of the card, never its number.
           */
          token: string;
          /**
           * The card's last four digits.
           */
          lastFour: string;
        }
      | {
          /**
           * Where: a name of the kiosk or till by which the terminal knows its reader.
           */
          readerId: string;
          /**
           * Of the caller. Asked again with it, the terminal reads no other card.
           */
          requestId: string;
        };
    answer: {
      chargeId: string;
      /**
       * What is taken, minor units.
       */
      amountMinor: number;
    };
  };
  "POST /v1/charges/:chargeId/call-off": {
    params: {
      chargeId: string;
    };
    query: {};
    body: undefined;
    answer: {
      chargeId: string;
      payer: "card" | "account" | "cash";
      lastFour: string | null;
      currency: string;
      dueMinor: number | null;
      /**
       * Taken less given back, minor units.
       */
      netMinor: number;
      /**
       * Still to be taken, or below 0 to be given back, minor units.
       */
      missingMinor: number;
      /**
       * Let off, minor units.
       */
      forgivenMinor: number;
      /**
       * Refunded at the provider or taken back by the payer's bank; not asked for again, minor units.
       */
      withdrawnMinor: number;
      /**
       * Taken in cash, minor units.
       */
      takenCashMinor: number;
      /**
       * Given back in cash, minor units.
       */
      returnedCashMinor: number;
      debt: {
        /**
         * Owed, minor units.
         */
        amountMinor: number;
        /**
         * Since when, Unix ms.
         */
        sinceMs: number;
        code: string;
      } | null;
      pending: {
        action: "hold" | "increase" | "capture" | "release" | "collect" | "refund";
        /**
         * Asked for, minor units.
         */
        amountMinor: number;
        /**
         * Since when the provider has not answered, Unix ms.
         */
        sinceMs: number;
      } | null;
      payments: {
        paymentId: string;
        /**
         * The provider's own id.
         */
        reference: string;
        status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
        /**
         * Held, minor units.
         */
        heldMinor: number;
        /**
         * Taken, minor units.
         */
        capturedMinor: number;
        /**
         * Given back by the shop, minor units.
         */
        refundedMinor: number;
        holdExpiresMs: number | null;
        actionUrl: string | null;
      }[];
      withdrawals: {
        /**
         * The provider's own id.
         */
        withdrawalId: string;
        paymentId: string;
        /**
         * Made at the provider; or by the payer's bank.
         */
        kind: "refund" | "dispute";
        /**
         * Taken; 0 once it came back, minor units.
         */
        amountMinor: number;
      }[];
    };
  };
  "POST /v1/charges/:chargeId/cash": {
    params: {
      chargeId: string;
    };
    query: {};
    body: {
      /**
       * Minor units.
       */
      amountMinor: number;
    };
    answer: {
      chargeId: string;
      payer: "card" | "account" | "cash";
      lastFour: string | null;
      currency: string;
      dueMinor: number | null;
      /**
       * Taken less given back, minor units.
       */
      netMinor: number;
      /**
       * Still to be taken, or below 0 to be given back, minor units.
       */
      missingMinor: number;
      /**
       * Let off, minor units.
       */
      forgivenMinor: number;
      /**
       * Refunded at the provider or taken back by the payer's bank; not asked for again, minor units.
       */
      withdrawnMinor: number;
      /**
       * Taken in cash, minor units.
       */
      takenCashMinor: number;
      /**
       * Given back in cash, minor units.
       */
      returnedCashMinor: number;
      debt: {
        /**
         * Owed, minor units.
         */
        amountMinor: number;
        /**
         * Since when, Unix ms.
         */
        sinceMs: number;
        code: string;
      } | null;
      pending: {
        action: "hold" | "increase" | "capture" | "release" | "collect" | "refund";
        /**
         * Asked for, minor units.
         */
        amountMinor: number;
        /**
         * Since when the provider has not answered, Unix ms.
         */
        sinceMs: number;
      } | null;
      payments: {
        paymentId: string;
        /**
         * The provider's own id.
         */
        reference: string;
        status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
        /**
         * Held, minor units.
         */
        heldMinor: number;
        /**
         * Taken, minor units.
         */
        capturedMinor: number;
        /**
         * Given back by the shop, minor units.
         */
        refundedMinor: number;
        holdExpiresMs: number | null;
        actionUrl: string | null;
      }[];
      withdrawals: {
        /**
         * The provider's own id.
         */
        withdrawalId: string;
        paymentId: string;
        /**
         * Made at the provider; or by the payer's bank.
         */
        kind: "refund" | "dispute";
        /**
         * Taken; 0 once it came back, minor units.
         */
        amountMinor: number;
      }[];
    };
  };
  "POST /v1/charges/:chargeId/cash-return": {
    params: {
      chargeId: string;
    };
    query: {};
    body: {
      /**
       * Minor units.
       */
      amountMinor: number;
    };
    answer: {
      chargeId: string;
      payer: "card" | "account" | "cash";
      lastFour: string | null;
      currency: string;
      dueMinor: number | null;
      /**
       * Taken less given back, minor units.
       */
      netMinor: number;
      /**
       * Still to be taken, or below 0 to be given back, minor units.
       */
      missingMinor: number;
      /**
       * Let off, minor units.
       */
      forgivenMinor: number;
      /**
       * Refunded at the provider or taken back by the payer's bank; not asked for again, minor units.
       */
      withdrawnMinor: number;
      /**
       * Taken in cash, minor units.
       */
      takenCashMinor: number;
      /**
       * Given back in cash, minor units.
       */
      returnedCashMinor: number;
      debt: {
        /**
         * Owed, minor units.
         */
        amountMinor: number;
        /**
         * Since when, Unix ms.
         */
        sinceMs: number;
        code: string;
      } | null;
      pending: {
        action: "hold" | "increase" | "capture" | "release" | "collect" | "refund";
        /**
         * Asked for, minor units.
         */
        amountMinor: number;
        /**
         * Since when the provider has not answered, Unix ms.
         */
        sinceMs: number;
      } | null;
      payments: {
        paymentId: string;
        /**
         * The provider's own id.
         */
        reference: string;
        status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
        /**
         * Held, minor units.
         */
        heldMinor: number;
        /**
         * Taken, minor units.
         */
        capturedMinor: number;
        /**
         * Given back by the shop, minor units.
         */
        refundedMinor: number;
        holdExpiresMs: number | null;
        actionUrl: string | null;
      }[];
      withdrawals: {
        /**
         * The provider's own id.
         */
        withdrawalId: string;
        paymentId: string;
        /**
         * Made at the provider; or by the payer's bank.
         */
        kind: "refund" | "dispute";
        /**
         * Taken; 0 once it came back, minor units.
         */
        amountMinor: number;
      }[];
    };
  };
  "POST /v1/charges/:chargeId/forgive": {
    params: {
      chargeId: string;
    };
    query: {};
    body: undefined;
    answer: {
      chargeId: string;
      payer: "card" | "account" | "cash";
      lastFour: string | null;
      currency: string;
      dueMinor: number | null;
      /**
       * Taken less given back, minor units.
       */
      netMinor: number;
      /**
       * Still to be taken, or below 0 to be given back, minor units.
       */
      missingMinor: number;
      /**
       * Let off, minor units.
       */
      forgivenMinor: number;
      /**
       * Refunded at the provider or taken back by the payer's bank; not asked for again, minor units.
       */
      withdrawnMinor: number;
      /**
       * Taken in cash, minor units.
       */
      takenCashMinor: number;
      /**
       * Given back in cash, minor units.
       */
      returnedCashMinor: number;
      debt: {
        /**
         * Owed, minor units.
         */
        amountMinor: number;
        /**
         * Since when, Unix ms.
         */
        sinceMs: number;
        code: string;
      } | null;
      pending: {
        action: "hold" | "increase" | "capture" | "release" | "collect" | "refund";
        /**
         * Asked for, minor units.
         */
        amountMinor: number;
        /**
         * Since when the provider has not answered, Unix ms.
         */
        sinceMs: number;
      } | null;
      payments: {
        paymentId: string;
        /**
         * The provider's own id.
         */
        reference: string;
        status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
        /**
         * Held, minor units.
         */
        heldMinor: number;
        /**
         * Taken, minor units.
         */
        capturedMinor: number;
        /**
         * Given back by the shop, minor units.
         */
        refundedMinor: number;
        holdExpiresMs: number | null;
        actionUrl: string | null;
      }[];
      withdrawals: {
        /**
         * The provider's own id.
         */
        withdrawalId: string;
        paymentId: string;
        /**
         * Made at the provider; or by the payer's bank.
         */
        kind: "refund" | "dispute";
        /**
         * Taken; 0 once it came back, minor units.
         */
        amountMinor: number;
      }[];
    };
  };
  "GET /v1/till": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      search?: string;
    };
    body: undefined;
    answer: {
      items: {
        /**
         * That of the visit.
         */
        chargeId: string;
        payer: "card" | "account" | "cash";
        lastFour: string | null;
        currency: string;
        /**
         * When they came in, Unix ms.
         */
        openedMs: number;
        closedMs: number | null;
        receiptStatus: ("draft" | "final" | "contested" | "reviewed") | null;
        documentNumber: number | null;
        totalMinor: number | null;
        reviewDueMs: number | null;
        dueMinor: number | null;
        /**
         * Taken less given back, minor units.
         */
        netMinor: number;
        /**
         * Still to be taken, or below 0 to be given back, minor units.
         */
        missingMinor: number;
        /**
         * Let off, minor units.
         */
        forgivenMinor: number;
        debtSinceMs: number | null;
        /**
         * As of a charge.
         */
        work: "now" | "debt" | "cash" | "none";
        /**
         * The payer has yet to confirm it at their bank.
         */
        isUnconfirmed: boolean;
      }[];
      next: string | null;
    };
  };
  "GET /v1/stock": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      items: {
        /**
         * gondola/shelf/first plate
         */
        facing: string;
        gtin: string;
        name: string;
        gondola: number;
        shelf: number;
        plates: number[];
        counted: number | null;
        countedMs: number | null;
        /**
         * Put there by staff since.
         */
        refilled: number;
        /**
         * Put back less taken since.
         */
        moved: number;
        expected: number | null;
        /**
         * So many more have gone than were there: it was counted wrong or refilled unseen. Count it again.
         */
        overdrawn: number;
        /**
         * Facings of the product of which stock is known are at the low mark together.
         */
        isLow: boolean;
      }[];
    };
  };
  "POST /v1/stock/counts": {
    params: {};
    query: {};
    body: {
      /**
       * As `GET /v1/stock` names it.
       */
      facing: string;
      quantity: number;
      /**
       * When it was counted, Unix ms, a day ago at most; now where not given. What is taken after that and before this request is heard is not forgotten.
       */
      countedMs?: number;
    };
    answer: {
      facing: string;
      gtin: string;
      quantity: number;
      /**
       * When it was written down, Unix ms.
       */
      atMs: number;
    };
  };
  "POST /v1/stock/refills": {
    params: {};
    query: {};
    body: {
      /**
       * As `GET /v1/stock` names it.
       */
      facing: string;
      quantity: number;
    };
    answer: {
      facing: string;
      gtin: string;
      quantity: number;
      /**
       * When it was written down, Unix ms.
       */
      atMs: number;
    };
  };
  "GET /v1/alerts": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      state?: "open" | "cleared";
    };
    body: undefined;
    answer: {
      items: {
        alertKey: string;
        kind:
          | "age-check"
          | "age-unchecked"
          | "visits-unseen"
          | "tailgating"
          | "shopper-unbound"
          | "bound-by-guess"
          | "exit-without-entry"
          | "price-missing"
          | "low-stock"
          | "stock-wrong"
          | "misplaced-item"
          | "wrong-planogram"
          | "wrong-weight"
          | "goods-conflict"
          | "plate-dead"
          | "plate-noisy"
          | "camera-quiet"
          | "camera-fault"
          | "scale-quiet"
          | "refund-failed"
          | "money-withdrawn"
          | "payment-offline"
          | "webhook-failing"
          | "work-failing"
          | "clock-wrong"
          | "evidence-full"
          | "clips-failing"
          | "disk-low"
          | "process-slow";
        /**
         * What to do.
         */
        message: string;
        visitId: string | null;
        /**
         * When it was raised, Unix ms.
         */
        raisedMs: number;
        clearedMs: number | null;
        clearedBy: string | null;
      }[];
      next: string | null;
    };
  };
  "GET /v1/findings": {
    params: {};
    query: {
      limit?: number;
      after?: string;
      state?: "open" | "cleared";
    };
    body: undefined;
    answer: {
      items: {
        alertKey: string;
        kind:
          | "age-check"
          | "age-unchecked"
          | "visits-unseen"
          | "tailgating"
          | "shopper-unbound"
          | "bound-by-guess"
          | "exit-without-entry"
          | "price-missing"
          | "low-stock"
          | "stock-wrong"
          | "misplaced-item"
          | "wrong-planogram"
          | "wrong-weight"
          | "goods-conflict"
          | "plate-dead"
          | "plate-noisy"
          | "camera-quiet"
          | "camera-fault"
          | "scale-quiet"
          | "refund-failed"
          | "money-withdrawn"
          | "payment-offline"
          | "webhook-failing"
          | "work-failing"
          | "clock-wrong"
          | "evidence-full"
          | "clips-failing"
          | "disk-low"
          | "process-slow";
        /**
         * What to do.
         */
        message: string;
        visitId: string | null;
        /**
         * When it was raised, Unix ms.
         */
        raisedMs: number;
        clearedMs: number | null;
        clearedBy: string | null;
      }[];
      next: string | null;
    };
  };
  "POST /v1/alerts/:alertKey/clear": {
    params: {
      alertKey: string;
    };
    query: {};
    body: undefined;
    answer: {
      alertKey: string;
      /**
       * When, Unix ms.
       */
      clearedMs: number;
    };
  };
  "GET /v1/goods": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      /**
       * How often anything was changed: send it with what you change.
       */
      version: number;
      /**
       * The source brings its own: nothing can be changed.
       */
      isFixed: boolean;
      /**
       * The planogram is newer than the engine's, which gets it while nobody is inside.
       */
      isAwaited: boolean;
      /**
       * Items: As docs/reference/configuration.md has it.
       */
      catalogue: {
        [k: string]: unknown;
      }[];
      /**
       * Items: As docs/reference/configuration.md has it.
       */
      planogram: {
        [k: string]: unknown;
      }[];
      /**
       * Items: As docs/reference/configuration.md has it.
       */
      offers: {
        [k: string]: unknown;
      }[];
      /**
       * What differs from the configuration's file.
       */
      changed: {
        kind: "product" | "facing" | "offer";
        /**
         * GTIN of 14 digits; gondola/shelf/plates, such as 1/2/3,4; the offer's id.
         */
        key: string;
        change: "put" | "remove";
        /**
         * A user's id.
         */
        by: string;
        /**
         * When, Unix ms.
         */
        atMs: number;
      }[];
      boards: {
        gondola: number;
        shelf: number;
        /**
         * Plates of the board.
         */
        plates: number;
      }[];
      taxCategories: string[];
      /**
       * What is in the folder of pictures and is not shown, and why, in words.
       */
      pictureFaults: string[];
    };
  };
  "POST /v1/goods/changes": {
    params: {};
    query: {};
    body: {
      /**
       * As `GET /v1/goods` has told it.
       */
      version: number;
      changes: {
        kind: "product" | "facing" | "offer";
        /**
         * GTIN of 14 digits; gondola/shelf/plates, such as 1/2/3,4; the offer's id.
         */
        key: string;
        /**
         * `restore`: what the configuration's file says holds again.
         */
        change: "put" | "remove" | "restore";
        item: {
          [k: string]: unknown;
        } | null;
      }[];
    };
    answer: {
      /**
       * From now on.
       */
      version: number;
    };
  };
  "POST /v1/goods/apply": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      /**
       * Whether it waited at all.
       */
      isAwaited: boolean;
    };
  };
  "GET /v1/products": {
    params: {};
    query: {
      search?: string;
      limit?: number;
    };
    body: undefined;
    answer: {
      items: {
        gtin: string;
        name: string;
        unitMinor: number | null;
      }[];
    };
  };
  "GET /v1/products/pictures": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      /**
       * By GTIN.
       */
      versions: {
        [k: string]: string;
      };
    };
  };
  "GET /v1/products/:gtin/picture": {
    params: {
      gtin: string;
    };
    query: {
      version?: string;
    };
    body: undefined;
    answer: undefined;
  };
  "GET /v1/webhooks": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      items: {
        endpointId: string;
        url: string;
        eventTypes: string[];
        /**
         * Off where the endpoint has said that it is gone.
         */
        isEnabled: boolean;
        /**
         * Deliveries that wait.
         */
        pending: number;
        /**
         * Deliveries that were given up.
         */
        dead: number;
      }[];
    };
  };
  "GET /v1/webhooks/:endpointId/deliveries": {
    params: {
      endpointId: string;
    };
    query: {
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: {
      items: {
        eventId: number;
        status: "pending" | "delivered" | "dead";
        /**
         * How often it was sent.
         */
        attempts: number;
        nextMs: number | null;
        deliveredMs: number | null;
        lastAnswer: string | null;
        event: {
          /**
           * Position in the journal.
           */
          id: number;
          type:
            | "visit.opened"
            | "visit.closed"
            | "cart.updated"
            | "interaction.decided"
            | "receipt.drafted"
            | "receipt.finalised"
            | "receipt.contested"
            | "receipt.corrected"
            | "charge.updated"
            | "debt.opened"
            | "debt.settled"
            | "review.opened"
            | "review.ended"
            | "stock.changed"
            | "goods.changed"
            | "alert.raised"
            | "alert.cleared";
          /**
           * When, Unix ms.
           */
          atMs: number;
          visitId: string | null;
          data: {
            [k: string]: unknown;
          };
        } | null;
      }[];
      next: string | null;
    };
  };
  "POST /v1/webhooks/:endpointId/redeliver": {
    params: {
      endpointId: string;
    };
    query: {};
    body: {
      eventId: number | null;
    };
    answer: {
      /**
       * How many.
       */
      deliveries: number;
    };
  };
  "POST /v1/webhooks/:endpointId/enable": {
    params: {
      endpointId: string;
    };
    query: {};
    body: undefined;
    answer: {
      endpointId: string;
    };
  };
  "GET /v1/events": {
    params: {};
    query: {
      types?: string;
      visitId?: string;
      after?: number;
    };
    body: undefined;
    answer:
      | {
          event: "visit.opened";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "visit.opened";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * A party was let in
             */
            data: {
              method: string;
              payerKind: "customer" | "card" | "account" | "cash" | "staff";
              staffId: string | null;
              partySize: number;
              gateId: string;
              isMember: boolean;
              currency: string;
              /**
               * Minor units of the currency
               */
              holdMinor: number;
              isHoldPending: boolean;
            };
          };
        }
      | {
          event: "visit.closed";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "visit.closed";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * The last of a party has left, or is lost; once more where one comes back who was taken for gone
             */
            data: {
              cause: "exit" | "lost" | "attendant";
              payerKind: "customer" | "card" | "account" | "cash" | "staff";
              /**
               * Unix milliseconds
               */
              openedMs: number;
            };
          };
        }
      | {
          event: "cart.updated";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "cart.updated";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * One shopper's cart; a visit's is the sum over its shoppers. It takes the place of what was said of the same shopper and visit
             */
            data: {
              shopperId: string;
              /**
               * Items: How many of a product
               */
              lines: {
                gtin: string;
                quantity: number;
              }[];
              probability: number;
              /**
               * The engine says no more of it
               */
              isConcluded: boolean;
            };
          };
        }
      | {
          event: "interaction.decided";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "interaction.decided";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * A pick, a put-back or a hand-over. What is said later (by the event's id) of the same evidence takes its place
             */
            data: {
              evidenceId: string;
              status: "provisional" | "revised" | "final" | "retracted";
              kind: "pick" | "putback" | "handover";
              shopperId: string | null;
              gtin: string;
              quantity: number;
              /**
               * What it changes on the shelf, units
               */
              shelfDelta: number;
              probability: number;
              /**
               * Unix milliseconds
               */
              occurredMs: number;
              gondola: number;
              shelf: number;
              plates: number[];
            };
          };
        }
      | {
          event: "receipt.drafted";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "receipt.drafted";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * A draft, or one that says something else than before
             */
            data: {
              currency: string;
              /**
               * Items: A line as it is priced
               */
              lines: {
                lineId: string;
                gtin: string;
                name: string;
                quantity: number;
                /**
                 * Minor units of the currency
                 */
                unitMinor: number;
                /**
                 * Minor units of the currency
                 */
                discountMinor: number;
                /**
                 * Minor units of the currency
                 */
                depositMinor: number;
                taxRate: string;
                /**
                 * Minor units of the currency
                 */
                taxMinor: number;
                /**
                 * Minor units of the currency
                 */
                payableMinor: number;
                probability: number;
              }[];
              /**
               * Minor units of the currency
               */
              netMinor: number;
              /**
               * Minor units of the currency
               */
              taxMinor: number;
              /**
               * Minor units of the currency
               */
              roundingMinor: number;
              /**
               * Minor units of the currency
               */
              totalMinor: number;
              probabilityExact: number;
              reviewDueMs: number | null;
            };
          };
        }
      | {
          event: "receipt.finalised";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "receipt.finalised";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * The document
             */
            data: {
              currency: string;
              /**
               * Items: A line as it is priced
               */
              lines: {
                lineId: string;
                gtin: string;
                name: string;
                quantity: number;
                /**
                 * Minor units of the currency
                 */
                unitMinor: number;
                /**
                 * Minor units of the currency
                 */
                discountMinor: number;
                /**
                 * Minor units of the currency
                 */
                depositMinor: number;
                taxRate: string;
                /**
                 * Minor units of the currency
                 */
                taxMinor: number;
                /**
                 * Minor units of the currency
                 */
                payableMinor: number;
                probability: number;
              }[];
              /**
               * Minor units of the currency
               */
              netMinor: number;
              /**
               * Minor units of the currency
               */
              taxMinor: number;
              /**
               * Minor units of the currency
               */
              roundingMinor: number;
              /**
               * Minor units of the currency
               */
              totalMinor: number;
              probabilityExact: number;
              documentNumber: number;
              cause: "sure" | "reviewed" | "lapsed";
            };
          };
        }
      | {
          event: "receipt.contested";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "receipt.contested";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * A shopper says that a line is wrong; again when it is settled
             */
            data: {
              contestId: string;
              kind: "wrong-item" | "wrong-count" | "missing";
              lineId: string | null;
              gtin: string;
              claimedQuantity: number;
              instead: {
                gtin: string;
                quantity: number;
              } | null;
              /**
               * Minor units of the currency
               */
              worthMinor: number;
              isGranted: boolean | null;
            };
          };
        }
      | {
          event: "receipt.corrected";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "receipt.corrected";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * The document that takes an earlier one's place
             */
            data: {
              currency: string;
              /**
               * Items: A line as it is priced
               */
              lines: {
                lineId: string;
                gtin: string;
                name: string;
                quantity: number;
                /**
                 * Minor units of the currency
                 */
                unitMinor: number;
                /**
                 * Minor units of the currency
                 */
                discountMinor: number;
                /**
                 * Minor units of the currency
                 */
                depositMinor: number;
                taxRate: string;
                /**
                 * Minor units of the currency
                 */
                taxMinor: number;
                /**
                 * Minor units of the currency
                 */
                payableMinor: number;
                probability: number;
              }[];
              /**
               * Minor units of the currency
               */
              netMinor: number;
              /**
               * Minor units of the currency
               */
              taxMinor: number;
              /**
               * Minor units of the currency
               */
              roundingMinor: number;
              /**
               * Minor units of the currency
               */
              totalMinor: number;
              probabilityExact: number;
              documentNumber: number;
              correctsNumber: number;
              /**
               * Minor units of the currency
               */
              differenceMinor: number;
            };
          };
        }
      | {
          event: "charge.updated";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "charge.updated";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * The money of a visit
             */
            data: {
              payerKind: "card" | "account" | "cash";
              currency: string;
              dueMinor: number | null;
              /**
               * Taken less given back
               */
              netMinor: number;
              /**
               * Held and not taken
               */
              heldMinor: number;
              /**
               * Still to be taken, or below 0 to be given back
               */
              missingMinor: number;
              /**
               * Minor units of the currency
               */
              forgivenMinor: number;
              /**
               * Refunded at the provider or taken back by the payer's bank; not asked for again
               */
              withdrawnMinor: number;
              /**
               * Minor units of the currency
               */
              debtMinor: number;
            };
          };
        }
      | {
          event: "debt.opened";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "debt.opened";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * What is missing could not be taken
             */
            data: {
              payerKind: "card" | "account" | "cash";
              currency: string;
              dueMinor: number | null;
              /**
               * Taken less given back
               */
              netMinor: number;
              /**
               * Held and not taken
               */
              heldMinor: number;
              /**
               * Still to be taken, or below 0 to be given back
               */
              missingMinor: number;
              /**
               * Minor units of the currency
               */
              forgivenMinor: number;
              /**
               * Refunded at the provider or taken back by the payer's bank; not asked for again
               */
              withdrawnMinor: number;
              /**
               * Minor units of the currency
               */
              debtMinor: number;
            };
          };
        }
      | {
          event: "debt.settled";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "debt.settled";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * Nothing is owed any more
             */
            data: {
              payerKind: "card" | "account" | "cash";
              currency: string;
              dueMinor: number | null;
              /**
               * Taken less given back
               */
              netMinor: number;
              /**
               * Held and not taken
               */
              heldMinor: number;
              /**
               * Still to be taken, or below 0 to be given back
               */
              missingMinor: number;
              /**
               * Minor units of the currency
               */
              forgivenMinor: number;
              /**
               * Refunded at the provider or taken back by the payer's bank; not asked for again
               */
              withdrawnMinor: number;
              /**
               * Minor units of the currency
               */
              debtMinor: number;
              isForgiven: boolean;
            };
          };
        }
      | {
          event: "review.opened";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "review.opened";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * A person has to look at something, or has taken a decision back
             */
            data: {
              reviewId: string;
              subjectKind: "interaction" | "gap" | "binding" | "age" | "contest";
              /**
               * Minor units of the currency
               */
              worthMinor: number;
              /**
               * Unix milliseconds
               */
              dueMs: number;
            };
          };
        }
      | {
          event: "review.ended";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "review.ended";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * Somebody has decided, or nobody has in time
             */
            data: {
              reviewId: string;
              subjectKind: "interaction" | "gap" | "binding" | "age" | "contest";
              outcome: "decided" | "lapsed";
              choiceKind:
                ("candidate" | "other" | "nothing" | "add" | "remove" | "grant" | "refuse") | null;
              reviewerId: string | null;
              tookMs: number | null;
            };
          };
        }
      | {
          event: "stock.changed";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "stock.changed";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * Staff have counted or refilled a facing, or what people took and put back has changed what should be there: that is told within half a minute, of facings that have been counted
             */
            data: {
              cause: "counted" | "refilled" | "reckoned";
              facing: string;
              gtin: string;
              quantity: number | null;
              staffId: string | null;
            };
          };
        }
      | {
          event: "goods.changed";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "goods.changed";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * Staff have changed products, places or offers
             */
            data: {
              products: number;
              facings: number;
              offers: number;
              staffId: string;
            };
          };
        }
      | {
          event: "alert.raised";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "alert.raised";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * Somebody has to do something
             */
            data: {
              alertKey: string;
              kind: string;
              message: string;
            };
          };
        }
      | {
          event: "alert.cleared";
          data: {
            /**
             * Position in the journal.
             */
            id: number;
            type: "alert.cleared";
            /**
             * When, Unix ms.
             */
            atMs: number;
            visitId: string | null;
            /**
             * It is done, or has passed
             */
            data: {
              alertKey: string;
              clearedBy: string;
            };
          };
        }
      | {
          event: "reset";
          /**
           * You have events that the journal has not: begin anew.
           */
          data: {
            id: number;
          };
        }
      | {
          event: "cut-off";
          data: {
            reason: "too-slow" | "too-many" | "closing";
          };
        };
  };
  "GET /v1/visits/:visitId/evidence/:evidenceId": {
    params: {
      visitId: string;
      evidenceId: string;
    };
    query: {};
    body: undefined;
    answer: {
      evidence: {
        kind: "pick" | "putback" | "handover";
        shopperId: string | null;
        giverId: string | null;
        gtin: string;
        quantity: number;
        /**
         * Of the likeliest account.
         */
        probability: number;
        evidenceId: string;
        /**
         * When, Unix ms.
         */
        occurredMs: number;
        /**
         * Change of weight, grams.
         */
        weightG: number;
        gondola: number;
        shelf: number;
        plates: number[];
        candidates: {
          kind: "pick" | "putback" | "handover";
          shopperId: string | null;
          giverId: string | null;
          gtin: string;
          quantity: number;
          /**
           * Of this account.
           */
          probability: number;
        }[];
        name: string;
      };
      curve: {
        /**
         * When it happened, by the clock of the steps.
         */
        happenedMs: number;
        /**
         * When the first step begins.
         */
        startMs: number;
        stepMs: number;
        gondola: number;
        shelf: number;
        plates: {
          plate: number;
          /**
           * Mean of each step.
           */
          gramsG: (number | null)[];
        }[];
      } | null;
      /**
       * `kept`: it is here; `awaited`: its seconds are not over yet; `not-doubted`: of what nobody doubts none are kept, as the shop is set up; `deleted`: its time is over; `missing`: none was recorded, or it has made room for others.
       */
      curveState: "kept" | "awaited" | "not-doubted" | "deleted" | "missing";
      curveDeleteAfterMs: number | null;
      positions: {
        /**
         * When it happened, by the clock of the steps.
         */
        happenedMs: number;
        /**
         * When the first step begins.
         */
        startMs: number;
        stepMs: number;
        shoppers: {
          shopperId: string;
          body: (number[] | null)[];
          leftWrist: (number[] | null)[];
          rightWrist: (number[] | null)[];
        }[];
      } | null;
      /**
       * `kept`: it is here; `awaited`: its seconds are not over yet; `not-doubted`: of what nobody doubts none are kept, as the shop is set up; `deleted`: its time is over; `missing`: none was recorded, or it has made room for others.
       */
      positionsState: "kept" | "awaited" | "not-doubted" | "deleted" | "missing";
      positionsDeleteAfterMs: number | null;
      clip: {
        cameraId: string;
        /**
         * As browsers name it.
         */
        mediaType: string;
        widthPx: number;
        heightPx: number;
        /**
         * When it happened, by the clock of the clip.
         */
        happenedMs: number;
        /**
         * When the clip begins.
         */
        startMs: number;
        durationMs: number;
      } | null;
      /**
       * `unreadable`: it is kept, and was sealed with another key or changed since.
       */
      clipState: "none" | "kept" | "unreadable";
      clipDeleteAfterMs: number | null;
    };
  };
  "GET /v1/users": {
    params: {};
    query: {
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: {
      items: {
        userId: string;
        name: string;
        roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
        proof: "password" | "key";
        isDisabled: boolean;
        /**
         * When it was added, Unix ms.
         */
        createdMs: number;
        /**
         * It follows events at this moment.
         */
        isConnected: boolean;
        heardMs: number | null;
      }[];
      next: string | null;
    };
  };
  "POST /v1/users": {
    params: {};
    query: {};
    body: {
      name: string;
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
      password: string | null;
    };
    answer: {
      userId: string;
      name: string;
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
      proof: "password" | "key";
      isDisabled: boolean;
      /**
       * When it was added, Unix ms.
       */
      createdMs: number;
      apiKey: string | null;
    };
  };
  "POST /v1/users/:userId/proof": {
    params: {
      userId: string;
    };
    query: {};
    body: {
      password: string | null;
    };
    answer: {
      userId: string;
      name: string;
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
      proof: "password" | "key";
      isDisabled: boolean;
      /**
       * When it was added, Unix ms.
       */
      createdMs: number;
      apiKey: string | null;
    };
  };
  "POST /v1/users/:userId/roles": {
    params: {
      userId: string;
    };
    query: {};
    body: {
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
    };
    answer: {
      userId: string;
      name: string;
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
      proof: "password" | "key";
      isDisabled: boolean;
      /**
       * When it was added, Unix ms.
       */
      createdMs: number;
    };
  };
  "POST /v1/users/:userId/disable": {
    params: {
      userId: string;
    };
    query: {};
    body: undefined;
    answer: {
      userId: string;
      name: string;
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
      proof: "password" | "key";
      isDisabled: boolean;
      /**
       * When it was added, Unix ms.
       */
      createdMs: number;
    };
  };
  "POST /v1/users/:userId/enable": {
    params: {
      userId: string;
    };
    query: {};
    body: undefined;
    answer: {
      userId: string;
      name: string;
      roles: ("operator" | "reviewer" | "gate" | "device" | "shopper" | "integrator")[];
      proof: "password" | "key";
      isDisabled: boolean;
      /**
       * When it was added, Unix ms.
       */
      createdMs: number;
    };
  };
  "GET /v1/badges": {
    params: {};
    query: {
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: {
      items: {
        /**
         * A keyed hash of its number, which is not kept.
         */
        badgeId: string;
        holder: "account" | "staff";
        /**
         * The account's or the staff member's id.
         */
        holderId: string;
        isBlocked: boolean;
        notAfterMs: number | null;
        note: string;
      }[];
      next: string | null;
    };
  };
  "POST /v1/badges": {
    params: {};
    query: {};
    body: {
      badges: {
        /**
         * Colons, hyphens, blanks and capitals make no difference.
         */
        badgeNumber: string;
        /**
         * An account of the shop pays; staff are not charged.
         */
        holder: "account" | "staff";
        holderId: string;
        lastDay: string | null;
        isBlocked: boolean | null;
        note: string | null;
      }[];
    };
    answer: {
      /**
       * New ones
       */
      added: number;
      /**
       * Known ones that are otherwise now
       */
      changed: number;
      /**
       * Were so already
       */
      same: number;
    };
  };
  "POST /v1/badges/lookups": {
    params: {};
    query: {};
    body: {
      badgeNumber: string;
    };
    answer: {
      /**
       * A keyed hash of its number, which is not kept.
       */
      badgeId: string;
      holder: "account" | "staff";
      /**
       * The account's or the staff member's id.
       */
      holderId: string;
      isBlocked: boolean;
      notAfterMs: number | null;
      note: string;
    };
  };
  "POST /v1/badges/:badgeId/block": {
    params: {
      badgeId: string;
    };
    query: {};
    body: undefined;
    answer: {
      /**
       * A keyed hash of its number, which is not kept.
       */
      badgeId: string;
      holder: "account" | "staff";
      /**
       * The account's or the staff member's id.
       */
      holderId: string;
      isBlocked: boolean;
      notAfterMs: number | null;
      note: string;
    };
  };
  "POST /v1/badges/:badgeId/unblock": {
    params: {
      badgeId: string;
    };
    query: {};
    body: undefined;
    answer: {
      /**
       * A keyed hash of its number, which is not kept.
       */
      badgeId: string;
      holder: "account" | "staff";
      /**
       * The account's or the staff member's id.
       */
      holderId: string;
      isBlocked: boolean;
      notAfterMs: number | null;
      note: string;
    };
  };
  "POST /v1/badges/:badgeId/remove": {
    params: {
      badgeId: string;
    };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /v1/demo": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      recording: string | null;
      /**
       * That can be chosen.
       */
      recordings: string[];
      /**
       * Of a recording: it has come to its end.
       */
      hasEnded: boolean;
      /**
       * Times real time.
       */
      speed: number;
      scenario:
        | (
            | "quiet"
            | "everyday"
            | "busy"
            | "crowd"
            | "hand-over"
            | "hold"
            | "misplace"
            | "swap"
            | "fast"
            | "noisy"
            | "broken-tracks"
            | "adversarial"
            | "rush"
            | "wrong-planogram"
          )
        | null;
      /**
       * That can be chosen.
       */
      scenarios: string[];
      shoppersAtOnce: number | null;
      avatar: {
        shopperId: string;
        state: "waiting" | "inside" | "gone";
        visitId: string | null;
        receiptToken: string | null;
        /**
         * In truth, whatever the shop believes.
         */
        carried: {
          gtin: string;
          name: string;
          quantity: number;
        }[];
      } | null;
    };
  };
  "POST /v1/demo/settings": {
    params: {};
    query: {};
    body: {
      speed?: number;
      scenario?:
        | "quiet"
        | "everyday"
        | "busy"
        | "crowd"
        | "hand-over"
        | "hold"
        | "misplace"
        | "swap"
        | "fast"
        | "noisy"
        | "broken-tracks"
        | "adversarial";
      shoppersAtOnce?: number;
    };
    answer: {
      recording: string | null;
      /**
       * That can be chosen.
       */
      recordings: string[];
      /**
       * Of a recording: it has come to its end.
       */
      hasEnded: boolean;
      /**
       * Times real time.
       */
      speed: number;
      scenario:
        | (
            | "quiet"
            | "everyday"
            | "busy"
            | "crowd"
            | "hand-over"
            | "hold"
            | "misplace"
            | "swap"
            | "fast"
            | "noisy"
            | "broken-tracks"
            | "adversarial"
            | "rush"
            | "wrong-planogram"
          )
        | null;
      /**
       * That can be chosen.
       */
      scenarios: string[];
      shoppersAtOnce: number | null;
      avatar: {
        shopperId: string;
        state: "waiting" | "inside" | "gone";
        visitId: string | null;
        receiptToken: string | null;
        /**
         * In truth, whatever the shop believes.
         */
        carried: {
          gtin: string;
          name: string;
          quantity: number;
        }[];
      } | null;
    };
  };
  "POST /v1/demo/source": {
    params: {};
    query: {};
    body: {
      recording: string | null;
    };
    answer: {
      recording: string | null;
      /**
       * That can be chosen.
       */
      recordings: string[];
      /**
       * Of a recording: it has come to its end.
       */
      hasEnded: boolean;
      /**
       * Times real time.
       */
      speed: number;
      scenario:
        | (
            | "quiet"
            | "everyday"
            | "busy"
            | "crowd"
            | "hand-over"
            | "hold"
            | "misplace"
            | "swap"
            | "fast"
            | "noisy"
            | "broken-tracks"
            | "adversarial"
            | "rush"
            | "wrong-planogram"
          )
        | null;
      /**
       * That can be chosen.
       */
      scenarios: string[];
      shoppersAtOnce: number | null;
      avatar: {
        shopperId: string;
        state: "waiting" | "inside" | "gone";
        visitId: string | null;
        receiptToken: string | null;
        /**
         * In truth, whatever the shop believes.
         */
        carried: {
          gtin: string;
          name: string;
          quantity: number;
        }[];
      } | null;
    };
  };
  "POST /v1/demo/avatar": {
    params: {};
    query: {};
    body: undefined;
    answer: {
      recording: string | null;
      /**
       * That can be chosen.
       */
      recordings: string[];
      /**
       * Of a recording: it has come to its end.
       */
      hasEnded: boolean;
      /**
       * Times real time.
       */
      speed: number;
      scenario:
        | (
            | "quiet"
            | "everyday"
            | "busy"
            | "crowd"
            | "hand-over"
            | "hold"
            | "misplace"
            | "swap"
            | "fast"
            | "noisy"
            | "broken-tracks"
            | "adversarial"
            | "rush"
            | "wrong-planogram"
          )
        | null;
      /**
       * That can be chosen.
       */
      scenarios: string[];
      shoppersAtOnce: number | null;
      avatar: {
        shopperId: string;
        state: "waiting" | "inside" | "gone";
        visitId: string | null;
        receiptToken: string | null;
        /**
         * In truth, whatever the shop believes.
         */
        carried: {
          gtin: string;
          name: string;
          quantity: number;
        }[];
      } | null;
    };
  };
  "POST /v1/demo/avatar/orders": {
    params: {};
    query: {};
    body: {
      order:
        | {
            kind: "move";
            x: number;
            y: number;
          }
        | {
            kind: "go";
            xM: number;
            yM: number;
          }
        | {
            kind: "take";
            at: {
              gondola: number;
              shelf: number;
              plate: number;
            };
          }
        | {
            kind: "put";
            /**
             * Barcode number.
             */
            gtin: string;
            at: {
              gondola: number;
              shelf: number;
              plate: number;
            } | null;
          }
        | {
            kind: "leave";
          };
    };
    answer: {
      recording: string | null;
      /**
       * That can be chosen.
       */
      recordings: string[];
      /**
       * Of a recording: it has come to its end.
       */
      hasEnded: boolean;
      /**
       * Times real time.
       */
      speed: number;
      scenario:
        | (
            | "quiet"
            | "everyday"
            | "busy"
            | "crowd"
            | "hand-over"
            | "hold"
            | "misplace"
            | "swap"
            | "fast"
            | "noisy"
            | "broken-tracks"
            | "adversarial"
            | "rush"
            | "wrong-planogram"
          )
        | null;
      /**
       * That can be chosen.
       */
      scenarios: string[];
      shoppersAtOnce: number | null;
      avatar: {
        shopperId: string;
        state: "waiting" | "inside" | "gone";
        visitId: string | null;
        receiptToken: string | null;
        /**
         * In truth, whatever the shop believes.
         */
        carried: {
          gtin: string;
          name: string;
          quantity: number;
        }[];
      } | null;
    };
  };
  "POST /v1/demo/entries": {
    params: {};
    query: {};
    body: {
      /**
       * The text of the code.
       */
      code: string;
    };
    answer: {
      visitId: string;
      /**
       * The provider could not be asked for the hold yet.
       */
      isHoldPending: boolean;
      receiptUrl: string | null;
    };
  };
  "POST /v1/payments/notices": {
    params: {};
    query: {};
    body: unknown;
    answer: {
      /**
       * Whether it says anything.
       */
      isTaken: boolean;
    };
  };
}
