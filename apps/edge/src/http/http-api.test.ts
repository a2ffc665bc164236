/** The whole API: each route's own tests, and in the end, whether they have seen all there is. */
import "./general-suite.ts";
import "./routes/auth-routes-suite.ts";
import "./routes/customer-routes-suite.ts";
import "./routes/entry-routes-suite.ts";
import "./routes/event-routes-suite.ts";
import "./routes/health-routes-suite.ts";
import "./routes/money-routes-suite.ts";
import "./routes/passkey-routes-suite.ts";
import "./routes/receipt-routes-suite.ts";
import "./routes/review-routes-suite.ts";
import "./routes/shop-routes-suite.ts";
import "./routes/stock-routes-suite.ts";
import "./routes/user-routes-suite.ts";
import "./routes/visit-routes-suite.ts";
import "./routes/webhook-routes-suite.ts";
import "./shopper-journey-suite.ts";
import "./coverage-suite.ts";
