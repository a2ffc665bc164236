/** Shows alerts that are pushed to this device, and opens the console at them. */
addEventListener("push", (event) => {
  const { title, body, tag, url } = event.data.json();
  event.waitUntil(
    registration.showNotification(title, {
      body,
      tag,
      renotify: true,
      requireInteraction: true,
      icon: "/console/mark.svg",
      data: { url },
    }),
  );
});

addEventListener("notificationclick", (event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(clients.openWindow(notification.data.url));
});
