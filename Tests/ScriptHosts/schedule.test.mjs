// Run by scripts/host-parity with `node --test`.
import assert from 'node:assert/strict';
import test from 'node:test';
import { isDue } from '../../Sources/ScriptHosts/javascript/schedule.mjs';

const cases = [
  ['* * * * *', '2026-03-01T09:30:00Z', true],
  ['30 9 * * *', '2026-03-01T09:30:00Z', true],
  ['30 9 * * *', '2026-03-01T10:30:00Z', false],
  ['*/15 * * * *', '2026-03-01T09:45:00Z', true],
  ['*/15 * * * *', '2026-03-01T09:46:00Z', false],
  ['5/20 * * * *', '2026-03-01T09:45:00Z', true],
  ['10-12,40 * * * *', '2026-03-01T09:11:00Z', true],
  ['10-12,40 * * * *', '2026-03-01T09:13:00Z', false],
  ['0 0 1 jan-mar *', '2026-03-01T00:00:00Z', true],
  ['0 0 1 apr *', '2026-03-01T00:00:00Z', false],
  // 1 March 2026 is a Sunday, which is 0 and 7.
  ['0 0 * * sun', '2026-03-01T00:00:00Z', true],
  ['0 0 * * 7', '2026-03-01T00:00:00Z', true],
  ['0 0 * * mon-fri', '2026-03-01T00:00:00Z', false],
  // Where both kinds of days are named, either will do.
  ['0 0 1 * mon', '2026-03-01T00:00:00Z', true],
  ['0 0 2 * mon', '2026-03-01T00:00:00Z', false],
  ['0 0 */2 * sun', '2026-03-02T00:00:00Z', false],
];

for (const [expression, moment, expected] of cases) {
  test(`${expression} at ${moment}`, () => assert.equal(isDue(expression, new Date(moment)), expected));
}
