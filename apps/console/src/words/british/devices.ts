/** Every word of devices in the console. Other languages are typed by these. */
export const devices = {};
