// Run by scripts/host-parity with `node --test`.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Service } from '../../Sources/ScriptHosts/javascript/service.mjs';

/** Packages a function that fails in the second line of a script whose map says where the author wrote that. */
function packageOfAFailure(root) {
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({
    service: 'stacks', defaults: {},
    functions: [{ name: 'boom', triggers: [{ kind: 'http', methods: [], path: '/' }], options: {} }],
  }));
  writeFileSync(join(root, 'main.js'), [
    "module.exports = { boom: () => ({ default: { fetch() {",
    "throw new Error('boom'); } } }) };",
    '//# sourceMappingURL=main.js.map', '',
  ].join('\n'));
  // The second line is line 7 of the only source.
  writeFileSync(join(root, 'main.js.map'), JSON.stringify({
    version: 3, sources: ['functions/boom.ts'], names: [], mappings: ';AAMA',
  }));
}

test('stacks name the files of the author', () => {
  const root = mkdtempSync(join(tmpdir(), 'stacks-'));
  try {
    packageOfAFailure(root);
    const { handlers } = new Service(root).functions.get('boom');
    assert.throws(() => handlers.fetch(), (error) => {
      assert.match(error.stack, /functions\/boom\.ts:7/);
      return true;
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
