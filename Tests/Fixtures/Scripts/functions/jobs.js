// Keeps what it was called with, and tells it when asked.
const seen = [];

export default {
  fetch: () => Response.json(seen),
  scheduled({ scheduledTime, payload }) {
    seen.push({ scheduled: new Date(scheduledTime).toISOString(), payload });
  },
  queue({ queue, messages }) {
    seen.push({ queue, messages: messages.map(({ id, attempts, body }) => ({ id, attempts, body })) });
    for (const message of messages) if (message.body === "again") message.retry();
  },
  event({ type, source, subject, data }) {
    if (data?.fails) throw new Error("on purpose");
    seen.push({ event: type, source, subject, data });
  },
};
