// Fires timers in this process, where no platform does.
import { randomUUID } from 'node:crypto';
import { dispatch, timer } from './deliveries.mjs';

const names = {
  month: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  weekday: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};
const bounds = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]];

/** The numbers that a field of a cron expression stands for. */
function numbers(field, index) {
  const [low, high] = bounds[index];
  const number = (text) => {
    const list = index === 3 ? names.month : index === 4 ? names.weekday : [];
    const position = list.indexOf(text.toLowerCase());
    return position < 0 ? Number(text) : position + (index === 3 ? 1 : 0);
  };
  const found = new Set();
  for (const part of field.split(',')) {
    const [range, step] = part.split('/');
    const [from, to] = range === '*' ? [low, high] : range.split('-').map(number);
    for (let value = from; value <= (to ?? (step ? high : from)); value += Number(step ?? 1)) {
      found.add(index === 4 ? value % 7 : value);
    }
  }
  return found;
}

/** Whether five fields of cron name the minute of a date, in UTC. */
export function isDue(expression, date) {
  const fields = expression.trim().split(/\s+/);
  const [minutes, hours, days, months, weekdays] = fields.map(numbers);
  const fitsDay = days.has(date.getUTCDate());
  const fitsWeekday = weekdays.has(date.getUTCDay());
  const eitherDay = !fields[2].startsWith('*') && !fields[4].startsWith('*');
  return minutes.has(date.getUTCMinutes()) && hours.has(date.getUTCHours()) && months.has(date.getUTCMonth() + 1)
    && (eitherDay ? fitsDay || fitsWeekday : fitsDay && fitsWeekday);
}

/** @returns ends the firing */
export function fire(service) {
  const stops = service.timers.map((declared) => {
    let isRunning = false;
    const run = async (due) => {
      // A run that is not over when the next is due lets that one pass.
      if (isRunning) return console.error(`a timer of '${declared.target.name}' is due while its last run is not over`);
      isRunning = true;
      const requestID = randomUUID();
      const delivery = timer(due.toISOString(), declared.payload, [], declared.target.name);
      const { problem } = await dispatch(service, delivery, { requestID });
      if (problem) console.error(`${problem.code}: ${problem.message} (request ${requestID})`);
      isRunning = false;
    };
    if (declared.at !== undefined) return once(new Date(declared.at), run);
    return declared.cron === undefined ? everySeconds(declared.every, run) : everyMinute(declared.cron, run);
  });
  return () => stops.forEach((stop) => stop());
}

/** A moment that has passed when the process starts is not made up for. */
function once(due, run) {
  let wait;
  const plan = () => {
    const left = due - Date.now();
    // The clock may be set meanwhile.
    if (left > 0) wait = setTimeout(plan, Math.min(left, 30_000));
    else run(due);
  };
  if (due > Date.now()) plan();
  return () => clearTimeout(wait);
}

function everySeconds(seconds, run) {
  const interval = setInterval(() => run(new Date()), Math.max(1, 1000 * seconds));
  return () => clearInterval(interval);
}

function everyMinute(expression, run) {
  let wait;
  const plan = () => {
    wait = setTimeout(() => {
      const minute = new Date(Math.round(Date.now() / 60_000) * 60_000);
      plan();
      if (isDue(expression, minute)) run(minute);
    }, 60_000 - Date.now() % 60_000);
  };
  plan();
  return () => clearTimeout(wait);
}
