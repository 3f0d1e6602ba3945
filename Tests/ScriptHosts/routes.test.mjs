// Run by scripts/host-parity with `node --test`.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Router } from '../../Sources/ScriptHosts/javascript/routes.mjs';

const router = new Router();
for (const [path, methods] of [
  ['/', []], ['/items', ['GET']], ['/items', ['POST']], ['/items/{id}', ['GET', 'PUT']], ['/items/special', ['GET']],
  ['/items/{id}/parts/{part}', []], ['/files/{path*}', ['GET']], ['/any/*', []],
]) router.add(path, methods, `${methods} ${path}`);

const cases = [
  ['GET', '/', ' /'],
  ['HEAD', '/items', 'GET /items'],
  ['POST', '/items', 'POST /items'],
  ['DELETE', '/items', ['GET', 'POST', 'HEAD']],
  ['GET', '/items/7', 'GET,PUT /items/{id}'],
  ['GET', '/items/special', 'GET /items/special'],
  ['GET', '/items/', undefined],
  ['GET', '/items/7/parts/8', ' /items/{id}/parts/{part}'],
  ['GET', '/items/7/parts', undefined],
  ['GET', '/files/a/b', 'GET /files/{path*}'],
  ['GET', '/files/', undefined],
  ['GET', '/any/', ' /any/*'],
  ['GET', '/any/a/b', ' /any/*'],
  ['GET', '/nowhere', undefined],
];

for (const [method, path, expected] of cases) {
  test(`${method} ${path}`, () => {
    const { target, allowed } = router.match(method, path) ?? {};
    assert.deepEqual(target ?? allowed, expected);
  });
}
