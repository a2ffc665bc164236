/** The whole API: each route's own tests, and in the end, whether they have seen all there is. */
import "./routes/entry-routes-suite.ts";
import "./routes/visit-routes-suite.ts";
import "./routes/receipt-routes-suite.ts";
