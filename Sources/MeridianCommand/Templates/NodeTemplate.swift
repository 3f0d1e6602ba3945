/// A web server in Node.js.
enum NodeTemplate {
    static func files(_ project: Project) -> [ProjectFile] {
        ProgramTemplate.files(
            project, language: "Node.js", runtime: "nodejs", run: "node server.js", test: "node --test tests/") + [
                ProjectFile(path: "server.js", content: server),
                ProjectFile(path: "tests/server.test.js", content: tests),
            ]
    }

    private static let server = """
        'use strict'

        const http = require('node:http')

        function answer (response, status, document) {
          const body = JSON.stringify(document)
          response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
          response.end(body)
        }

        const server = http.createServer((request, response) => {
          const url = new URL(request.url, 'http://localhost')
          if (request.headers['ce-type'] === 'dev.meridian.timer') {
            console.log('a new day')
            answer(response, 200, {})
          } else if (request.method === 'GET' && url.pathname === '/') {
            answer(response, 200, { text: `Hello, ${url.searchParams.get('name') ?? 'world'}` })
          } else {
            answer(response, 404, { title: 'Not found' })
          }
        })

        if (require.main === module) {
          server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1')
          process.once('SIGTERM', () => server.close(() => process.exit()))
        }

        module.exports = server

        """

    private static let tests = """
        'use strict'

        const assert = require('node:assert')
        const { after, before, test } = require('node:test')
        const server = require('../server.js')

        let root

        before(() => new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
          root = `http://127.0.0.1:${server.address().port}`
          resolve()
        })))

        after(() => server.close())

        test('greets', async () => {
          const answer = await fetch(`${root}/?name=Ann`)
          assert.strictEqual(answer.status, 200)
          assert.deepStrictEqual(await answer.json(), { text: 'Hello, Ann' })
        })

        test('knows no other paths', async () => {
          assert.strictEqual((await fetch(`${root}/missing`)).status, 404)
        })

        test('takes the timer', async () => {
          const answer = await fetch(root, { method: 'POST', headers: { 'ce-type': 'dev.meridian.timer' } })
          assert.strictEqual(answer.status, 200)
        })

        """
}
