/** Every word of alerts in the console. Other languages are typed by these. */
export const alerts = {};
