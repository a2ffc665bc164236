/** Every word of webhooks in the console. Other languages are typed by these. */
export const webhooks = {};
